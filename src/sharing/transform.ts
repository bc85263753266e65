import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import type { HelperAsk } from './ask.ts';
import type { SharingEnvironment } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import type { HelperList } from './helper-list.ts';
import type { Served } from './served.ts';
import { isOver } from './term.ts';

/** What a helper knows besides the list when an ask comes. */
export interface HelperSide {
  /** Its own Ed25519 key, 32 bytes. */
  identity: Bytes;
  /** Of the patient who enrolled it and signed the list, 32 bytes. */
  patientIdentity: Bytes;
  /** The enrolment's end. */
  until: Date | null;
  /** How many other asks were answered under this grant. */
  usesSpent: number;
}

/** The entry of a list under which an ask comes, or null: uses are counted for its grant. */
export const servedFor = ({ serves }: HelperList, ask: HelperAsk): Served | null =>
  serves.find(
    ({ identity, grantId }) => equal(identity, ask.identity) && equal(grantId, ask.grantId),
  ) ?? null;

/**
 * The semi-trusted re-encryption server's one act: transforms every capsule of an ask, or none. A
 * capsule is transformed only if it is byte-equal to an entry of the patient's list under a key for
 * this very doctor.
 *
 * @returns the transformed capsules in the order of the ask; AFGH: 576 bytes each.
 * @throws SharingError in this order: `helper-mismatch` (another helper or patient), `expired`
 * (enrolment over or taken back), `not-served` (asker or grant not on the list), `expired` (that
 * grant is over), `uses-spent`, `not-listed`.
 */
export async function transformFor(
  env: SharingEnvironment,
  list: HelperList,
  self: HelperSide,
  ask: HelperAsk,
): Promise<Bytes[]> {
  if (!equal(ask.helper, self.identity) || !equal(ask.patient, self.patientIdentity))
    throw new SharingError('helper-mismatch');
  if (list.dismissed || isOver(env, self.until)) throw new SharingError('expired');
  const served = servedFor(list, ask);
  if (served === null) throw new SharingError('not-served');
  if (isOver(env, served.until)) throw new SharingError('expired');
  if (self.usesSpent >= served.uses) throw new SharingError('uses-spent');
  return transformAll(env, keysByCapsule(list, served), ask.capsules);
}

function keysByCapsule({ groups }: HelperList, { keys }: Served): Map<string, Bytes> {
  return new Map(
    keys.flatMap(({ group, reEncryptionKey }) =>
      (groups[group]?.capsules ?? []).map((capsule) => [toHex(capsule), reEncryptionKey] as const),
    ),
  );
}

async function transformAll(
  { suite, random }: SharingEnvironment,
  keys: ReadonlyMap<string, Bytes>,
  capsules: readonly Bytes[],
): Promise<Bytes[]> {
  const jobs = capsules.map((capsule) => ({ capsule, key: keys.get(toHex(capsule)) }));
  const transformed: Bytes[] = [];
  for (const { capsule, key } of refuseUnlisted(jobs))
    transformed.push(await failAs('malformed', () => suite.reEncrypt(key, capsule, random)));
  return transformed;
}

interface Job {
  capsule: Bytes;
  key: Bytes;
}

function refuseUnlisted(jobs: readonly { capsule: Bytes; key: Bytes | undefined }[]): Job[] {
  return jobs.map(({ capsule, key }) => {
    if (key === undefined) throw new SharingError('not-listed');
    return { capsule, key };
  });
}
