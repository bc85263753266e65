import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import { domain, HPKE_ENC_BYTES, openSealedTo, sealTo, sha256 } from '../crypto/index.ts';
import type { Card } from './card.ts';
import type { SharingEnvironment } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import type { FieldMap, Fields } from './fields.ts';
import type { MessageKind } from './message.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  readSignedFields,
  signFields,
} from './message.ts';

/**
 * Messages that only the owner of a card opens: HPKE to the card's X25519 key, the sender's
 * signature inside.
 *
 * ```
 * head 3 | hint 8 | encapsulated key 32 | ciphertext of signed fields | tag 16
 * ```
 *
 * The hint lets a reader tell a message for somebody else from one that was changed, and nobody who
 * does not know the card that two messages go to one person.
 */
export type AddressedKind = Extract<
  MessageKind,
  'standing' | 'invitation' | 'enrolment' | 'emergency'
>;

/** Whom a message goes to: both keys of one card, 32 bytes each. */
export type Addressee = Pick<Card, 'identity' | 'sealing'>;

/** The secrets of the card's owner, 32 bytes each; `identity` is the public Ed25519 key. */
export interface AddressedReader {
  identity: Bytes;
  sealingSecret: Bytes;
}

const HEAD_BYTES = 3;
const HINT_BYTES = 8;

/**
 * Signs and seals; the signature's context is the addressee's Ed25519 key.
 *
 * @throws SharingError `too-large`; `malformed` for an addressee whose key is none.
 */
export async function sealAddressed(
  env: SharingEnvironment,
  kind: AddressedKind,
  to: Addressee,
  fields: FieldMap,
  seed: Bytes,
): Promise<Bytes> {
  const head = messageHead(kind, env.suite.id);
  const scope = { kind, context: to.identity, before: head } as const;
  const signed = await signFields(scope, fields, seed);
  const sealed = await failAs('malformed', () =>
    sealTo(to.sealing, domain(kind), head, signed, env.random),
  );
  const message = concat(head, hintFor(to.identity, sealed), sealed);
  if (message.length > MAX_MESSAGE_BYTES[kind]) throw new SharingError('too-large');
  return message;
}

/** What stands in the signed fields of one kind. */
export interface AddressedShape<T> {
  kind: AddressedKind;
  /** The keys that `read` reads. */
  known: readonly number[];
  read: (fields: Fields) => T;
}

/**
 * Opens what {@link sealAddressed} made.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `not-for-me`; `cannot-open` for
 * every failure from decapsulation to the last field.
 */
export async function openAddressed<T>(
  env: SharingEnvironment,
  { kind, known, read }: AddressedShape<T>,
  reader: AddressedReader,
  message: Bytes,
): Promise<T> {
  const body = messageBody(kind, env.suite.id, message);
  if (body.length <= HINT_BYTES + HPKE_ENC_BYTES) throw new SharingError('malformed');
  const sealed = body.subarray(HINT_BYTES);
  if (!equal(body.subarray(0, HINT_BYTES), hintFor(reader.identity, sealed)))
    throw new SharingError('not-for-me');
  const head = message.subarray(0, HEAD_BYTES);
  return failAs('cannot-open', async () => {
    const signed = await openSealedTo(reader.sealingSecret, domain(kind), head, sealed);
    const scope = { kind, context: reader.identity, before: head } as const;
    return read(await readSignedFields(scope, signed, known, MAX_MESSAGE_BYTES[kind]));
  });
}

function hintFor(identity: Bytes, sealed: Bytes): Bytes {
  const encapsulated = sealed.subarray(0, HPKE_ENC_BYTES);
  return sha256(domain('addressed-to'), identity, encapsulated).slice(0, HINT_BYTES);
}
