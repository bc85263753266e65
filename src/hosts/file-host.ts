import { unshared, type Bytes } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { HostError } from './errors.ts';
import type { Host } from './host.ts';

/** A whole host in one file, to be sent by hand where no server can be had. */
export interface FileHost extends Host {
  /** Deterministic CBOR: `["carnet-host", 1, { name: bytes, … }]`. */
  toFile(): Bytes;
}

const MARK = 'carnet-host';
const VERSION = 1;
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 20_000;

/** A host in memory with these files. */
export function fileHost(entries: Iterable<readonly [string, Bytes]> = []): FileHost {
  const files = new Map<string, Bytes>(entries);
  const found = (name: string) => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new HostError('not-found');
    return bytes;
  };
  return {
    put: async (name, bytes) => {
      await Promise.resolve(files.set(name, Uint8Array.from(bytes)));
    },
    get: async (name, { maxBytes, range }) => {
      const bytes = await Promise.resolve(found(name));
      const { from, to } = range ?? { from: 0, to: bytes.length };
      if (to > bytes.length) throw new HostError('truncated');
      if (to - from > maxBytes) throw new HostError('too-large');
      return bytes.slice(from, to);
    },
    head: (name) => {
      const bytes = files.get(name);
      return Promise.resolve(bytes === undefined ? null : { size: bytes.length });
    },
    delete: async (name) => {
      await Promise.resolve(files.delete(name));
    },
    toFile: () => encodeCbor([MARK, VERSION, files]),
  };
}

/** @throws HostError `not-bytes` for any other file, `too-large` for one of more than 64 MiB */
export function fromFile(file: Uint8Array): FileHost {
  if (file.length > MAX_BYTES) throw new HostError('too-large');
  return fileHost(entriesOf(file));
}

function entriesOf(file: Uint8Array): [string, Bytes][] {
  const [mark, version, files] = listIn(file);
  if (mark !== MARK || version !== VERSION) throw new HostError('not-bytes');
  if (!(files instanceof Map)) throw new HostError('not-bytes');
  return [...(files as ReadonlyMap<unknown, unknown>)].map(([name, bytes]) => {
    if (typeof name !== 'string' || !(bytes instanceof Uint8Array))
      throw new HostError('not-bytes');
    return [name, unshared(bytes)];
  });
}

function listIn(file: Uint8Array): readonly unknown[] {
  try {
    const value: unknown = decodeCbor(file, { maxBytes: MAX_BYTES, maxItems: MAX_FILES });
    return Array.isArray(value) ? value : [];
  } catch {
    throw new HostError('not-bytes');
  }
}
