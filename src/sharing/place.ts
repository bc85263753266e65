import { utf8 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { SharingError } from './errors.ts';
import { isList } from './fields.ts';

/** How others read what a patient published: plain GET below an address. */
export interface ReadingPlace {
  /** With a slash at the end; at most 120 characters. */
  base: string;
  /** A user who can only read; null where everybody who knows a name may. */
  reader: { user: string; password: string } | null;
}

/** Where somebody else leaves things for the patient. */
export interface DropPlace {
  /** With a slash at the end; at most 120 characters. */
  base: string;
  /** A user of its own, a bearer token, or null where everybody may write. */
  writer: { user: string; password: string } | { token: string } | null;
}

const MAX_BASE_CHARACTERS = 120;
const MAX_USER_BYTES = 64;
const MAX_PASSWORD_BYTES = 128;
const MAX_TOKEN_BYTES = 256;

const printable = /^[\x20-\x7e]+$/;
const loopback = /^(localhost|([\w-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** `[base]` or `[base, user, password]`. @throws SharingError `malformed`. */
export function writePlace({ base, reader }: ReadingPlace): CborValue {
  const place = reader === null ? [base] : [base, reader.user, reader.password];
  readPlace(place);
  return place;
}

/** @throws SharingError `malformed`. */
export function readPlace(value: CborValue): ReadingPlace {
  const [base, ...rest] = texts(value);
  if (rest.length === 0) return { base: readBase(base), reader: null };
  return { base: readBase(base), reader: readUser(rest) };
}

/** `[base]`, `[base, token]` or `[base, user, password]`. @throws SharingError `malformed`. */
export function writeDrop({ base, writer }: DropPlace): CborValue {
  const drop = writer === null ? [base] : [base, ...secretsOf(writer)];
  readDrop(drop);
  return drop;
}

/** @throws SharingError `malformed`. */
export function readDrop(value: CborValue): DropPlace {
  const [base, ...rest] = texts(value);
  if (rest.length !== 1) return writable(readPlace(value));
  return { base: readBase(base), writer: { token: bounded(rest[0], MAX_TOKEN_BYTES) } };
}

const writable = ({ base, reader }: ReadingPlace): DropPlace => ({ base, writer: reader });

const secretsOf = (writer: NonNullable<DropPlace['writer']>): string[] =>
  'token' in writer ? [writer.token] : [writer.user, writer.password];

function texts(value: CborValue): readonly string[] {
  if (!isList(value) || value.length > 3) throw new SharingError('malformed');
  return value.map((item) => {
    if (typeof item !== 'string') throw new SharingError('malformed');
    return item;
  });
}

function readUser(rest: readonly string[]): { user: string; password: string } {
  if (rest.length !== 2) throw new SharingError('malformed');
  const user = bounded(rest[0], MAX_USER_BYTES);
  // RFC 7617 §2: the first colon ends the user's name.
  if (user.includes(':')) throw new SharingError('malformed');
  return { user, password: bounded(rest[1], MAX_PASSWORD_BYTES) };
}

function bounded(text: string | undefined, maxBytes: number): string {
  if (text === undefined || text === '' || utf8(text).length > maxBytes || hasControls(text))
    throw new SharingError('malformed');
  return text;
}

// A line break in a header would begin another one.
const hasControls = (text: string): boolean => /\p{Cc}/u.test(text);

/** An address as it stands, once it is sure that it is a plain one. */
function readBase(base: string | undefined): string {
  if (base === undefined || base.length > MAX_BASE_CHARACTERS || !printable.test(base))
    throw new SharingError('malformed');
  if (!URL.canParse(base) || !isPlain(base, new URL(base))) throw new SharingError('malformed');
  return base;
}

function isPlain(base: string, url: URL): boolean {
  const encrypted =
    url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
  const anonymous = url.username === '' && url.password === '';
  return encrypted && anonymous && base.endsWith('/') && !/[?#@\\\s]/.test(base);
}
