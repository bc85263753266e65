import type { Bytes } from '../../bytes/bytes.ts';
import { fromBase64url } from '../../bytes/base64url.ts';
import type { Host } from '../../hosts/index.ts';
import { indexName } from './copy.ts';
import type { PlacedCopy } from './finding.ts';
import { indexPlace, nameOfKept, type IndexPlace, type KeptCopy, type Leftover } from './ledger.ts';

/** The index first: it never names what is gone already. */
export async function takeAway(
  host: Host,
  { index, names }: Leftover,
  signal?: AbortSignal,
): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  if (index !== null) await host.delete(indexName(fromBase64url(index.seed), index.side), options);
  for (const name of names) await host.delete(name, options);
}

export const keptAsLeftover = (kept: KeptCopy): Leftover => ({
  index: { seed: kept.seed, side: kept.side },
  names: [...kept.olderNames, ...kept.pieces.map(nameOfKept)],
});

export const foundAsLeftover = ({ side, copy }: PlacedCopy, seed: Bytes): Leftover => ({
  index: indexPlace(seed, side),
  names: copy.parts.map(({ name }) => name),
});

/**
 * What is left of leftovers where a backup is to lie: its own place and its own pieces stay, nothing
 * is named twice, and what names nothing goes.
 */
export function besides(
  leftovers: readonly Leftover[],
  place: IndexPlace,
  pieces: ReadonlySet<string>,
): Leftover[] {
  const seen = new Set(pieces);
  const places = new Set([keyOf(place)]);
  return leftovers.flatMap(({ index, names }) => {
    const left = names.filter((name) => !seen.has(name));
    const there = index !== null && !places.has(keyOf(index)) ? index : null;
    for (const name of left) seen.add(name);
    if (there !== null) places.add(keyOf(there));
    return there === null && left.length === 0 ? [] : [{ index: there, names: left }];
  });
}

const keyOf = ({ seed, side }: IndexPlace): string => `${seed} ${side}`;
