import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import { readName } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  NO_CONTEXT,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';
import { cleanName } from './name.ts';

/** That a record is kept under another key from now on, once read. */
export interface Succession {
  /** Ed25519 public keys, 32 bytes each. */
  predecessor: Bytes;
  successor: Bytes;
  /** The owner's name, cleaned; nobody checked it. */
  name: string;
  /** By the owner's clock, in whole seconds. */
  time: Date;
  /** SHA-256 of the message. */
  id: Bytes;
}

const field = { predecessor: SIGNER_FIELD, successor: 2, time: 3, name: 4, claim: 5 } as const;
const claimField = { successor: SIGNER_FIELD, predecessor: 2, time: 3 } as const;

/**
 * Says that one key takes another's place, signed by both (SPEC §30, at most 512 bytes): the old key
 * names the new one, and the new one says that it succeeds the old. Neither can be made to by whoever
 * holds the other alone. It proves that both agreed, not who they are: words are compared before the
 * new key is pinned (PROTOCOL §6).
 *
 * @param from - Ed25519 seed, 32 bytes.
 * @param to - Ed25519 seed, 32 bytes.
 * @throws SharingError `name-invalid`; `malformed` where both are one key.
 */
export async function makeSuccession(
  env: SharingEnvironment,
  from: Uint8Array,
  to: Uint8Array,
  name: string,
): Promise<Bytes> {
  const head = messageHead('successor', env.suite.id);
  const [predecessor, successor] = [await signingPublicKey(from), await signingPublicKey(to)];
  if (equal(predecessor, successor)) throw new SharingError('malformed');
  const time = toSeconds(env.now);
  const claim = new Map<number, CborValue>([
    [claimField.successor, successor],
    [claimField.predecessor, predecessor],
    [claimField.time, time],
  ]);
  const claimScope = { kind: 'successor', context: predecessor, before: head } as const;
  const fields = new Map<number, CborValue>([
    [field.predecessor, predecessor],
    [field.successor, successor],
    [field.time, time],
    [field.name, cleanName(name)],
    [field.claim, await signFields(claimScope, claim, to)],
  ]);
  const scope = { kind: 'successor', context: NO_CONTEXT, before: head } as const;
  return concat(head, await signFields(scope, fields, from));
}

/**
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `bad-signature` (of either key),
 * `mismatch` where the two say different things, `clock-skew`.
 */
export async function readSuccession(env: SharingEnvironment, message: Bytes): Promise<Succession> {
  const body = messageBody('successor', env.suite.id, message);
  const before = messageHead('successor', env.suite.id);
  const scope = { kind: 'successor', context: NO_CONTEXT, before } as const;
  const limit = MAX_MESSAGE_BYTES.successor;
  const fields = await readSignedFields(scope, body, Object.values(field), limit);
  const [predecessor, successor] = [
    fields.bytes(field.predecessor, 32),
    fields.bytes(field.successor, 32),
  ];
  const seconds = fields.integer(field.time, TIME_RANGE);
  const claimScope = { kind: 'successor', context: predecessor, before } as const;
  const signed = fields.bytesUpTo(field.claim, limit);
  const claim = await readSignedFields(claimScope, signed, Object.values(claimField), limit);
  const agrees =
    equal(claim.bytes(claimField.successor, 32), successor) &&
    equal(claim.bytes(claimField.predecessor, 32), predecessor) &&
    claim.integer(claimField.time, TIME_RANGE) === seconds &&
    !equal(predecessor, successor);
  if (!agrees) throw new SharingError('mismatch');
  refuseFuture(env, seconds);
  const name = readName(fields, field.name);
  return { predecessor, successor, name, time: fromSeconds(seconds), id: sha256(message) };
}
