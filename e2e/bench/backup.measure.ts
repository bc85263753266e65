import { Carnet } from '../../src/app/carnet.ts';
import { noHosts } from '../../src/app/fixtures/no-hosts.ts';
import { afghBls12381, systemRandom } from '../../src/crypto/index.ts';
import { parseFile } from '../../src/records/index.ts';

const FILES = 4;
const FILE_BYTES = 25_000_000;
const PIECE_BYTES = 256 * 1024;

const environment = {
  random: systemRandom,
  suite: afghBls12381,
  now: () => new Date(),
  monotonic: () => performance.now(),
  every: () => () => undefined,
  parse: parseFile,
  hosts: noHosts,
  wait: () => Promise.resolve(),
};
const passphrase = 'seven quiet herons cross the frozen delta';

/**
 * A hundred megabytes of attachments: making the backup and proving it, and bringing it back after
 * proving it again. Beside each, the same bytes copied raw: to a Blob, and into IndexedDB.
 */
export async function measure(): Promise<Record<string, number>> {
  const carnet = new Carnet(environment, { databaseName: 'bench-backup', calibrateMs: 0 });
  await carnet.createProfile({ label: 'Mine', role: 'patient', colour: 1, passphrase });
  for (let file = 0; file < FILES; file += 1) {
    const about = { title: `Scan ${String(file)}`, date: '2026-01-01', fileName: 'scan.txt' };
    await carnet.saveDocument(randomFile(), about);
  }
  const began = performance.now();
  const { file } = await carnet.backup.make();
  const made = performance.now() - began;
  const copied = await timed(() => rawCopy(file));
  await carnet.lock();
  const elsewhere = new Carnet(environment, { databaseName: 'bench-restore', calibrateMs: 0 });
  const restored = await timed(async () => {
    await elsewhere.backup.restore(file, { kind: 'passphrase', passphrase });
  });
  await elsewhere.lock();
  const stored = await timed(() => rawStore(file));
  return {
    backup_100MB_s: made / 1000,
    backup_ratio_to_raw_copy: made / copied,
    restore_100MB_s: restored / 1000,
    restore_ratio_to_raw_copy: restored / stored,
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The browser draws at most 64 KiB at once; what repeats is as hard to seal as what does not. */
function randomFile(): Blob {
  const piece = systemRandom(50_000);
  const pieces = Array.from({ length: FILE_BYTES / piece.length }, () => piece);
  return new Blob(pieces, { type: 'text/plain' });
}

async function rawCopy(file: Blob): Promise<void> {
  const pieces: Blob[] = [];
  for (let at = 0; at < file.size; at += PIECE_BYTES)
    pieces.push(new Blob([await file.slice(at, at + PIECE_BYTES).arrayBuffer()]));
  const copy = new Blob(pieces);
  for (let at = 0; at < copy.size; at += PIECE_BYTES)
    await copy.slice(at, at + PIECE_BYTES).arrayBuffer();
}

async function rawStore(file: Blob): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('bench-raw', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('pieces');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error('no database'));
  });
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer();
    await new Promise<void>((resolve) => {
      const transaction = database.transaction('pieces', 'readwrite');
      transaction.objectStore('pieces').put(piece, at);
      transaction.oncomplete = () => resolve();
    });
  }
  database.close();
}
