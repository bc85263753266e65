import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { deflate, inflate } from '../bytes/deflate.ts';
import type { ReEncryptionSuite, Tag } from '../crypto/index.ts';
import { domain, open, seal, sha256, signingPublicKey, tagId } from '../crypto/index.ts';
import type { Author, Role } from './author.ts';
import { readName, readRole, roleCode } from './author.ts';
import type { Envelope } from './envelope.ts';
import { bodyContext, envelopePrefix, readEnvelope, subkey } from './envelope.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import { MAX_MESSAGE_BYTES, readSignedFields, SIGNER_FIELD, signFields } from './message.ts';
import { cleanName } from './name.ts';

/** What a deposit holds is never longer than this before compression. */
export const MAX_DEPOSIT_BYTES = 4 * 2 ** 20;

/** To whom a deposit goes: taken whole from an opened grant, never typed in. */
export interface DepositAddress {
  /** The patient's Ed25519 key, 32 bytes. */
  patientIdentity: Bytes;
  /** The patient's inbox key (AFGH: 48 bytes). */
  inboxPublic: Bytes;
  /** The grant under which it was written, 32 bytes. */
  grantId: Bytes;
}

/** The keys with which a patient opens what was deposited. */
export interface Inbox {
  /** Ed25519 public key, 32 bytes. */
  identity: Bytes;
  inboxSecret: Bytes;
  inboxPublic: Bytes;
}

/** Something written to the patient, opened and its signature checked. */
export interface Deposit {
  /** The name is cleaned and not checked by anyone. */
  author: { identity: Bytes; name: string; role: Role };
  /** The grant under which it was written, 32 bytes. */
  grantId: Bytes;
  /** By the author's clock, in whole seconds. */
  time: Date;
  content: Bytes;
  /** SHA-256 of the message. */
  id: Bytes;
}

const clearField = { recipient: 1, capsule: 2 } as const;
const bodyField = {
  author: SIGNER_FIELD,
  name: 2,
  role: 3,
  grantId: 4,
  time: 5,
  commitment: 6,
  content: 7,
  contentLength: 8,
} as const;

const PURPOSE = 'deposit-body';
const HINT_BYTES = 16;

/** The inbox tag that a patient's deposits are encapsulated to. */
const inboxTag = (patientIdentity: Bytes, inboxPublic: Bytes): Tag => ({
  kind: 'inbox',
  id: tagId('inbox', patientIdentity, inboxPublic),
});

/** Tells the addressee that it is meant, and nobody else that two deposits go to one person. */
const recipientHint = (tag: Tag, capsule: Bytes): Bytes =>
  sha256(domain('deposit-recipient'), tag.id, capsule).slice(0, HINT_BYTES);

/**
 * Seals content to the patient of a grant, the author's signature inside (SPEC §7).
 *
 * @throws SharingError `name-invalid`, `too-large`; `malformed` for an address that is none.
 */
export async function makeDeposit(
  env: SharingEnvironment,
  author: Author,
  to: DepositAddress,
  content: Bytes,
): Promise<Bytes> {
  if (content.length > MAX_DEPOSIT_BYTES) throw new SharingError('too-large');
  const tag = inboxTag(to.patientIdentity, to.inboxPublic);
  const { capsule, sharedKey, commitment } = await failAs('malformed', () =>
    env.suite.encapsulate(to.inboxPublic, tag, env.random),
  );
  const clear = new Map<number, CborValue>([
    [clearField.recipient, recipientHint(tag, capsule)],
    [clearField.capsule, capsule],
  ]);
  const prefix = envelopePrefix('deposit', env.suite.id, clear);
  const body = await bodyOf(env, author, { grantId: to.grantId, commitment, content });
  const scope = { kind: 'deposit', context: to.patientIdentity, before: prefix } as const;
  const signed = await signFields(scope, body, author.identitySeed);
  const key = await subkey(sharedKey, PURPOSE);
  sharedKey.fill(0);
  return bounded(concat(prefix, await seal(key, bodyContext(PURPOSE, prefix), signed, env.random)));
}

async function bodyOf(
  env: SharingEnvironment,
  author: Author,
  stated: { grantId: Bytes; commitment: Bytes; content: Bytes },
): Promise<Map<number, CborValue>> {
  return new Map<number, CborValue>([
    [bodyField.author, await signingPublicKey(author.identitySeed)],
    [bodyField.name, cleanName(author.name)],
    [bodyField.role, roleCode(author.role)],
    [bodyField.grantId, stated.grantId],
    [bodyField.time, toSeconds(env.now)],
    [bodyField.commitment, stated.commitment],
    [bodyField.content, await deflate(stated.content)],
    [bodyField.contentLength, stated.content.length],
  ]);
}

function bounded(message: Bytes): Bytes {
  if (message.length > MAX_MESSAGE_BYTES.deposit) throw new SharingError('too-large');
  return message;
}

/**
 * Whether a deposit was sealed to these keys, told from its clear fields; nothing is opened. False
 * for whatever is no deposit.
 */
export function isDepositFor(
  { id }: Pick<ReEncryptionSuite, 'id'>,
  { identity, inboxPublic }: Pick<Inbox, 'identity' | 'inboxPublic'>,
  message: Bytes,
): boolean {
  try {
    const { clear } = readEnvelope('deposit', id, message, Object.values(clearField));
    const capsule = clear.bytesUpTo(clearField.capsule, MAX_MESSAGE_BYTES.deposit);
    const hint = clear.bytes(clearField.recipient, HINT_BYTES);
    return equal(hint, recipientHint(inboxTag(identity, inboxPublic), capsule));
  } catch {
    return false;
  }
}

/**
 * Opens a deposit. Whether its grant was ever given is for the caller to look up.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `wrong-recipient` (another
 * patient's, or another inbox key); `cannot-open` for every failure inside; then `clock-skew`.
 */
export async function openDeposit(
  env: SharingEnvironment,
  inbox: Inbox,
  message: Bytes,
): Promise<Deposit> {
  const envelope = readEnvelope('deposit', env.suite.id, message, Object.values(clearField));
  const tag = inboxTag(inbox.identity, inbox.inboxPublic);
  const capsule = envelope.clear.bytes(clearField.capsule, env.suite.sizes.capsule);
  const hint = envelope.clear.bytes(clearField.recipient, HINT_BYTES);
  if (!equal(hint, recipientHint(tag, capsule))) throw new SharingError('wrong-recipient');
  const deposit = await failAs('cannot-open', async () =>
    depositOf(await openBody(env, inbox, tag, capsule, envelope), sha256(message)),
  );
  refuseFuture(env, toSeconds(deposit.time));
  return deposit;
}

async function openBody(
  { suite }: SharingEnvironment,
  { identity, inboxSecret, inboxPublic }: Inbox,
  tag: Tag,
  capsule: Bytes,
  { prefix, sealed }: Envelope,
): Promise<Fields> {
  const opened = await suite.decapsulate(inboxSecret, inboxPublic, capsule, tag);
  const key = await subkey(opened.sharedKey, PURPOSE);
  opened.sharedKey.fill(0);
  const signed = await open(key, bodyContext(PURPOSE, prefix), sealed);
  const scope = { kind: 'deposit', context: identity, before: prefix } as const;
  const known = Object.values(bodyField);
  const fields = await readSignedFields(scope, signed, known, MAX_MESSAGE_BYTES.deposit);
  const committed = fields.bytes(bodyField.commitment, suite.sizes.commitment);
  if (!equal(committed, opened.commitment)) throw new SharingError('cannot-open');
  return fields;
}

async function readContent(fields: Fields): Promise<Bytes> {
  const length = fields.integer(bodyField.contentLength, { min: 0, max: MAX_DEPOSIT_BYTES });
  const compressed = fields.bytesUpTo(bodyField.content, MAX_MESSAGE_BYTES.deposit);
  const content = await inflate(compressed, length);
  if (content.length !== length) throw new SharingError('malformed');
  return content;
}

async function depositOf(fields: Fields, id: Bytes): Promise<Deposit> {
  return {
    author: {
      identity: fields.bytes(bodyField.author, 32),
      name: readName(fields, bodyField.name),
      role: readRole(fields, bodyField.role),
    },
    grantId: fields.bytes(bodyField.grantId, 32),
    time: fromSeconds(fields.integer(bodyField.time, TIME_RANGE)),
    content: await readContent(fields),
    id,
  };
}
