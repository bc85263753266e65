import type { Bytes } from '../bytes/bytes.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { toHex } from '../bytes/hex.ts';
import type { AeadKey } from '../crypto/index.ts';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  domain,
  hkdfSha256,
  hmacSha256,
  open,
  seal,
} from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { isList } from './fields.ts';
import { joinPair, splitPair } from './message.ts';
import type { Stored } from './object.ts';
import { NAME_BYTES } from './object-ref.ts';
import { paddedSize } from './padding.ts';

/**
 * Where somebody with standing access finds messages that were issued again: after an epoch ended
 * nobody has to meet. Every message inside is sealed to its reader; the mailbox is sealed once more,
 * because the heads of messages and their number are nobody's business.
 */

/** A mailbox is never longer than this on a host. */
export const MAX_MAILBOX_BYTES = 65_536;
/** It never holds more messages than this. */
export const MAX_MAILBOX_MESSAGES = 32;

const OVERHEAD_BYTES = AEAD_NONCE_BYTES + 4 + AEAD_TAG_BYTES;

/** Where the mailbox of a standing grant lies: 32 hex characters. */
export const mailboxName = (shelfKey: Bytes, grantId: Bytes): string =>
  toHex(hmacSha256(shelfKey, domain('mailbox-name'), grantId).subarray(0, NAME_BYTES));

/**
 * nonce 12 | AES-256-GCM of (length 4 | messages | zeros) | tag 16, padded.
 *
 * @param messages - the newest last.
 * @throws SharingError `too-large`.
 */
export async function sealMailbox(
  { random }: Pick<SharingEnvironment, 'random'>,
  shelfKey: Bytes,
  grantId: Bytes,
  messages: readonly Bytes[],
): Promise<Stored> {
  if (messages.length > MAX_MAILBOX_MESSAGES) throw new SharingError('too-large');
  const encoded = encodeCbor(messages);
  const size = paddedSize(encoded.length + OVERHEAD_BYTES);
  if (size > MAX_MAILBOX_BYTES) throw new SharingError('too-large');
  const padding = new Uint8Array(size - OVERHEAD_BYTES - encoded.length);
  const name = mailboxName(shelfKey, grantId);
  const key = await mailboxKey(shelfKey, grantId);
  return { name, bytes: await seal(key, contextOf(name), joinPair(encoded, padding), random) };
}

/** The messages in a mailbox, the newest last. @throws SharingError `too-large`, `cannot-open`. */
export async function openMailbox(shelfKey: Bytes, grantId: Bytes, bytes: Bytes): Promise<Bytes[]> {
  if (bytes.length > MAX_MAILBOX_BYTES) throw new SharingError('too-large');
  return failAs('cannot-open', async () => {
    const context = contextOf(mailboxName(shelfKey, grantId));
    const padded = await open(await mailboxKey(shelfKey, grantId), context, bytes);
    return readMessages(splitPair(padded).first);
  });
}

function readMessages(encoded: Bytes): Bytes[] {
  const list = decodeCbor(encoded, { maxBytes: MAX_MAILBOX_BYTES, maxDepth: 1 });
  if (!isList(list) || list.length > MAX_MAILBOX_MESSAGES) throw new SharingError('malformed');
  return list.map((message) => {
    if (!(message instanceof Uint8Array)) throw new SharingError('malformed');
    return Uint8Array.from(message);
  });
}

const contextOf = (name: string): Bytes => concat(domain('mailbox'), utf8(name));

function mailboxKey(shelfKey: Bytes, grantId: Bytes): Promise<AeadKey> {
  const info = domain('mailbox');
  return aeadKey(hkdfSha256({ key: shelfKey, salt: grantId, info, length: 32 }));
}
