import type { ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import { Shelf } from '../shelf.ts';
import type { KeptBatch } from './kept-batch.ts';

/** One sealed object of a batch, and what it says. */
export interface StateObject {
  /** The reference, as sharing encodes it, base64url. Secret. */
  readonly ref: string;
  /** Names of its parts on the hosts. */
  readonly names: readonly string[];
  readonly bytes: number;
  readonly put: readonly string[];
  readonly drop: readonly string[];
}

/** What was published together: one table of objects, one lock for each lane. */
export interface StateBatch {
  readonly number: number;
  /** The epoch (hex) in which it is new: whoever joined in a later one does not read it. */
  readonly fresh: string;
  readonly objects: readonly StateObject[];
  /** As it was sealed and locked; null until the next manifest is made. */
  readonly sealed: KeptBatch | null;
}

/** A record as it was last published. */
export interface StateEntry {
  /** SHA-256, hex, of what the record said, and of that with its files. */
  readonly digest: string;
  readonly published: string;
  /** The epoch (hex) in which this content was new. A file that joins later does not change it. */
  readonly fresh: string;
}

/** A stored file that a unit publishes. */
export interface StateFile {
  /** Names the file's draft; see files.ts. */
  readonly id: string;
  /** Its object's reference, base64url, once every part lies on the hosts. */
  readonly ref: string | null;
  /** Whether its bytes cannot be read on this device: its record is published without it. */
  readonly lost?: boolean;
}

/** What is published of one unit. Everything in it is committed together with what it asks for. */
export interface UnitState {
  readonly unit: ShareUnit;
  /** Epochs, hex, oldest first; the last is the current one. */
  readonly epochs: readonly string[];
  readonly revision: number;
  /** SHA-256 of the last manifest, hex; zeros before the first. */
  readonly previousHash: string;
  /** Name of the newest manifest on the hosts; null while nothing is published. */
  readonly manifest: string | null;
  /** ISO instants; null while nothing is published. */
  readonly publishedAt: string | null;
  readonly freshUntil: string | null;
  /** The header of the last manifest, base64url. */
  readonly header: string;
  readonly nextBatch: number;
  readonly batches: readonly StateBatch[];
  /** By key. */
  readonly entries: Readonly<Record<string, StateEntry>>;
  /** By the name of the stored bytes. */
  readonly files: Readonly<Record<string, StateFile>>;
}

export const NO_HASH = '0'.repeat(64);

/** A unit of which nothing was ever published. */
export function emptyState(unit: ShareUnit, epoch: string): UnitState {
  return {
    ...{ unit, epochs: [epoch], revision: 0, previousHash: NO_HASH },
    ...{ manifest: null, publishedAt: null, freshUntil: null, header: '' },
    ...{ nextBatch: 1, batches: [], entries: {}, files: {} },
  };
}

/** A unit of which nothing lies on a host any more: its revisions go on, its epochs do not. */
export function clearedState(
  { unit, revision, previousHash }: UnitState,
  epoch: string,
): UnitState {
  return { ...emptyState(unit, epoch), revision, previousHash };
}

export function currentEpoch({ epochs }: UnitState): string {
  const epoch = epochs.at(-1);
  if (epoch === undefined) throw new RangeError('a unit has at least one epoch');
  return epoch;
}

/** Every name that lies on the hosts for this unit but the parts of its files. */
export function namesOf({ manifest, batches }: UnitState): string[] {
  const objects = batches.flatMap((batch) => batch.objects.flatMap(({ names }) => names));
  return manifest === null ? objects : [manifest, ...objects];
}

/** The published state of every unit; of a long record it is long, so it is read once a turn. */
export class UnitStates {
  readonly #shelf: Shelf<UnitState>;
  readonly #read = new Map<ShareUnit, Promise<UnitState | null>>();

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'publication');
  }

  /** Another window may have published since. */
  forget(): void {
    this.#read.clear();
  }

  get(unit: ShareUnit): Promise<UnitState | null> {
    const reading = this.#read.get(unit) ?? this.#shelf.get(unitKey(unit));
    this.#read.set(unit, reading);
    return reading;
  }

  put(state: UnitState): Write {
    return this.#shelf.put(unitKey(state.unit), state);
  }

  /** Takes in what was just committed. */
  hold(state: UnitState): void {
    this.#read.set(state.unit, Promise.resolve(state));
  }
}

export const UNIT = 'unit.';
export const unitKey = (unit: ShareUnit): string => `${UNIT}${unit}`;
