import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { signingPublicKey } from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';

/** What a move brought, as both phones know it. */
export interface MovedContent {
  /** SHA-256 of the rows' stream, 32 bytes. */
  digest: Bytes;
  records: number;
  files: number;
}

/** A move as the phone that began it remembers it. */
export interface BegunMove extends MovedContent {
  /** SHA-256 of the request that it answered, 32 bytes. */
  request: Bytes;
  /** Ed25519 key of the profile, 32 bytes. */
  identity: Bytes;
}

const field = { identity: SIGNER_FIELD, digest: 2, records: 3, files: 4, time: 5 } as const;
const COUNT_RANGE = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/**
 * Says that everything has arrived and opened, signed by the profile itself (SPEC §29, at most 175
 * bytes): nobody who did not open the profile can say so.
 */
export async function makeMoveReceipt(
  env: SharingEnvironment,
  { identitySeed }: { identitySeed: Bytes },
  request: Bytes,
  { digest, records, files }: MovedContent,
): Promise<Bytes> {
  const head = messageHead('move-receipt', env.suite.id);
  const fields = new Map<number, CborValue>([
    [field.identity, await signingPublicKey(identitySeed)],
    [field.digest, digest],
    [field.records, records],
    [field.files, files],
    [field.time, toSeconds(env.now)],
  ]);
  const scope = { kind: 'move-receipt', context: request, before: head } as const;
  return concat(head, await signFields(scope, fields, identitySeed));
}

/**
 * Whether a receipt says that this move has arrived whole. The new phone's clock is not asked: a
 * wrong one must not keep two phones alive.
 *
 * @returns when it was made.
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `bad-signature` (which a receipt
 * for another move is too), `mismatch` for another profile's or other contents.
 */
export async function readMoveReceipt(
  env: SharingEnvironment,
  begun: BegunMove,
  message: Bytes,
): Promise<Date> {
  const body = messageBody('move-receipt', env.suite.id, message);
  const before = messageHead('move-receipt', env.suite.id);
  const scope = { kind: 'move-receipt', context: begun.request, before } as const;
  const known = Object.values(field);
  const fields = await readSignedFields(scope, body, known, MAX_MESSAGE_BYTES['move-receipt']);
  const fits =
    equal(fields.bytes(field.identity, 32), begun.identity) &&
    equal(fields.bytes(field.digest, 32), begun.digest) &&
    fields.integer(field.records, COUNT_RANGE) === begun.records &&
    fields.integer(field.files, COUNT_RANGE) === begun.files;
  if (!fits) throw new SharingError('mismatch');
  return fromSeconds(fields.integer(field.time, TIME_RANGE));
}
