/** Things in flight at once, and their bytes altogether. */
export interface Room {
  readonly atOnce: number;
  readonly bytes: number;
}

/**
 * Works through items side by side as far as there is room; one that is larger than all the room
 * goes alone. The results stand in the items' order. The first failure ends it: nothing more begins.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  { atOnce, bytes }: Room,
  sizeOf: (item: Item) => number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const running = new Set<Promise<void>>();
  let taken = 0;
  for (const [index, item] of items.entries()) {
    const size = sizeOf(item);
    while (running.size >= atOnce || (running.size > 0 && taken + size > bytes))
      await Promise.race(running);
    taken += size;
    const run = work(item).then((result) => {
      results[index] = result;
      taken -= size;
      running.delete(run);
    });
    running.add(run);
    // Whoever waits hears of it; those still under way must not end the program.
    run.catch(() => undefined);
  }
  await Promise.all(running);
  return results;
}
