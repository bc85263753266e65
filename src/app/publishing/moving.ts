import type { StateObject, UnitState } from './unit-state.ts';

/** Above so many small objects of a unit they are sealed together in large ones. */
export const MAX_SMALL = 128;
/** What is stored of a small object is not longer than this. */
const SMALL_BYTES = 64 * 1024;

/** What is published as it should be, and is published again all the same. */
export interface Moving {
  /** Records whose object goes or is to go: they move to another. */
  readonly keys: ReadonlySet<string>;
  /** What an object that is lost had dropped. */
  readonly drop: readonly string[];
}

/**
 * Records move away from objects that
 *
 * - hold a record that goes, so that the object can go too;
 * - cannot be sent any more, since their bytes are not on this device;
 * - are small, where there are so many that naming them costs more than what they say. That happens
 *   once in {@link MAX_SMALL} publications; in all others one record stays one object.
 */
export function moving(
  { batches }: UnitState,
  gone: readonly string[],
  isLost: (name: string) => boolean,
): Moving {
  const objects = batches.flatMap((batch) => batch.objects);
  const left = new Set(gone);
  const lost = objects.filter(({ names }) => names.some(isLost));
  const emptied = objects.filter(({ put }) => put.some((key) => left.has(key)));
  const keys = [...emptied, ...lost, ...scattered(objects)].flatMap(({ put }) => put);
  return {
    keys: new Set(keys.filter((key) => !left.has(key))),
    drop: [...new Set(lost.flatMap(({ drop }) => drop))],
  };
}

function scattered(objects: readonly StateObject[]): readonly StateObject[] {
  const small = objects.filter(({ bytes }) => bytes <= SMALL_BYTES);
  return small.length > MAX_SMALL ? small : [];
}
