import { equal, type Bytes } from '../../bytes/bytes.ts';
import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { sha256OfLarge } from '../../crypto/index.ts';
import type { AttachmentRef, ShareUnit, UnitExport } from '../../records/index.ts';
import {
  lockFor,
  openBatch,
  openBatchTransformed,
  openObject,
  openParts,
  SharingError,
  type LaneKey,
  type Manifest,
  type ObjectRef,
} from '../../sharing/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import {
  decodeChange,
  MAX_CHANGE_BYTES,
  type PublishedChange,
  type PublishedEntry,
} from '../publishing/published-change.ts';
import type { FollowedUnit } from './followed.ts';
import { inParallel } from './pool.ts';
import type { Sources } from './sources.ts';

/** A unit with its list, and what opens it. */
export interface ListedUnit {
  readonly followed: FollowedUnit;
  readonly manifest: Manifest;
}

export interface Unlocking {
  readonly delegateeSecret: Bytes;
  /** Answers of the patient's helper, by capsule. */
  readonly transformed: Readonly<Record<string, string>>;
}

/** A unit as it was read; its files stay where they are until somebody asks for one. */
export interface ReadUnit {
  readonly unit: UnitExport;
  /** By the attachment's id. */
  readonly files: ReadonlyMap<string, ObjectRef>;
}

interface ListedObject {
  readonly unit: ShareUnit;
  readonly ref: ObjectRef;
}

/** Enough to keep a far host busy, little enough for a phone. */
const ROOM = { atOnce: 12, bytes: 32 * 2 ** 20 };
/** A record is never longer than this altogether as it lies on the host, its files not counted. */
const MAX_RECORD_BYTES = 256 * 2 ** 20;

/**
 * Fetches, checks and opens everything that the lists name for this reader. All or nothing: a part
 * of a record must not pass for the whole.
 *
 * @throws SharingError, HostError; AppError `helper-needed`, `made-up-answer`, `unreadable-content`
 */
export async function readRecord(
  env: Environment,
  sources: Sources,
  listed: readonly ListedUnit[],
  unlocking: Unlocking,
  onProgress: (done: number, total: number) => void,
): Promise<ReadUnit[]> {
  const objects: ListedObject[] = [];
  for (const unit of listed) objects.push(...(await objectsOf(env, unit, unlocking)));
  if (objects.reduce((sum, { ref }) => sum + storedBytes(ref), 0) > MAX_RECORD_BYTES)
    throw new SharingError('too-large');
  let done = 0;
  onProgress(done, objects.length);
  const size = ({ ref }: ListedObject) => ref.length;
  const changes = await inParallel(objects, ROOM, size, async ({ unit, ref }) => {
    const patient = patientOf(listed);
    const fetch = fetching(sources);
    const content = await openObject(patient, ref, fetch, MAX_CHANGE_BYTES);
    ref.key.fill(0);
    const change = decodeChange(content, unit);
    content.fill(0);
    onProgress((done += 1), objects.length);
    return { unit, change };
  });
  return listed.map(({ followed: { unit } }) =>
    folded(
      unit,
      changes.filter((one) => one.unit === unit).map(({ change }) => change),
    ),
  );
}

/** Many empty objects are as much to fetch as a few long ones. */
const storedBytes = ({ parts }: ObjectRef): number =>
  parts.reduce((sum, { size }) => sum + size, 0);

const patientOf = ([first]: readonly ListedUnit[]): Bytes =>
  first?.manifest.patientIdentity ?? new Uint8Array();

/** One file of an opened record, piece by piece. */
export async function readFile(
  sources: Sources,
  patientIdentity: Bytes,
  ref: ObjectRef,
): Promise<Blob> {
  let file = new Blob([]);
  for await (const piece of openParts(patientIdentity, ref, fetching(sources)))
    file = new Blob([file, piece]);
  return file;
}

/** Where only one place has the files, opening them is check enough. */
const fetching =
  (sources: Sources) =>
  ({ name, size, hash }: ObjectRef['parts'][number]): Promise<Bytes> =>
    sources.read(name, size, async (bytes) => {
      if (sources.areSeveral && !equal(await sha256OfLarge(bytes), hash))
        throw new SharingError('mismatch');
      return bytes;
    });

async function objectsOf(
  env: Environment,
  listed: ListedUnit,
  unlocking: Unlocking,
): Promise<ListedObject[]> {
  const { unit } = listed.followed;
  const objects: ListedObject[] = [];
  for (const { number } of listed.manifest.batches) {
    const refs = await refsOf(env, listed, number, unlocking);
    objects.push(...(refs ?? []).map((ref) => ({ unit, ref })));
  }
  return objects;
}

/** Null for a batch outside this reader's lanes. */
async function refsOf(
  env: Environment,
  listed: ListedUnit,
  number: number,
  { delegateeSecret, transformed }: Unlocking,
): Promise<ObjectRef[] | null> {
  const [now, { followed, manifest }] = [sharingNow(env), listed];
  const keys = laneKeys(followed);
  const refs = await openBatch(now, { delegateeSecret, keys }, manifest, number);
  const lock = refs === null ? helpersLock(listed, number) : null;
  if (lock === null) return refs;
  const answer = transformed[toHex(lock.capsule)];
  if (answer === undefined) throw new AppError('helper-needed');
  const transform = { lane: lock.lane, transformed: fromBase64url(answer) };
  try {
    return await openBatchTransformed(now, { delegateeSecret }, manifest, number, transform);
  } catch (error) {
    // The lock itself is signed: what does not fit it is what the helper made.
    if (error instanceof SharingError) throw new AppError('made-up-answer');
    throw error;
  }
}

/** The lock of a batch that this reader's lanes reach; null for none. */
export function lockOf({ keys }: FollowedUnit, { batches }: Manifest, number: number) {
  const batch = batches.find((one) => one.number === number);
  const lanes = keys.map(({ lane, epochId }) => ({ lane, epochId: fromHex(epochId) }));
  return batch === undefined ? null : lockFor(batch, lanes);
}

/** The lock of a batch that only a helper can turn for this reader; null for none. */
export function helpersLock({ followed, manifest }: ListedUnit, number: number) {
  const withKey = followed.keys.filter(({ key }) => key !== null);
  const isDirect = lockOf({ ...followed, keys: withKey }, manifest, number) !== null;
  return isDirect ? null : lockOf(followed, manifest, number);
}

const laneKeys = ({ keys }: FollowedUnit): LaneKey[] =>
  keys.flatMap(({ lane, epochId, key }) =>
    key === null ? [] : [{ lane, epochId: fromHex(epochId), reEncryptionKey: fromBase64url(key) }],
  );

/** What the changes come to, one after the other. */
function folded(unit: ShareUnit, changes: readonly PublishedChange[]): ReadUnit {
  const entries = new Map<string, PublishedEntry>();
  for (const { put, drop } of changes) {
    for (const entry of put) entries.set(entry.key, entry);
    for (const key of drop) entries.delete(key);
  }
  const files = new Map<string, ObjectRef>();
  const attachments: AttachmentRef[] = [];
  for (const [at, entry] of [...entries.values()].entries()) {
    for (const { ref, ...about } of entry.files) {
      const id = toHex(ref.id);
      files.set(id, ref);
      attachments.push({ ...about, id, path: `/${at}` });
    }
  }
  const resources = [...entries.values()].map(({ resource }) => resource);
  return { unit: { unit, resources, attachments, notSent: [] }, files };
}
