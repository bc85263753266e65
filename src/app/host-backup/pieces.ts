import type { Bytes } from '../../bytes/bytes.ts';
import { CryptoError, type RandomSource } from '../../crypto/index.ts';
import { HostError, type Host } from '../../hosts/index.ts';
import type { Cut } from './cutting.ts';
import { openPiece, pieceName, sealPiece, storedSize, type Piece } from './piece.ts';

type Progress = (fraction: number) => void;

/** What a backup consists of, and which of it may lie on the host already. */
interface Divided {
  readonly file: Blob;
  readonly cuts: readonly Cut[];
  /** One for each cut. */
  readonly pieces: readonly Piece[];
  readonly isKnown: (piece: Piece) => boolean;
}

interface Placed {
  readonly name: string;
  readonly piece: Piece;
  readonly cut: Cut;
  /** Not sent, unless it turns out that it is not there. */
  readonly known: boolean;
}

/** Up to so many bytes everything is read back; beyond, all sizes and so many pieces. */
const WHOLE_BYTES = 8 * 2 ** 20;
const SAMPLES = 8;

/** The pieces of one backup on their way to one host. Each step may be cut off, and goes on then. */
export class Pieces {
  /** Of all of them, on the host. */
  readonly names: ReadonlySet<string>;
  readonly #file: Blob;
  readonly #placed: readonly Placed[];
  readonly #host: Host;
  readonly #random: RandomSource;
  readonly #sent = new Set<string>();
  readonly #seen = new Set<string>();
  #read: ReadonlySet<string> | null = null;

  constructor({ file, cuts, pieces, isKnown }: Divided, host: Host, random: RandomSource) {
    const byName = new Map<string, Placed>();
    for (const [i, cut] of cuts.entries()) {
      const piece = pieces[i];
      if (piece === undefined) continue;
      const name = pieceName(piece.secret);
      byName.set(name, { name, piece, cut, known: isKnown(piece) });
    }
    this.#placed = [...byName.values()];
    this.names = new Set(byName.keys());
    this.#file = file;
    this.#host = host;
    this.#random = random;
  }

  /** @throws HostError */
  async send(onProgress: Progress, signal: AbortSignal): Promise<void> {
    const fresh = this.#placed.filter(({ known }) => !known);
    for (const [i, placed] of fresh.entries()) {
      if (!this.#sent.has(placed.name)) await this.#put(placed, signal);
      onProgress((i + 1) / fresh.length);
    }
  }

  /**
   * Looks at every piece on the host, and reads the chosen ones back. One from before that is gone, or
   * is something else there, is put back once.
   *
   * @throws HostError `not-bytes` where the host gives something else than it was sent
   */
  async readBack(onProgress: Progress, signal: AbortSignal): Promise<'whole' | 'samples'> {
    const read = (this.#read ??= this.#chosen());
    for (const [i, placed] of this.#placed.entries()) {
      const isRead = read.has(placed.name);
      if (!this.#seen.has(placed.name)) await this.#prove(placed, isRead, signal);
      this.#seen.add(placed.name);
      onProgress((i + 1) / this.#placed.length);
    }
    return read.size === this.#placed.length ? 'whole' : 'samples';
  }

  /** What came back is something else: the next try sends everything once more. */
  again(): never {
    this.#sent.clear();
    this.#seen.clear();
    throw new HostError('not-bytes');
  }

  async #prove(placed: Placed, isRead: boolean, signal: AbortSignal): Promise<void> {
    if (await this.#isThere(placed, isRead, signal)) return;
    if (this.#sent.has(placed.name)) this.again();
    await this.#put(placed, signal);
    if (!(await this.#isThere(placed, true, signal))) this.again();
  }

  async #isThere({ name, piece }: Placed, isRead: boolean, signal: AbortSignal): Promise<boolean> {
    const size = storedSize(piece);
    try {
      if (!isRead) return (await this.#host.head(name, { signal }))?.size === size;
      await openPiece(piece, await this.#host.get(name, { maxBytes: size, signal }));
      return true;
    } catch (error) {
      if (error instanceof CryptoError) return false;
      // A store may hide that a file is missing (hosts/s3.ts): sending it tells.
      const missing = error instanceof HostError && gone.includes(error.code);
      if (missing && !(error.code === 'unreachable' && this.#sent.has(name))) return false;
      throw error;
    }
  }

  async #put({ name, piece, cut }: Placed, signal: AbortSignal): Promise<void> {
    const sealed = await sealPiece(piece, await this.#stretch(cut));
    await this.#host.put(name, sealed, { signal });
    this.#sent.add(name);
  }

  async #stretch({ from, length }: Cut): Promise<Bytes> {
    return new Uint8Array(await this.#file.slice(from, from + length).arrayBuffer());
  }

  /** Of what was just sent and of what lay there, each by itself: all where it is little. */
  #chosen(): ReadonlySet<string> {
    if (sizeOf(this.#placed) <= WHOLE_BYTES) return this.names;
    const fresh = this.#placed.filter(({ known }) => !known);
    const rest = this.#placed.filter(({ known }) => known);
    const read = sizeOf(fresh) <= WHOLE_BYTES ? fresh : this.#drawn(fresh);
    return new Set([...read, ...this.#drawn(rest)].map(({ name }) => name));
  }

  /** The first, the last, and some that nobody can foretell. */
  #drawn(among: readonly Placed[]): Placed[] {
    const draws = new DataView(this.#random(SAMPLES * 4).buffer);
    const places = Array.from({ length: SAMPLES }, (_, i) => draws.getUint32(i * 4) % among.length);
    const chosen = new Set([0, among.length - 1, ...places]);
    return among.filter((_, i) => chosen.has(i));
  }
}

const gone: readonly HostError['code'][] = ['not-found', 'too-large', 'truncated', 'unreachable'];

const sizeOf = (placed: readonly Placed[]): number =>
  placed.reduce((sum, { piece }) => sum + storedSize(piece), 0);
