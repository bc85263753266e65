import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { equal, type Bytes } from '../../bytes/bytes.ts';
import type { RandomSource } from '../../crypto/index.ts';
import { HostError, type Host, type Reader } from '../../hosts/index.ts';
import {
  COPY_SECRET_BYTES,
  digestOf,
  indexName,
  MAX_INDEX_BYTES,
  partName,
  partSizes,
  sealIndex,
  sealPart,
  type HostCopy,
  type Side,
} from './copy.ts';
import { findCopies, type PlacedCopy } from './finding.ts';
import { leftoverOf, secretOf, type HostRow, type KeptCopy, type Leftover } from './ledger.ts';

/** What is to lie on the hosts. */
export interface LeftBackup {
  readonly file: Blob;
  /** ISO instant. */
  readonly at: string;
  readonly records: number;
  /** The kit's backup name, 16 bytes. */
  readonly seed: Bytes;
  readonly fingerprint: string;
}

/** One host, and the row in the vault about it. */
export interface LeavingPlace {
  readonly host: Host;
  /** As others read; asked first, since some stores hide from their owner that a file is missing. */
  readonly reader: Reader;
  readonly row: () => Promise<HostRow>;
  readonly note: (row: HostRow) => Promise<void>;
}

interface Tools {
  readonly random: RandomSource;
  readonly now: () => Date;
}

type Progress = (fraction: number) => void;

/** Up to so many bytes everything is read back; beyond, all sizes and so many parts. */
const WHOLE_BYTES = 8 * 2 ** 20;
const SAMPLES = 8;

interface Plan {
  readonly side: Side;
  readonly number: number;
  readonly secret: Bytes;
}

/**
 * Leaves one backup on one host: every part, then all of it read back, then the index that names it,
 * and only then the older one is taken away. It may be cut off anywhere, and {@link HostLeaving.run}
 * called again goes on where it was.
 */
export class HostLeaving {
  readonly #backup: LeftBackup;
  readonly #place: LeavingPlace;
  readonly #tools: Tools;
  readonly #sizes: readonly number[];
  readonly #digests: Bytes[] = [];
  #plan: Plan | null = null;
  #read = 0;
  #isKept = false;

  constructor(backup: LeftBackup, place: LeavingPlace, tools: Tools) {
    this.#backup = backup;
    this.#place = place;
    this.#tools = tools;
    this.#sizes = partSizes(backup.file.size);
  }

  /** @throws HostError; what was done until then stays done */
  async run(onProgress: Progress, signal: AbortSignal): Promise<void> {
    if (!this.#isKept) {
      const plan = (this.#plan ??= await this.#begin(signal));
      await this.#send(plan, onProgress, signal);
      const readBack = await this.#readBack(plan, onProgress, signal);
      await this.#name(plan, signal);
      await this.#keep(plan, readBack);
    }
    onProgress(1);
    await this.#clear((await this.#place.row()).leftovers, signal);
  }

  /** Chooses the place beside the newest, and notes what would be left over if this were cut off. */
  async #begin(signal: AbortSignal): Promise<Plan> {
    const { seed } = this.#backup;
    const found = await this.#look(seed, signal);
    if (found !== null) await this.#clearAttempts(found, signal);
    const row = await this.#place.row();
    const secret = this.#tools.random(COPY_SECRET_BYTES);
    const newest = found?.[0]?.side ?? this.#knownSide(row);
    const numbers = (found ?? []).map(({ copy }) => copy.number);
    const number = 1 + Math.max(0, ...numbers, row.kept?.number ?? 0);
    const plan = { side: otherThan(newest), number, secret };
    const fresh = [
      ...(await this.#olderKits(row, signal)),
      ...(found ?? []).map(({ side, copy }) =>
        leftoverOf(copy, side === plan.side ? null : { seed, side }),
      ),
      leftoverOf({ secret, digests: this.#sizes }, null),
    ];
    const known = row.leftovers.map((one) =>
      isAt(one, seed, plan.side) ? withoutIndex(one) : one,
    );
    await this.#place.note({ ...row, leftovers: joined(known, fresh) });
    return plan;
  }

  /** Null where the host hides what is missing: then it cannot be told what lies there. */
  async #look(seed: Bytes, signal: AbortSignal): Promise<readonly PlacedCopy[] | null> {
    const ask = async (reader: Reader, hidesMissing: boolean) =>
      (await findCopies(reader, seed, { signal, hidesMissing })).copies;
    try {
      return await ask(this.#place.reader, false);
    } catch (error) {
      if (!(error instanceof HostError) || error.code === 'aborted') throw error;
    }
    try {
      return await ask(this.#place.host, true);
    } catch (error) {
      // A bucket without a public address: what is missing there looks like a broken connection.
      if (error instanceof HostError && error.code === 'unreachable') return null;
      throw error;
    }
  }

  #knownSide({ kept }: HostRow): Side | null {
    return kept?.seed === toBase64url(this.#backup.seed) ? kept.side : null;
  }

  /** Parts that no index names were cut off before: they would only fill the host. */
  async #clearAttempts(found: readonly PlacedCopy[], signal: AbortSignal): Promise<void> {
    const live = new Set(found.map(({ copy }) => toBase64url(copy.secret)));
    const { leftovers } = await this.#place.row();
    await this.#clear(
      leftovers.filter(({ index, secret }) => index === null && !live.has(secret)),
      signal,
    );
  }

  /** What lies there under the names of a kit that was replaced. */
  async #olderKits({ kept }: HostRow, signal: AbortSignal): Promise<Leftover[]> {
    if (kept === null || kept.seed === toBase64url(this.#backup.seed)) return [];
    const seed = fromBase64url(kept.seed);
    const found = (await this.#look(seed, signal)) ?? [];
    const told = found.map(({ side, copy }) => leftoverOf(copy, { seed, side }));
    return joined([keptAsLeftover(kept)], told);
  }

  async #send({ secret }: Plan, onProgress: Progress, signal: AbortSignal): Promise<void> {
    const { file } = this.#backup;
    const count = this.#sizes.length;
    while (this.#digests.length < count) {
      const index = this.#digests.length;
      const part = { file, random: this.#tools.random };
      const sealed = await sealPart({ secret, count }, index, part);
      await this.#place.host.put(partName(secret, index), sealed, { signal });
      this.#digests.push(await digestOf(sealed));
      onProgress((0.7 * (index + 1)) / count);
    }
  }

  async #readBack(
    { secret }: Plan,
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<KeptCopy['readBack']> {
    const count = this.#sizes.length;
    const total = this.#sizes.reduce((sum, size) => sum + size, 0);
    const chosen = total <= WHOLE_BYTES ? null : samples(count, this.#tools.random);
    for (; this.#read < count; this.#read += 1) {
      const [index, name] = [this.#read, partName(secret, this.#read)];
      const isSample = chosen === null || chosen.has(index);
      await (isSample ? this.#compare(index, name, signal) : this.#measure(index, name, signal));
      onProgress(0.7 + (0.28 * (index + 1)) / count);
    }
    return chosen === null ? 'whole' : 'samples';
  }

  async #compare(index: number, name: string, signal: AbortSignal): Promise<void> {
    const maxBytes = this.#sizes[index] ?? 0;
    const back = await this.#place.host.get(name, { maxBytes, signal });
    const digest = this.#digests[index];
    if (digest === undefined || !equal(digest, await digestOf(back))) this.#again();
  }

  async #measure(index: number, name: string, signal: AbortSignal): Promise<void> {
    const there = await this.#place.host.head(name, { signal });
    if (there?.size !== this.#sizes[index]) this.#again();
  }

  /** What came back is something else: the next try sends everything once more. */
  #again(): never {
    this.#digests.length = 0;
    this.#read = 0;
    throw new HostError('not-bytes');
  }

  async #name(plan: Plan, signal: AbortSignal): Promise<void> {
    const { seed } = this.#backup;
    const name = indexName(seed, plan.side);
    const sealed = await sealIndex(seed, plan.side, this.#copyOf(plan), this.#tools.random);
    await this.#place.host.put(name, sealed, { signal });
    const back = await this.#place.host.get(name, { maxBytes: MAX_INDEX_BYTES, signal });
    if (!equal(back, sealed)) this.#again();
  }

  async #keep(plan: Plan, readBack: KeptCopy['readBack']): Promise<void> {
    const { at, records, file, seed, fingerprint } = this.#backup;
    const { leftovers, kept: before } = await this.#place.row();
    const own = toBase64url(plan.secret);
    const kept: KeptCopy = {
      ...{ number: plan.number, at, size: file.size, records, readBack, side: plan.side },
      ...{ seed: toBase64url(seed), secret: own, parts: this.#sizes.length, fingerprint },
      provenAt: this.#tools.now().toISOString(),
    };
    const isInPlace = before?.seed === kept.seed && before.side === kept.side;
    const old = before === null || isInPlace ? [] : [keptAsLeftover(before)];
    const rest = joined(leftovers, old).filter(({ secret }) => secret !== own);
    await this.#place.note({ kept, leftovers: rest });
    this.#isKept = true;
  }

  /** What cannot be taken away now is known the next time. */
  async #clear(leftovers: readonly Leftover[], signal: AbortSignal): Promise<void> {
    for (const leftover of leftovers) {
      try {
        await takeAway(this.#place.host, leftover, signal);
      } catch (error) {
        if (!(error instanceof HostError) || error.code === 'aborted') throw error;
        return;
      }
      const row = await this.#place.row();
      const left = row.leftovers.filter(({ secret }) => secret !== leftover.secret);
      await this.#place.note({ ...row, leftovers: left });
    }
  }

  #copyOf({ number, secret }: Plan): HostCopy {
    const { at, file } = this.#backup;
    return { number, createdAt: at, secret, size: file.size, digests: this.#digests };
  }
}

/** The index first: it never names what is gone already. */
export async function takeAway(
  host: Host,
  { index, parts, ...leftover }: Leftover,
  signal?: AbortSignal,
): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  if (index !== null) await host.delete(indexName(fromBase64url(index.seed), index.side), options);
  const secret = secretOf(leftover);
  for (let part = 0; part < parts; part += 1) await host.delete(partName(secret, part), options);
}

/** What was taken away there, and not noted before the browser died, must not take our own with it. */
const isAt = ({ index }: Leftover, seed: Bytes, side: Side): boolean =>
  index?.seed === toBase64url(seed) && index.side === side;

const withoutIndex = (leftover: Leftover): Leftover => ({ ...leftover, index: null });

export const keptAsLeftover = ({ seed, side, secret, parts }: KeptCopy): Leftover => ({
  ...{ index: { seed, side }, secret, parts },
});

function otherThan(side: Side | null): Side {
  return side === 0 ? 1 : 0;
}

/** One row for each secret; the later says more of it. */
function joined(known: readonly Leftover[], fresh: readonly Leftover[]): Leftover[] {
  const bySecret = new Map([...known, ...fresh].map((one) => [one.secret, one]));
  return [...bySecret.values()];
}

function samples(count: number, random: RandomSource): ReadonlySet<number> {
  const draws = new DataView(random(SAMPLES * 4).buffer);
  const chosen = Array.from({ length: SAMPLES }, (_, i) => draws.getUint32(i * 4) % count);
  return new Set([0, count - 1, ...chosen]);
}
