import { fromUtf8, utf8, type Bytes } from '../../bytes/bytes.ts';
import { canonicalJson } from '../canonical.ts';
import { RecordsError } from '../errors.ts';
import { isList, isObject, isResource, memberOf, type FhirResource, type Json } from '../fhir.ts';
import { isClean, isShallow } from '../import/clean.ts';
import type { AttachmentRef, ShareUnit } from '../record.ts';
import type { NotSent, UnitExport } from './unit-export.ts';

/** The largest encoded unit that is read: more than an import of the largest file comes to. */
export const MAX_UNIT_BYTES = 64 * 1024 * 1024;

/** The most resources, files or missing files that are read. */
const MAX_ITEMS = 200_000;

const MAX_TEXT_LENGTH = 1024;

/**
 * A unit as UTF-8 JSON, members in code unit order, without white space:
 * `{"attachments":[…],"notSent":[…],"resources":[…],"unit":"…"}`.
 */
export function encodeUnit(unit: UnitExport): Bytes {
  const { attachments, notSent, resources } = unit;
  const whole: Json = {
    attachments: attachments.map((attachment) => ({ ...attachment })),
    notSent: notSent.map((file) => ({ ...file })),
    resources,
    unit: unit.unit,
  };
  return utf8(canonicalJson(whole));
}

/**
 * Reads what {@link encodeUnit} writes. Total, since all bytes give a unit or an error.
 *
 * @param unit - the unit these bytes were granted as
 * @throws RecordsError `too-large`, or `malformed` for anything else, another unit's bytes included
 */
export function decodeUnit(bytes: Bytes, unit: ShareUnit): UnitExport {
  if (bytes.length > MAX_UNIT_BYTES) throw new RecordsError('too-large');
  const value = parsed(bytes);
  if (!isShallow(value, UNIT_DEPTH) || !isClean(value)) throw new RecordsError('malformed');
  if (memberOf(value, 'unit') !== unit) throw new RecordsError('malformed');
  return {
    unit,
    resources: items(value, 'resources', asResource),
    attachments: items(value, 'attachments', asAttachment),
    notSent: items(value, 'notSent', asNotSent),
  };
}

/** What an import lets through, and the lists around it. */
const UNIT_DEPTH = 80;

function parsed(bytes: Bytes): Json {
  try {
    return JSON.parse(fromUtf8(bytes)) as Json;
  } catch {
    throw new RecordsError('malformed');
  }
}

function items<T>(value: Json, key: string, read: (item: Json) => T): T[] {
  const list = memberOf(value, key);
  if (!isList(list) || list.length > MAX_ITEMS) throw new RecordsError('malformed');
  return list.map(read);
}

function asResource(value: Json): FhirResource {
  if (!isResource(value) || typeof value.id !== 'string') throw new RecordsError('malformed');
  return value;
}

function asAttachment(value: Json): AttachmentRef {
  const [id, path, sha256] = [text(value, 'id'), text(value, 'path'), text(value, 'sha256')];
  const [title, contentType] = [text(value, 'title'), text(value, 'contentType')];
  return { id, path, title, contentType, size: size(value), sha256 };
}

function asNotSent(value: Json): NotSent {
  return { title: text(value, 'title'), size: size(value), id: text(value, 'id') };
}

function text(value: Json, key: string): string {
  const member = isObject(value) ? memberOf(value, key) : undefined;
  if (typeof member !== 'string' || member.length > MAX_TEXT_LENGTH) {
    throw new RecordsError('malformed');
  }
  return member;
}

function size(value: Json): number {
  const member = memberOf(value, 'size');
  if (typeof member !== 'number' || !Number.isSafeInteger(member) || member < 0) {
    throw new RecordsError('malformed');
  }
  return member;
}
