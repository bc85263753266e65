import { fromUtf8, utf8, type Bytes } from '../../bytes/bytes.ts';
import {
  isObject,
  listOf,
  memberOf,
  textOf,
  type Json,
  type PatientHeader,
} from '../../records/index.ts';
import { MAX_HEADER_BYTES } from '../../sharing/index.ts';
import type { ReadingPlace } from '../api.ts';
import { decodeHeader, encodeHeader } from '../header.ts';

/** What a list says besides its batches: who the patient is, and where else the same files lie. */
export interface PublishedHeader {
  readonly header: PatientHeader;
  /** Asked in this order where the grant's own place fails. */
  readonly mirrors: readonly ReadingPlace[];
}

const MAX_MIRRORS = 8;

/** UTF-8 JSON: the members of a grant's header, and as many `mirrors` as fit. */
export function encodePublishedHeader({ header, mirrors }: PublishedHeader): Bytes {
  const { name, birthDate, sex } = decodeHeader(encodeHeader(header));
  const bytes = utf8(
    JSON.stringify({ name, birthDate, sex, mirrors: mirrors.slice(0, MAX_MIRRORS) }),
  );
  const fits = bytes.length <= MAX_HEADER_BYTES || mirrors.length === 0;
  return fits ? bytes : encodePublishedHeader({ header, mirrors: mirrors.slice(0, -1) });
}

/** @throws AppError `unreadable-content`; a mirror that is none is left out */
export function decodePublishedHeader(bytes: Bytes): PublishedHeader {
  const header = decodeHeader(bytes);
  const value = JSON.parse(fromUtf8(bytes)) as Json;
  const mirrors = listOf(memberOf(value, 'mirrors')).slice(0, MAX_MIRRORS).flatMap(placeIn);
  return { header, mirrors };
}

function placeIn(value: Json): ReadingPlace[] {
  const base = textOf(memberOf(value, 'base') ?? null);
  const reader = memberOf(value, 'reader') ?? null;
  if (base === null) return [];
  if (reader === null) return [{ base, reader: null }];
  const [user, password] = [memberOf(reader, 'user'), memberOf(reader, 'password')];
  if (!isObject(reader) || typeof user !== 'string' || typeof password !== 'string') return [];
  return [{ base, reader: { user, password } }];
}
