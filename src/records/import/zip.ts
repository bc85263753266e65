import { fromUtf8, type Bytes } from '../../bytes/bytes.ts';
import { inflate } from '../../bytes/deflate.ts';
import { RecordsError } from '../errors.ts';

/** More files than any export of ours has. */
const MAX_ENTRIES = 20_000;
/** The list of all files at a zip's end. */
const MAX_DIRECTORY_BYTES = 8 * 1024 * 1024;
/** The end record and the longest comment behind it. */
const MAX_END_BYTES = 22 + 0xffff;

const LOCAL_HEADER = 0x0403_4b50;
const DIRECTORY_ENTRY = 0x0201_4b50;
const END_OF_DIRECTORY = 0x0605_4b50;

const STORED = 0;
const DEFLATED = 8;

interface ZipEntry {
  readonly method: number;
  /** Bytes as they lie in the zip, and unpacked. */
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Whether a file begins as a zip does. */
export async function isZip(file: Blob): Promise<boolean> {
  if (file.size < 4) return false;
  return (await viewOf(file, 0, 4)).getUint32(0, true) === LOCAL_HEADER;
}

/**
 * The files of a zip (PKWARE APPNOTE 6.3.10 §4.3, without Zip64), read where they lie: only what is
 * asked for comes into memory, and what lies there unpacked not even then.
 */
export class Zip {
  readonly #file: Blob;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(file: Blob, entries: ReadonlyMap<string, ZipEntry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** @throws RecordsError `is-zip` for one that is cut, damaged or out of bounds */
  static async open(file: Blob): Promise<Zip> {
    try {
      return new Zip(file, directory(await directoryOf(file)));
    } catch (error) {
      throw error instanceof RangeError ? new RecordsError('is-zip') : error;
    }
  }

  /** Bytes of the whole. */
  get size(): number {
    return this.#file.size;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * One file, and how many bytes came into memory for it: never more than `maxBytes`, whatever the
   * zip says of itself.
   *
   * @throws RecordsError `too-large`, `is-zip` where it is absent or damaged
   */
  async read(name: string, maxBytes: number): Promise<{ file: Blob; unpacked: number }> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new RecordsError('is-zip');
    const packed = await this.#packed(entry);
    if (entry.method === STORED) return { file: packed, unpacked: 0 };
    if (entry.method !== DEFLATED) throw new RecordsError('is-zip');
    if (entry.size > maxBytes) throw new RecordsError('too-large');
    return { file: new Blob([await unpacked(packed, entry.size)]), unpacked: entry.size };
  }

  /** What is stored is a window onto the zip, whose bytes stay where they are. */
  async #packed({ offset, packed }: ZipEntry): Promise<Blob> {
    const header = await viewOf(this.#file, offset, offset + 30);
    if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL_HEADER)
      throw new RecordsError('is-zip');
    const from = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    if (from + packed > this.#file.size) throw new RecordsError('is-zip');
    return this.#file.slice(from, from + packed);
  }
}

async function unpacked(packed: Blob, size: number): Promise<Bytes> {
  const bytes = await inflate(new Uint8Array(await packed.arrayBuffer()), size).catch(() => null);
  if (bytes === null) throw new RecordsError('is-zip');
  return bytes;
}

/** @throws RangeError where it is cut; RecordsError `is-zip` */
async function directoryOf(file: Blob): Promise<DataView<ArrayBuffer>> {
  const from = Math.max(0, file.size - MAX_END_BYTES);
  const tail = await viewOf(file, from, file.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END_OF_DIRECTORY) at -= 1;
  if (at < 0) throw new RecordsError('is-zip');
  const [length, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  if (length > MAX_DIRECTORY_BYTES) throw new RecordsError('too-large');
  return viewOf(file, offset, offset + length);
}

function directory(view: DataView<ArrayBuffer>): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at < view.byteLength;) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new RecordsError('is-zip');
    if (entries.size >= MAX_ENTRIES) throw new RecordsError('too-large');
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const nameEnd = at + 46 + (name ?? 0);
    const bytes = new Uint8Array(view.buffer, at + 46, name ?? 0);
    entries.set(nameIn(bytes), {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameEnd + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** A name in another encoding is none that is looked for. */
function nameIn(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return fromUtf8(bytes);
  } catch {
    return '';
  }
}

async function viewOf(file: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(from, to).arrayBuffer());
}
