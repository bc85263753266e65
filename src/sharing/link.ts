import { fromBase32, toBase32 } from '../bytes/base32.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { BytesError } from '../bytes/errors.ts';
import { SharingError } from './errors.ts';
import type { MessageKind } from './message.ts';
import { MAX_MESSAGE_BYTES, messageKind } from './message.ts';

/**
 * The address form of messages: `base#1` and base32 of the message. A request leads any phone's
 * camera to Carnet; everything else is sent on purpose, and is sealed or says nothing but who asks
 * whom: a link alone opens nothing (PROTOCOL §4, §7).
 *
 * The 1 is the version of this form and outside the base32 alphabet, so that no other fragment is
 * taken for one. Upper-case base32 fits a QR code's alphanumeric mode.
 */
const MARK = '1';

// Mail scanners turn the # into %23, once or twice.
const pattern = /^[^#]{0,2048}?(?:#|%23|%2523)1([A-Z2-7]+)$/i;

/**
 * What a link may carry. A package is too large for an address; a move goes from one screen to
 * another that lies beside it, and nobody should be sent a link that asks for one; so does the
 * statement that hands a record over.
 */
export type LinkedKind = Exclude<MessageKind, Unlinked>;

type Unlinked = (typeof unlinked)[number];
const unlinked = ['package', 'move-request', 'move', 'move-receipt', 'successor'] as const;

// Safari cuts addresses above 80,000 characters, Firefox shows none above 65,536.
const LONGEST = 2 ** 15;

/** The longest message of each kind that goes into a link, in bytes. */
export const LINK_LIMIT_BYTES: Readonly<Record<LinkedKind, number>> = {
  card: MAX_MESSAGE_BYTES.card,
  request: MAX_MESSAGE_BYTES.request,
  grant: MAX_MESSAGE_BYTES.grant,
  deposit: LONGEST,
  standing: MAX_MESSAGE_BYTES.standing,
  invitation: MAX_MESSAGE_BYTES.invitation,
  enrolment: MAX_MESSAGE_BYTES.enrolment,
  ask: MAX_MESSAGE_BYTES.ask,
  answer: LONGEST,
  emergency: MAX_MESSAGE_BYTES.emergency,
};

const MAX_LINK_CHARACTERS = 2048 + 8 + Math.ceil((8 * LONGEST) / 5);

/** What a link carries. */
export interface Linked {
  kind: LinkedKind;
  message: Bytes;
}

/** @param base - the app's own address without a fragment, at most 80 bytes for a still code. */
export const requestLink = (base: string, message: Uint8Array): string =>
  `${base}#${MARK}${toBase32(message)}`;

/** @param base - as in {@link requestLink}. */
export const cardLink = requestLink;

/**
 * A link to any message but a package and those of a move.
 *
 * @param base - the app's own address without a fragment.
 * @throws SharingError `too-large` for what no address holds: it goes as a file or a code;
 * `malformed` for what goes into no link.
 */
export function messageLink(base: string, message: Uint8Array): string {
  const kind = messageKind(message);
  if (!isLinked(kind)) throw new SharingError('malformed');
  if (message.length > LINK_LIMIT_BYTES[kind]) throw new SharingError('too-large');
  return requestLink(base, message);
}

/**
 * The message inside a link to any copy of Carnet, or null for any other text. The address itself
 * is never followed. The message is not checked: its reader does that.
 */
export function readLink(text: string): Linked | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LINK_CHARACTERS) return null;
  const coded = pattern.exec(trimmed)?.[1];
  const message = coded === undefined ? null : decode(coded.toUpperCase());
  return message === null ? null : linked(message);
}

function linked(message: Bytes): Linked | null {
  const kind = messageKind(message);
  if (!isLinked(kind) || message.length > LINK_LIMIT_BYTES[kind]) return null;
  return { kind, message };
}

const isLinked = (kind: MessageKind | null): kind is LinkedKind =>
  kind !== null && !unlinked.some((other) => other === kind);

function decode(coded: string): Bytes | null {
  try {
    return fromBase32(coded);
  } catch (error) {
    if (error instanceof BytesError) return null;
    throw error;
  }
}
