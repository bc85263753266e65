import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { equal, type Bytes } from '../../bytes/bytes.ts';
import type { RandomSource } from '../../crypto/index.ts';
import { HostError, type Host, type Reader } from '../../hosts/index.ts';
import { AppError } from '../errors.ts';
import { COPY_ID_BYTES, indexName, MAX_INDEX_BYTES, sealIndex, type Side } from './copy.ts';
import type { Cut } from './cutting.ts';
import { findCopies, type PlacedCopy } from './finding.ts';
import {
  indexPlace,
  keptPiece,
  nameOfKept,
  pieceFrom,
  type HostRow,
  type KeptCopy,
  type Leftover,
} from './ledger.ts';
import { besides, foundAsLeftover, keptAsLeftover, takeAway } from './leftovers.ts';
import { Pieces } from './pieces.ts';
import { PIECE_SECRET_BYTES, type Piece } from './piece.ts';

/** What is to lie on the hosts. */
export interface LeftBackup {
  readonly file: Blob;
  readonly cuts: readonly Cut[];
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
  /** Notes the row, and that a backup of this id is ours. */
  readonly begin: (row: HostRow, id: string) => Promise<void>;
  /** Whether this profile left it, or was brought back from it or from a later one. */
  readonly isOurs: (copy: PlacedCopy['copy']) => Promise<boolean>;
  /** Whether the backup of another phone may be replaced. */
  readonly replaces: boolean;
}

interface Tools {
  readonly random: RandomSource;
  readonly now: () => Date;
}

type Progress = (fraction: number) => void;

interface Plan {
  /** Of the newest that was found, base64url; null for none. */
  readonly over: string | null;
  readonly side: Side;
  readonly number: number;
  readonly id: Bytes;
  /** One for each cut. */
  readonly pieces: readonly Piece[];
  readonly sending: Pieces;
}

/**
 * Leaves one backup on one host: the pieces that are not there yet, then all of it looked at and read
 * back, then the index that names it, and only then what the older one alone had is taken away. It
 * may be cut off anywhere, and {@link HostLeaving.run} called again goes on where it was; so does
 * another one, by what is noted in the profile.
 */
export class HostLeaving {
  readonly #backup: LeftBackup;
  readonly #place: LeavingPlace;
  readonly #tools: Tools;
  #plan: Plan | null = null;
  #isKept = false;

  constructor(backup: LeftBackup, place: LeavingPlace, tools: Tools) {
    this.#backup = backup;
    this.#place = place;
    this.#tools = tools;
  }

  /** @throws HostError, AppError `newer-backup-on-host`; what was done until then stays done */
  async run(onProgress: Progress, signal: AbortSignal): Promise<void> {
    if (!this.#isKept) {
      const plan = (this.#plan ??= await this.#begin(signal));
      await plan.sending.send((fraction) => onProgress(0.7 * fraction), signal);
      const read = (fraction: number) => onProgress(0.7 + 0.28 * fraction);
      const readBack = await plan.sending.readBack(read, signal);
      await this.#name(plan, signal);
      await this.#keep(plan, readBack);
    }
    onProgress(1);
    await this.#clear((await this.#place.row()).leftovers, signal);
  }

  /** Chooses the place beside the newest, and notes what would be left over if this were cut off. */
  async #begin(signal: AbortSignal): Promise<Plan> {
    const { seed, file, cuts } = this.#backup;
    const found = await this.#look(seed, signal);
    const [newest] = found ?? [];
    if (newest && !this.#place.replaces && !(await this.#place.isOurs(newest.copy)))
      throw new AppError('newer-backup-on-host');
    const row = await this.#place.row();
    const known = this.#knownPieces(row, found ?? []);
    const { random } = this.#tools;
    const pieces = piecesFor(cuts, known, random);
    const names = new Set([...known.values()].map(({ secret }) => secret));
    const isKnown = ({ secret }: Piece) => names.has(secret);
    const numbers = (found ?? []).map(({ copy }) => copy.number);
    const plan: Plan = {
      over: newest?.copy.id ?? null,
      side: otherThan(newest?.side ?? this.#knownSide(row)),
      number: 1 + Math.max(0, ...numbers, row.kept?.number ?? 0),
      id: random(COPY_ID_BYTES),
      pieces,
      sending: new Pieces({ file, cuts, pieces, isKnown }, this.#place.host, random),
    };
    await this.#noteBegun(plan, row, found ?? [], signal);
    if (found !== null) await this.#clearAttempts(found, signal);
    return plan;
  }

  async #noteBegun(
    { side, id, pieces, sending }: Plan,
    row: HostRow,
    found: readonly PlacedCopy[],
    signal: AbortSignal,
  ): Promise<void> {
    const { seed } = this.#backup;
    const attempt: Leftover = { index: null, names: (row.begun?.pieces ?? []).map(nameOfKept) };
    const leftovers = [
      ...row.leftovers,
      ...found.map((placed) => foundAsLeftover(placed, seed)),
      ...(await this.#olderKits(row, signal)),
      attempt,
    ];
    const begun = { seed: toBase64url(seed), pieces: pieces.map(keptPiece) };
    const rest = besides(leftovers, indexPlace(seed, side), sending.names);
    await this.#place.begin({ ...row, begun, leftovers: rest }, toBase64url(id));
  }

  /** By content, what lies there for this kit or may lie there. Nothing of another kit's is used. */
  #knownPieces({ kept, begun }: HostRow, found: readonly PlacedCopy[]): ReadonlyMap<string, Piece> {
    const seed = toBase64url(this.#backup.seed);
    const noted = [begun, kept].flatMap((one) => (one?.seed === seed ? one.pieces : []));
    const pieces = [...noted.map(pieceFrom), ...found.flatMap(({ copy }) => copy.pieces)];
    return new Map(pieces.map((piece) => [toBase64url(piece.content), piece]));
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

  /** Pieces that no index names were cut off before: they would only fill the host. */
  async #clearAttempts(found: readonly PlacedCopy[], signal: AbortSignal): Promise<void> {
    const { kept, leftovers } = await this.#place.row();
    const live = new Set([
      ...found.flatMap(({ copy }) => copy.parts.map(({ name }) => name)),
      ...(kept === null ? [] : keptAsLeftover(kept).names),
    ]);
    const isDead = ({ index, names }: Leftover) =>
      index === null && !names.some((name) => live.has(name));
    await this.#clear(leftovers.filter(isDead), signal);
  }

  /** What lies there under the names of a kit that was replaced. */
  async #olderKits({ kept }: HostRow, signal: AbortSignal): Promise<Leftover[]> {
    if (kept === null || kept.seed === toBase64url(this.#backup.seed)) return [];
    const seed = fromBase64url(kept.seed);
    const found = (await this.#look(seed, signal)) ?? [];
    return [keptAsLeftover(kept), ...found.map((placed) => foundAsLeftover(placed, seed))];
  }

  async #name(plan: Plan, signal: AbortSignal): Promise<void> {
    await this.#stillNewest(plan, signal);
    const { side, number, id, pieces, sending } = plan;
    const { seed, at } = this.#backup;
    const index = { number, createdAt: at, id, pieces };
    const sealed = await sealIndex(seed, side, index, this.#tools.random);
    const name = indexName(seed, side);
    await this.#place.host.put(name, sealed, { signal });
    const back = await this.#place.host.get(name, { maxBytes: MAX_INDEX_BYTES, signal });
    if (!equal(back, sealed)) sending.again();
  }

  /** Sending takes a while, and another phone may have been quicker. */
  async #stillNewest({ over }: Plan, signal: AbortSignal): Promise<void> {
    const [newest] = (await this.#look(this.#backup.seed, signal)) ?? [];
    if (newest === undefined || newest.copy.id === over) return;
    if (await this.#place.isOurs(newest.copy)) return;
    this.#plan = null;
    throw new AppError('newer-backup-on-host');
  }

  async #keep(
    { number, side, id, pieces, sending }: Plan,
    readBack: KeptCopy['readBack'],
  ): Promise<void> {
    const { at, records, file, seed, fingerprint } = this.#backup;
    const { leftovers, kept: before } = await this.#place.row();
    const place = indexPlace(seed, side);
    const kept: KeptCopy = {
      ...{ ...place, number, at, size: file.size, records, readBack, fingerprint },
      ...{ id: toBase64url(id), pieces: pieces.map(keptPiece), olderNames: [] },
      provenAt: this.#tools.now().toISOString(),
    };
    const old = before === null ? [] : [keptAsLeftover(before)];
    const rest = besides([...leftovers, ...old], place, sending.names);
    await this.#place.note({ kept, begun: null, leftovers: rest });
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
      const done = JSON.stringify(leftover);
      const left = row.leftovers.filter((one) => JSON.stringify(one) !== done);
      await this.#place.note({ ...row, leftovers: left });
    }
  }
}

/** The same content is one piece, however often the file has it. */
function piecesFor(
  cuts: readonly Cut[],
  known: ReadonlyMap<string, Piece>,
  random: RandomSource,
): Piece[] {
  const chosen = new Map(known);
  return cuts.map(({ content, length }) => {
    const key = toBase64url(content);
    const piece = chosen.get(key) ?? { secret: random(PIECE_SECRET_BYTES), content, length };
    chosen.set(key, piece);
    return piece;
  });
}

function otherThan(side: Side | null): Side {
  return side === 0 ? 1 : 0;
}
