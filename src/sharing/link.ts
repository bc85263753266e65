import { fromBase32, toBase32 } from '../bytes/base32.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { BytesError } from '../bytes/errors.ts';
import { MAX_MESSAGE_BYTES, messageKind } from './message.ts';

/**
 * The address form of requests and cards: `base#1` and base32 of the message. A request leads any
 * phone's camera to Carnet; nothing that opens anything belongs in such an address (PROTOCOL §4).
 *
 * The 1 is the version of this form and outside the base32 alphabet, so that no other fragment is
 * taken for one. Upper-case base32 fits a QR code's alphanumeric mode.
 */
const MARK = '1';

// Mail scanners turn the # into %23, once or twice.
const pattern = /^[^#]{0,2048}?(?:#|%23|%2523)1([A-Z2-7]+)$/i;

const MAX_LINK_CHARACTERS = 2048 + 8 + 2 * MAX_MESSAGE_BYTES.request;

/** What a link carries. */
export interface Linked {
  kind: 'request' | 'card';
  message: Bytes;
}

/** @param base - the app's own address without a fragment, at most 80 bytes for a still code. */
export const requestLink = (base: string, message: Uint8Array): string =>
  `${base}#${MARK}${toBase32(message)}`;

/** @param base - as in {@link requestLink}. */
export const cardLink = requestLink;

/**
 * The message inside a link to any copy of Carnet, or null for any other text. The address itself
 * is never followed. The message is not checked: its reader does that.
 */
export function readLink(text: string): Linked | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LINK_CHARACTERS) return null;
  const coded = pattern.exec(trimmed)?.[1];
  const message = coded === undefined ? null : decode(coded.toUpperCase());
  if (message === null) return null;
  const kind = messageKind(message);
  return kind === 'request' || kind === 'card' ? { kind, message } : null;
}

function decode(coded: string): Bytes | null {
  try {
    return fromBase32(coded);
  } catch (error) {
    if (error instanceof BytesError) return null;
    throw error;
  }
}
