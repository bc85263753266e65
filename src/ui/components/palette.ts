/** How many colours a profile can have; larger numbers start over. */
export const COLOURS = 8;

/** The first colour that no other profile has; where all are taken, the one that fewest have. */
export function freeColour(taken: readonly number[]): number {
  const counts = Array.from(
    { length: COLOURS },
    (_, colour) => taken.filter((other) => other % COLOURS === colour).length,
  );
  return counts.indexOf(Math.min(...counts));
}
