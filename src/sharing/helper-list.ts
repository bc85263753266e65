import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { domain, sign, SIGNATURE_BYTES, verify } from '../crypto/index.ts';
import { REVISION_RANGE } from './enrolment.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { Fields } from './fields.ts';
import { listName, openParcel, sealParcel } from './relay.ts';
import type { ListedCapsules, Served } from './served.ts';
import { readGroup, readServed, writeGroup, writeServed } from './served.ts';

/** What a helper may do for one patient, and for whom. */
export interface HelperList {
  /** Rises with each list of one enrolment. */
  revision: number;
  /** The patient has taken the helper's powers away. */
  dismissed: boolean;
  groups: readonly ListedCapsules[];
  serves: readonly Served[];
}

/** At most this many doctors in one list. */
export const MAX_SERVED = 64;
/** A list is never longer than this. */
export const MAX_LIST_BYTES = 2 ** 18;
/** At most this many groups of capsules in one list. */
export const MAX_GROUPS = 256;

const field = { revision: 1, time: 2, dismissed: 3, groups: 4, serves: 5 } as const;

/**
 * Signs a list for one helper and seals it as the parcel that lies at `listName(helperKey)`
 * (SPEC §21).
 *
 * @throws SharingError `too-large`, `malformed`, `name-invalid`.
 */
export async function sealHelperList(
  env: SharingEnvironment,
  patient: { identitySeed: Bytes },
  helper: { identity: Bytes; helperKey: Bytes },
  list: HelperList,
): Promise<{ name: string; bytes: Bytes }> {
  const encoded = encodeCbor(
    new Map<number, CborValue>([
      [field.revision, list.revision],
      [field.time, toSeconds(env.now)],
      [field.dismissed, list.dismissed ? 1 : 0],
      [field.groups, list.groups.map(writeGroup)],
      [field.serves, list.serves.map(writeServed)],
    ]),
  );
  readList(env, encoded);
  const signed = await sign(patient.identitySeed, signedBytes(helper.identity, encoded));
  const name = listName(helper.helperKey);
  const bytes = await sealParcel(env, helper.helperKey, name, concat(encoded, signed));
  return { name, bytes };
}

/** Whose list a helper expects. */
export interface ExpectedList {
  /** Ed25519, 32 bytes. */
  patientIdentity: Bytes;
  /** Ed25519, 32 bytes. */
  helperIdentity: Bytes;
  /** 32 bytes, from the enrolment. */
  helperKey: Bytes;
  /** The enrolment's, or that of the newest list seen. */
  leastRevision: number;
}

/**
 * Opens the list that a host handed out.
 *
 * @throws SharingError `too-large`; `cannot-open` for every failure up to the last field; then
 * `rolled-back`, `clock-skew`.
 */
export async function openHelperList(
  env: SharingEnvironment,
  expected: ExpectedList,
  parcel: Bytes,
): Promise<HelperList & { issuedAt: Date }> {
  const { helperKey, leastRevision } = expected;
  const message = await openParcel(helperKey, listName(helperKey), parcel);
  const list = await failAs('cannot-open', async () => {
    await checkSignature(expected, message);
    return readList(env, message.subarray(0, -SIGNATURE_BYTES));
  });
  if (list.revision < leastRevision) throw new SharingError('rolled-back');
  refuseFuture(env, toSeconds(list.issuedAt));
  return list;
}

async function checkSignature(expected: ExpectedList, message: Bytes): Promise<void> {
  if (message.length <= SIGNATURE_BYTES) throw new SharingError('malformed');
  const signed = signedBytes(expected.helperIdentity, message.subarray(0, -SIGNATURE_BYTES));
  const signature = message.subarray(-SIGNATURE_BYTES);
  if (!(await verify(expected.patientIdentity, signed, signature)))
    throw new SharingError('bad-signature');
}

function readList(
  { suite }: SharingEnvironment,
  encoded: Uint8Array,
): HelperList & { issuedAt: Date } {
  const fields = new Fields(encoded, Object.values(field), MAX_LIST_BYTES);
  const groups = fields.list(field.groups, MAX_GROUPS).map((row) => readGroup(row, suite.sizes));
  const serves = fields.list(field.serves, MAX_SERVED).map((row) => readServed(row, suite.sizes));
  if (serves.some(({ keys }) => keys.some(({ group }) => group >= groups.length)))
    throw new SharingError('malformed');
  return {
    revision: fields.integer(field.revision, REVISION_RANGE),
    issuedAt: fromSeconds(fields.integer(field.time, TIME_RANGE)),
    dismissed: fields.integer(field.dismissed, { min: 0, max: 1 }) === 1,
    groups,
    serves,
  };
}

const signedBytes = (helper: Uint8Array, encoded: Uint8Array): Bytes =>
  concat(domain('helper-list'), helper, encoded);
