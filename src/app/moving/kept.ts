import { utf8 } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { sha256 } from '../../crypto/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { MoveIntent, MovingNote, MovingState } from '../moving-api.ts';
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
  /** Absent in those of before they were kept; `state` is of the records, as {@link stateOf}. */
  intent?: MoveIntent;
  state?: string;
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

/** What came from somebody who had kept it for this profile's person. */
export interface KeptSuccession {
  /** Base64url of the two messages. */
  readonly statement: string;
  readonly receipt: string;
  readonly records: number;
  readonly files: number;
  /** ISO instant. */
  readonly at: string;
  /** Who could read it lastingly before; absent in those of before it was kept. */
  readonly readers?: readonly { readonly identity: string; readonly name: string }[];
  /** The other phone has read the receipt, says the person. */
  readonly told?: boolean;
}

export const SUCCESSION = 'succession';

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

  /** Where it cannot be read any more, that it lies there still says that the record lives elsewhere. */
  async retired(): Promise<KeptRetirement | null> {
    const kept = await this.#retired.get(RETIRED);
    if (kept !== null || !(await this.#retired.isDamaged(RETIRED))) return kept;
    const { createdAt, lastOpenedAt } = this.#profile.card;
    return { at: lastOpenedAt ?? createdAt, by: 'hand' };
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
    const taken = await new Shelf<KeptSuccession>(this.#profile, 'setting').get(SUCCESSION);
    return {
      note: noteOf({ begun: last, arrived, retired, taken }),
      begun: last,
      arrived,
      retired,
    };
  }
}

/** Names which records there are, each in which revision: a clock may be put back meanwhile. */
export async function stateOf(profile: UnlockedProfile): Promise<string> {
  const { objects } = await profile.readAll('record');
  const named = objects.map(({ id, revision }) => `${id} ${String(revision)}`).toSorted();
  return toHex(sha256(utf8(named.join('\n'))));
}

/** In a copy nothing stands of what the old phone had begun, nor that it lives elsewhere. */
export const nothingBegun: readonly Write[] = [BEGUN, RETIRED].map((id) => ({
  ...{ kind: 'delete', collection: 'setting', id },
}));

export function arrivedMark(arrival: KeptArrival): Write {
  const bytes = utf8(JSON.stringify(arrival));
  return { kind: 'put', collection: 'setting', id: ARRIVED, revision: 1, bytes };
}

interface Known {
  begun: KeptMove | null;
  arrived: KeptArrival | null;
  retired: KeptRetirement | null;
  taken: KeptSuccession | null;
}

function noteOf({ begun, arrived, retired, taken }: Known): MovingNote {
  if (retired !== null) return 'retired';
  if (arrived !== null && !arrived.told) return 'arrived';
  if (begun !== null) return begun.intent === 'hand-over' ? 'handing-over' : 'begun';
  return taken === null || taken.told === true ? 'none' : 'taken-over';
}
