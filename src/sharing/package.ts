import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { deflate, inflate } from '../bytes/deflate.ts';
import type { AeadKey } from '../crypto/index.ts';
import { aeadKey, open, openStream, seal, sealStream } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { SharingError } from './errors.ts';
import { Fields, isList } from './fields.ts';
import { FORMAT_VERSION, joinPair, splitPair } from './message.ts';
import { unitCode, UNIT_COUNT, unitOfCode } from './unit.ts';

/** The plaintext of one unit, with its attachments, is never longer than this. */
export const MAX_UNIT_BYTES = 128 * 2 ** 20;

/** The header that goes with every grant is never longer than this. */
export const MAX_HEADER_BYTES = 2048;

const MAX_TABLE_BYTES = 4096;
const FILE_KEY_BYTES = 32;
const field = { header: 1, units: 2 } as const;

/** One unit in clear. */
export interface UnitContent {
  unit: ShareUnit;
  content: Bytes;
}

/** What every part of a package is bound to. */
export interface PackageScope {
  suite: number;
  /** The patient's Ed25519 key, 32 bytes. */
  patient: Uint8Array;
  /** 32 bytes. */
  grantId: Uint8Array;
}

/** What a package holds. */
export interface PackageContent {
  header: Bytes;
  /** In the order of their codes. */
  units: UnitContent[];
}

/** Associated data of the key table. */
export const tableContext = ({ suite, patient, grantId }: PackageScope): Bytes =>
  encodeCbor(['carnet/v1/key-table', FORMAT_VERSION, suite, patient, grantId]);

/** Associated data of one unit's stream. */
export const unitContext = ({ suite, patient, grantId }: PackageScope, unit: ShareUnit): Bytes =>
  encodeCbor(['carnet/v1/unit', FORMAT_VERSION, suite, patient, grantId, unitCode(unit)]);

interface TableEntry {
  unit: ShareUnit;
  fileKey: Bytes;
  sealedLength: number;
  contentLength: number;
}

/**
 * Seals each unit under a fresh random file key, and the file keys with the header under the table
 * key: length(4) | sealed key table | one STREAM per unit in the order of their codes.
 *
 * @throws SharingError `too-large`; `malformed` for a unit given twice.
 */
export async function sealPackage(
  env: SharingEnvironment,
  scope: PackageScope,
  tableKey: AeadKey,
  content: { header: Bytes; units: readonly UnitContent[] },
): Promise<Bytes> {
  if (content.header.length > MAX_HEADER_BYTES) throw new SharingError('too-large');
  const table: TableEntry[] = [];
  const streams: Bytes[] = [];
  for (const unit of inOrder(content.units)) {
    const { entry, stream } = await sealUnit(env, scope, unit);
    table.push(entry);
    streams.push(stream);
  }
  const encoded = encodeTable(content.header, table);
  const sealedTable = await seal(tableKey, tableContext(scope), encoded, env.random);
  encoded.fill(0);
  for (const { fileKey } of table) fileKey.fill(0);
  return joinPair(sealedTable, concat(...streams));
}

function inOrder(units: readonly UnitContent[]): UnitContent[] {
  const sorted = units.toSorted((a, b) => unitCode(a.unit) - unitCode(b.unit));
  const twice = sorted.some(({ unit }, i) => unit === sorted[i + 1]?.unit);
  if (twice) throw new SharingError('malformed');
  return sorted;
}

async function sealUnit(
  env: SharingEnvironment,
  scope: PackageScope,
  { unit, content }: UnitContent,
): Promise<{ entry: TableEntry; stream: Bytes }> {
  if (content.length > MAX_UNIT_BYTES) throw new SharingError('too-large');
  const fileKey = env.random(FILE_KEY_BYTES);
  const key = await aeadKey(fileKey);
  const stream = await sealStream(
    key,
    unitContext(scope, unit),
    await deflate(content),
    env.random,
  );
  const lengths = { sealedLength: stream.length, contentLength: content.length };
  return { entry: { unit, fileKey, ...lengths }, stream };
}

function encodeTable(header: Bytes, table: readonly TableEntry[]): Bytes {
  const rows = table.map(({ unit, fileKey, sealedLength, contentLength }) => [
    unitCode(unit),
    fileKey,
    sealedLength,
    contentLength,
  ]);
  return encodeCbor(
    new Map<number, CborValue>([
      [field.header, header],
      [field.units, rows],
    ]),
  );
}

/**
 * Opens what {@link sealPackage} made: every unit whole, in its place, of this patient and grant.
 *
 * @throws SharingError, CryptoError or BytesError; callers let all of them look the same.
 */
export async function openPackageContent(
  scope: PackageScope,
  tableKey: AeadKey,
  sealed: Bytes,
): Promise<PackageContent> {
  const { first: sealedTable, rest } = splitPair(sealed);
  const encoded = await open(tableKey, tableContext(scope), sealedTable);
  const fields = new Fields(encoded, Object.values(field), MAX_TABLE_BYTES);
  const header = fields.bytesUpTo(field.header, MAX_HEADER_BYTES);
  const table = fields.list(field.units, UNIT_COUNT).map(readEntry);
  return { header, units: await openUnits(scope, table, rest) };
}

function readEntry(row: CborValue): TableEntry {
  if (!isList(row) || row.length !== 4) throw new SharingError('malformed');
  const [code, fileKey, sealedLength, contentLength] = row;
  if (!(fileKey instanceof Uint8Array) || fileKey.length !== FILE_KEY_BYTES) {
    throw new SharingError('malformed');
  }
  return {
    unit: unitOfCode(size(code, UNIT_COUNT)),
    fileKey: Uint8Array.from(fileKey),
    sealedLength: size(sealedLength, 2 * MAX_UNIT_BYTES),
    contentLength: size(contentLength, MAX_UNIT_BYTES),
  };
}

function size(value: CborValue | undefined, max: number): number {
  const fits = typeof value === 'number' && value >= 0 && value <= max;
  if (!fits) throw new SharingError('malformed');
  return value;
}

async function openUnits(
  scope: PackageScope,
  table: readonly TableEntry[],
  streams: Bytes,
): Promise<UnitContent[]> {
  const units: UnitContent[] = [];
  let offset = 0;
  for (const entry of table) {
    const end = offset + entry.sealedLength;
    units.push(await openUnit(scope, entry, streams.subarray(offset, end)));
    offset = end;
  }
  if (offset !== streams.length) throw new SharingError('malformed');
  return inOrder(units);
}

async function openUnit(
  scope: PackageScope,
  { unit, fileKey, contentLength }: TableEntry,
  stream: Bytes,
): Promise<UnitContent> {
  const key = await aeadKey(fileKey);
  fileKey.fill(0);
  const compressed = await openStream(key, unitContext(scope, unit), stream);
  const content = await inflate(compressed, contentLength);
  if (content.length !== contentLength) throw new SharingError('malformed');
  return { unit, content };
}
