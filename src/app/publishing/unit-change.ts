import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import type { ShareUnit } from '../../records/index.ts';
import { decodeObjectRef, encodeObjectRef, sealObject } from '../../sharing/index.ts';
import type { Environment } from '../environment.ts';
import type { Breath } from './breath.ts';
import { grouped } from './grouped.ts';
import { moving } from './moving.ts';
import { encodeChange, type PublishedEntry, type PublishedFile } from './published-change.ts';
import { publishedDigest, type UnitEntry } from './unit-entries.ts';
import {
  currentEpoch,
  type StateBatch,
  type StateEntry,
  type StateFile,
  type StateObject,
  type UnitState,
} from './unit-state.ts';
import type { Wanted } from './uploads.ts';

/** A record that has to go out, and what will be known of it then. */
export interface Put {
  readonly entry: PublishedEntry;
  readonly state: StateEntry;
}

/** What is published differs in this from what the records say. */
export interface UnitChange {
  readonly put: readonly Put[];
  readonly drop: readonly string[];
  /** Whether records left an object that may go now. */
  readonly moved: boolean;
}

/** The records of one object; above it, they are spread over several. */
const OBJECT_BYTES = 2 ** 20;

/** Since when (an epoch, hex) a record says what it says. */
export type FreshOf = (entry: UnitEntry) => string;

/** What a record says since it was last published is as new as it was then; all else is new now. */
export function freshIn(state: UnitState): FreshOf {
  return ({ key, digest }) => {
    const known = state.entries[key];
    return known?.digest === digest ? known.fresh : currentEpoch(state);
  };
}

/**
 * Compares what is published with what the records say now.
 *
 * @param isLost - whether what lies under this name cannot be sent any more.
 */
export function unitChange(
  state: UnitState,
  entries: ReadonlyMap<string, UnitEntry>,
  files: Readonly<Record<string, StateFile>>,
  { freshOf, isLost }: { freshOf: FreshOf; isLost: (name: string) => boolean },
): UnitChange {
  const gone = Object.keys(state.entries).filter((key) => !entries.has(key));
  const moved = moving(state, gone, isLost);
  const [changed, again]: [UnitEntry[], UnitEntry[]] = [[], []];
  for (const entry of entries.values()) {
    const known = state.entries[entry.key];
    if (known?.published !== publishedAs(entry, files)) changed.push(entry);
    else if (moved.keys.has(entry.key)) again.push(entry);
  }
  const stillGone = moved.drop.filter((key) => !entries.has(key));
  return {
    put: [...changed, ...again].map((entry) => putOf(entry, files, freshOf)),
    drop: [...new Set([...gone, ...stillGone])],
    moved: moved.keys.size > 0,
  };
}

function putOf(
  entry: UnitEntry,
  files: Readonly<Record<string, StateFile>>,
  freshOf: FreshOf,
): Put {
  const ready = entry.attachments.flatMap((attachment): PublishedFile[] => {
    const { ref = null } = files[attachment.id] ?? {};
    if (ref === null) return [];
    const { title, contentType, size, sha256 } = attachment;
    return [{ title, contentType, size, sha256, ref: decodeObjectRef(fromBase64url(ref)) }];
  });
  const { key, resource, digest } = entry;
  return {
    entry: { key, resource, files: ready },
    state: { digest, published: publishedAs(entry, files), fresh: freshOf(entry) },
  };
}

/** Of an entry with those of its files that are ready. */
function publishedAs(entry: UnitEntry, files: Readonly<Record<string, StateFile>>): string {
  const ready = entry.attachments.flatMap(({ id }) => files[id] ?? []);
  return publishedDigest(
    entry,
    ready.flatMap(({ id, ref }) => (ref === null ? [] : [id])),
  );
}

/** Seals a change as new batches, one for each epoch that its records are new in. */
export async function sealedBatches(
  env: Environment,
  identity: Bytes,
  state: UnitState,
  { put, drop }: Pick<UnitChange, 'put' | 'drop'>,
  breath: Breath,
): Promise<{ batches: StateBatch[]; stored: Wanted['put'] }> {
  const current = currentEpoch(state);
  const byFresh = grouped(put, (one) => one.state.fresh);
  if (drop.length > 0 && !byFresh.has(current)) byFresh.set(current, []);
  // Oldest first; what is new now comes last, with what goes.
  const fresh = state.epochs.filter((epoch) => byFresh.has(epoch));
  const [batches, stored]: [StateBatch[], Wanted['put']] = [[], []];
  for (const [at, epoch] of fresh.entries()) {
    const dropped = epoch === current ? drop : [];
    const sealed = await sealedObjects(
      env,
      identity,
      { unit: state.unit, put: byFresh.get(epoch) ?? [], drop: dropped },
      breath,
    );
    const objects = sealed.map(({ object }) => object);
    batches.push({ number: state.nextBatch + at, fresh: epoch, objects, sealed: null });
    stored.push(...sealed.flatMap((one) => one.stored));
  }
  return { batches, stored };
}

async function sealedObjects(
  env: Environment,
  identity: Bytes,
  { unit, put, drop }: Pick<UnitChange, 'put' | 'drop'> & { unit: ShareUnit },
  breath: Breath,
): Promise<{ object: StateObject; stored: Wanted['put'] }[]> {
  const sealed = [];
  for (const [at, some] of inPortions(put).entries()) {
    const gone = at === 0 ? drop : [];
    const change = { put: some.map(({ entry }) => entry), drop: gone };
    const { ref, stored } = await sealObject(env, identity, encodeChange(unit, change));
    await breath.take();
    sealed.push({
      object: {
        ref: toBase64url(encodeObjectRef(ref)),
        names: stored.map(({ name }) => name),
        bytes: stored.reduce((sum, { bytes }) => sum + bytes.length, 0),
        put: some.map(({ entry }) => entry.key),
        drop: gone,
      },
      stored: stored.map((file) => ({ ...file, rank: 'object' as const })),
    });
  }
  return sealed;
}

/** At least one portion, so that a change that only drops has one. */
function inPortions(put: readonly Put[]): (readonly Put[])[] {
  const portions: Put[][] = [[]];
  let room = OBJECT_BYTES;
  for (const one of put) {
    const size = JSON.stringify(one.entry.resource).length;
    if (size > room && portions.at(-1)?.length !== 0) {
      portions.push([]);
      room = OBJECT_BYTES;
    }
    room -= size;
    portions.at(-1)?.push(one);
  }
  return portions;
}
