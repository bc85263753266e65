import { utf8 } from '../../bytes/bytes.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { MovingNote, MovingState } from '../moving-api.ts';
import { Shelf } from '../shelf.ts';

/** A copy that was sealed for a new phone. */
export interface KeptMove {
  /** hex, 32 bytes each: SHA-256 of the request, and of the rows' stream. */
  request: string;
  digest: string;
  records: number;
  files: number;
  /** ISO instants. */
  at: string;
  arrivedAt: string | null;
}

/** What this profile came with from another phone. */
export interface KeptArrival {
  request: string;
  digest: string;
  records: number;
  files: number;
  at: string;
  /** The other phone has read the receipt, says the person. */
  told: boolean;
}

export interface KeptRetirement {
  at: string;
  by: 'receipt' | 'hand';
}

const BEGUN = 'moves-begun';
const ARRIVED = 'moved-here';
const RETIRED = 'retired';
/** Who tries more often than this does not wait for the first receipt. */
const MOVES_KEPT = 4;

/** What a profile remembers of its moves, among its settings. */
export class KeptMoves {
  readonly #profile: UnlockedProfile;
  readonly #begun: Shelf<{ moves: KeptMove[] }>;
  readonly #arrived: Shelf<KeptArrival>;
  readonly #retired: Shelf<KeptRetirement>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#begun = new Shelf(profile, 'setting');
    this.#arrived = new Shelf(profile, 'setting');
    this.#retired = new Shelf(profile, 'setting');
  }

  /** Newest last. */
  async begun(): Promise<KeptMove[]> {
    return (await this.#begun.get(BEGUN))?.moves ?? [];
  }

  arrived(): Promise<KeptArrival | null> {
    return this.#arrived.get(ARRIVED);
  }

  retired(): Promise<KeptRetirement | null> {
    return this.#retired.get(RETIRED);
  }

  async begin(move: KeptMove): Promise<Write> {
    const moves = [...(await this.begun()), move].slice(-MOVES_KEPT);
    return this.#begun.put(BEGUN, { moves });
  }

  async settle(request: string, arrivedAt: string): Promise<Write> {
    const moves = (await this.begun()).map((move) =>
      move.request === request ? { ...move, arrivedAt } : move,
    );
    return this.#begun.put(BEGUN, { moves });
  }

  async tell(): Promise<void> {
    const arrived = await this.arrived();
    if (arrived !== null)
      await this.#profile.commit([this.#arrived.put(ARRIVED, { ...arrived, told: true })]);
  }

  retire(at: Date, by: KeptRetirement['by']): Write {
    return this.#retired.put(RETIRED, { at: at.toISOString(), by });
  }

  /** Nothing begun, and not retired. */
  forgetBegun(): Write {
    return this.#begun.delete(BEGUN);
  }

  async state(): Promise<MovingState> {
    const [last = null] = (await this.begun()).slice(-1);
    const [arrived, retired] = [await this.arrived(), await this.retired()];
    return {
      note: noteOf(last, arrived, retired),
      begun: last,
      arrived,
      retired,
    };
  }
}

/** In a copy nothing stands of what the old phone had begun, nor that it lives elsewhere. */
export const nothingBegun: readonly Write[] = [BEGUN, RETIRED].map((id) => ({
  ...{ kind: 'delete', collection: 'setting', id },
}));

export function arrivedMark(arrival: KeptArrival): Write {
  const bytes = utf8(JSON.stringify(arrival));
  return { kind: 'put', collection: 'setting', id: ARRIVED, revision: 1, bytes };
}

function noteOf(
  begun: KeptMove | null,
  arrived: KeptArrival | null,
  retired: KeptRetirement | null,
): MovingNote {
  if (retired !== null) return 'retired';
  if (arrived !== null && !arrived.told) return 'arrived';
  return begun === null ? 'none' : 'begun';
}
