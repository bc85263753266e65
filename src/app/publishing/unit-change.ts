import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import type { ShareUnit } from '../../records/index.ts';
import { decodeObjectRef, encodeObjectRef, sealObject } from '../../sharing/index.ts';
import type { Environment } from '../environment.ts';
import type { Breath } from './breath.ts';
import { grouped } from './grouped.ts';
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

/** Compares what is published with what the records say now. */
export function unitChange(
  state: UnitState,
  entries: ReadonlyMap<string, UnitEntry>,
  files: Readonly<Record<string, StateFile>>,
  freshOf: FreshOf,
): UnitChange {
  const now = [...entries.values()].map((entry) => putOf(entry, files, freshOf));
  const changed = now.filter(
    ({ entry, state: next }) => state.entries[entry.key]?.published !== next.published,
  );
  const drop = Object.keys(state.entries).filter((key) => !entries.has(key));
  const beside = besideDropped(state, drop);
  const again = now.filter(
    (put) =>
      beside.has(put.entry.key) && !changed.includes(put) && keysOf(state).has(put.entry.key),
  );
  return { put: [...changed, ...again], drop };
}

/** Records that share an object with one that goes: they move, so that the object can go too. */
function besideDropped({ batches }: UnitState, drop: readonly string[]): Set<string> {
  const gone = new Set(drop);
  const objects = batches.flatMap((batch) => batch.objects);
  const held = objects.filter(({ put }) => put.some((key) => gone.has(key)));
  return new Set(held.flatMap(({ put }) => put.filter((key) => !gone.has(key))));
}

const keysOf = ({ entries }: UnitState): Set<string> => new Set(Object.keys(entries));

function putOf(
  entry: UnitEntry,
  files: Readonly<Record<string, StateFile>>,
  freshOf: FreshOf,
): Put {
  const ready = entry.attachments.flatMap((attachment): { id: string; file: PublishedFile }[] => {
    const file = files[attachment.id];
    if (file?.ref === undefined || file.ref === null) return [];
    const { title, contentType, size, sha256 } = attachment;
    const ref = decodeObjectRef(fromBase64url(file.ref));
    return [{ id: file.id, file: { title, contentType, size, sha256, ref } }];
  });
  const published = publishedDigest(
    entry,
    ready.map(({ id }) => id),
  );
  const { key, resource, digest } = entry;
  return {
    entry: { key, resource, files: ready.map(({ file }) => file) },
    state: { digest, published, fresh: freshOf(entry) },
  };
}

/** Seals a change as new batches, one for each epoch that its records are new in. */
export async function sealedBatches(
  env: Environment,
  identity: Bytes,
  state: UnitState,
  { put, drop }: UnitChange,
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
  { unit, put, drop }: UnitChange & { unit: ShareUnit },
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
