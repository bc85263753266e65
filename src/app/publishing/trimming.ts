import type { StateBatch, StateObject, UnitState } from './unit-state.ts';

/** As many batches as a manifest lists; see PROTOCOL §2. */
export const MAX_BATCHES = 32;

/**
 * Takes out objects of which nothing counts any more: every record in them was published again or
 * dropped, and everything they drop is gone from the others too. Their batches are sealed anew.
 */
export function pruned(batches: readonly StateBatch[]): StateBatch[] {
  const objects = batches.flatMap((batch) => batch.objects);
  const live = liveObjects(objects);
  return batches.flatMap((batch) => {
    const kept = batch.objects.filter((object) => live.has(object));
    if (kept.length === batch.objects.length) return [batch];
    return kept.length === 0 ? [] : [{ ...batch, objects: kept, sealed: null }];
  });
}

function liveObjects(objects: readonly StateObject[]): Set<StateObject> {
  const last = new Map<string, StateObject>();
  for (const object of objects)
    for (const key of [...object.put, ...object.drop]) last.set(key, object);
  const saying = objects.filter(({ put }, at) => put.some((key) => last.get(key) === objects[at]));
  const told = new Set(saying.flatMap(({ put }) => put));
  const silencing = objects.filter((object) =>
    object.drop.some((key) => last.get(key) === object && told.has(key)),
  );
  return new Set([...saying, ...silencing]);
}

/**
 * Joins neighbours that are new in the same epoch, so that a table of 32 lasts. What is new in
 * different epochs is never joined: somebody who joined in between reads one and not the other.
 */
export function compacted(batches: readonly StateBatch[]): StateBatch[] {
  const joined: StateBatch[] = [];
  for (const batch of pruned(batches)) {
    const before = joined.at(-1);
    if (before?.fresh !== batch.fresh) joined.push(batch);
    else joined.splice(-1, 1, join(before, batch));
  }
  return joined;
}

function join(before: StateBatch, { number, fresh, objects }: StateBatch): StateBatch {
  return { number, fresh, objects: [...before.objects, ...objects], sealed: null };
}

/** Names that the one state has on the hosts and the other has not any more. */
export function namesLeft(before: UnitState, after: readonly StateBatch[]): string[] {
  const kept = new Set(namesIn(after));
  return namesIn(before.batches).filter((name) => !kept.has(name));
}

function namesIn(batches: readonly StateBatch[]): string[] {
  return batches.flatMap(({ objects }) => objects.flatMap(({ names }) => names));
}
