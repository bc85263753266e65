import type { Bytes } from '../../bytes/bytes.ts';
import type { ShareUnit } from '../../records/index.ts';
import { capsulesOf, FRESH_SECONDS, type ManifestCapsule } from '../../sharing/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { PublishedUnit } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { RecordBook } from '../record-book.ts';
import { Breath } from './breath.ts';
import type { Epochs } from './epochs.ts';
import type { PublishedFiles } from './files.ts';
import type { Hosts } from './hosts.ts';
import { Listing, sealedIn } from './listing.ts';
import type { Secrets } from './secrets.ts';
import { compacted, MAX_BATCHES, namesLeft, pruned } from './trimming.ts';
import {
  freshIn,
  sealedBatches,
  unitChange,
  type FreshOf,
  type UnitChange,
} from './unit-change.ts';
import { UnitEntries } from './unit-entries.ts';
import { unitFiles } from './unit-files.ts';
import {
  clearedState,
  currentEpoch,
  emptyState,
  namesOf,
  UnitStates,
  type StateBatch,
  type UnitState,
} from './unit-state.ts';
import { nothingWanted, type Upload, type Wanted } from './uploads.ts';

/** How a unit is brought up to date. */
export interface How {
  /** `roll` begins a new epoch first; `rebuild` also seals everything anew under new names. */
  readonly epoch: 'keep' | 'roll' | 'rebuild';
  /** The epochs with which those began who read this unit *from now on*. */
  readonly floors: readonly string[];
}

/** What else belongs into the commit of a unit, as it will stand, with new floors for old. */
export type Besides = (state: UnitState, floors: ReadonlyMap<string, string>) => readonly Write[];

/** What became of a unit. */
export interface Published {
  readonly state: UnitState;
  /** Whether a new list goes to the hosts. */
  readonly changed: boolean;
  /** New floors for old, where everything was sealed anew. */
  readonly floors: ReadonlyMap<string, string>;
}

interface Held {
  readonly book: RecordBook;
  readonly hosts: Hosts;
  readonly epochs: Epochs;
  readonly files: PublishedFiles;
  readonly secrets: Secrets;
}

const HALF_FRESH_MS = (FRESH_SECONDS * 1000) / 2;

/** What lies on the hosts for those with standing access: one signed list and its objects per unit. */
export class Publication {
  readonly states: UnitStates;
  readonly #env: Environment;
  readonly #identity: Bytes;
  readonly #listing: Listing;
  readonly #entries: UnitEntries;
  readonly #held: Held;

  constructor(env: Environment, profile: UnlockedProfile, identity: Bytes, held: Held) {
    this.#env = env;
    this.#identity = identity;
    this.#listing = new Listing(env, profile, identity, held);
    this.#held = held;
    this.#entries = new UnitEntries(held.secrets.nameKey);
    this.states = new UnitStates(profile);
  }

  /** The unit as it stands; one of which nothing was published has its first epoch already. */
  async state(unit: ShareUnit): Promise<UnitState> {
    return (await this.states.get(unit)) ?? emptyState(unit, this.#held.epochs.draw());
  }

  /**
   * Publishes what changed, in one commit with everything that goes to the hosts for it.
   *
   * @param besides - what to commit with it, where anything is.
   * @throws SharingError `too-large` where more people than batches joined *from now on* one by one
   */
  async publish(unit: ShareUnit, how: How, besides: Besides = () => []): Promise<Published> {
    const before = await this.state(unit);
    const { state: begun, freshOf, floors } = this.#begin(before, how);
    const breath = new Breath(this.#env.monotonic);
    const entries = await this.#entries.of(unit, this.#held.book.records(), breath);
    const { outbox } = this.#held.hosts;
    const isLost = (name: string) => outbox.isLost(name);
    const hasArrived = (name: string) => outbox.hasArrived(name);
    const asked = { isLost, hasArrived };
    const files = await unitFiles(this.#held.files, { before, begun, entries }, asked);
    const change = unitChange(begun, entries, files.files, { freshOf, isLost });
    const sealed = await sealedBatches(this.#env, this.#identity, begun, change, breath);
    const batches = trimmed([...begun.batches, ...sealed.batches], change);
    // Sealed anew there is one batch for each floor: were they too many, the list says so below.
    if (batches.length > MAX_BATCHES && how.epoch !== 'rebuild')
      return this.publish(unit, { ...how, epoch: 'rebuild' }, besides);
    const header = this.#listing.header();
    const again = files.writes.length + files.drop.length > 0 || isLost(before.manifest ?? '');
    if (!this.#isDue(before, { begun, change, header, again }))
      return { state: before, changed: false, floors };
    const next = await this.#listing.next(before, {
      ...begun,
      ...{ header, batches, files: files.files, entries: entriesAfter(begun, change) },
      nextBatch: begun.nextBatch + sealed.batches.length,
    });
    const wanted: Wanted = {
      put: [...sealed.stored, next.manifest],
      parts: files.parts,
      named: files.named,
      drop: [...files.drop, ...namesLeft(before, batches), ...oldManifest(before, next.state)],
    };
    const writes = [this.states.put(next.state), ...files.writes, ...besides(next.state, floors)];
    await outbox.want(wanted, writes);
    this.states.hold(next.state);
    return { state: next.state, changed: true, floors };
  }

  /** Takes everything of a unit off the hosts. Its next epoch is a new one. */
  async clear(unit: ShareUnit, besides: readonly Write[] = []): Promise<void> {
    const state = await this.states.get(unit);
    if (state === null || state.manifest === null) return;
    const ended = await Promise.all(
      Object.values(state.files).map((file) => this.#held.files.end(file)),
    );
    const drop = [...namesOf(state), ...ended.flatMap(({ names }) => names)];
    const cleared = clearedState(state, this.#held.epochs.draw());
    const writes = [this.states.put(cleared), ...ended.map(({ write }) => write), ...besides];
    await this.#held.hosts.outbox.want({ ...nothingWanted(), drop }, writes);
    this.states.hold(cleared);
  }

  /** Every capsule of the newest list, as a helper's list names them. */
  async capsules(unit: ShareUnit): Promise<ManifestCapsule[]> {
    const state = await this.states.get(unit);
    return state === null
      ? []
      : capsulesOf(state.batches.flatMap((batch) => sealedIn(unit, batch)));
  }

  async view(unit: ShareUnit): Promise<PublishedUnit | null> {
    const state = await this.states.get(unit);
    if (state?.publishedAt === undefined || state.publishedAt === null) return null;
    const { outbox } = this.#held.hosts;
    const parts = outbox.uploads.all().filter(({ gone }) => !gone);
    const ids = new Set(Object.values(state.files).map(({ id }) => id));
    const ofFiles = parts.filter(({ source }) => source.kind === 'part' && ids.has(source.file));
    const objects = state.batches.flatMap((batch) => batch.objects);
    const sizes = [...objects.map(({ bytes }) => bytes), ...ofFiles.map(({ size }) => size)];
    return {
      unit,
      records: Object.keys(state.entries).length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      revision: state.revision,
      publishedAt: state.publishedAt,
      filesMissing: filesMissing(state, ofFiles),
    };
  }

  #begin(
    before: UnitState,
    { epoch, floors }: How,
  ): { state: UnitState; freshOf: FreshOf; floors: ReadonlyMap<string, string> } {
    const { epochs } = this.#held;
    if (epoch === 'rebuild') return epochs.rebuilt(before, floors);
    const state = epoch === 'roll' ? epochs.rolled(before) : before;
    return { state, freshOf: freshIn(state), floors: new Map() };
  }

  #isDue(
    before: UnitState,
    now: { begun: UnitState; change: UnitChange; header: string; again: boolean },
  ): boolean {
    const { begun, change, header, again } = now;
    if (before.manifest === null || before.freshUntil === null) return true;
    const freshFor = Date.parse(before.freshUntil) - this.#env.now().getTime();
    return (
      again ||
      change.put.length + change.drop.length > 0 ||
      currentEpoch(before) !== currentEpoch(begun) ||
      before.header !== header ||
      freshFor < HALF_FRESH_MS ||
      // The clock was put back since: nobody takes a list from the future.
      freshFor > 2 * HALF_FRESH_MS
    );
  }
}

/** Those that cannot be read here, and so are missing on a host at least. */
function filesMissing({ files }: UnitState, parts: readonly Upload[]): number {
  const lost = new Set(
    parts.flatMap(({ lost: is, source }) => (is && source.kind === 'part' ? [source.file] : [])),
  );
  return Object.values(files).filter(({ id, lost: is = false }) => is || lost.has(id)).length;
}

function trimmed(batches: readonly StateBatch[], { drop, moved }: UnitChange): StateBatch[] {
  const kept = moved || drop.length > 0 ? pruned(batches) : [...batches];
  return kept.length > MAX_BATCHES ? compacted(kept) : kept;
}

function entriesAfter({ entries }: UnitState, { put, drop }: UnitChange): UnitState['entries'] {
  const gone = new Set(drop);
  const after = Object.entries(entries).filter(([key]) => !gone.has(key));
  for (const { entry, state } of put) after.push([entry.key, state]);
  return Object.fromEntries(after);
}

/** The list of an epoch that ended has another name. */
function oldManifest(before: UnitState, after: UnitState): string[] {
  const { manifest } = before;
  return manifest === null || manifest === after.manifest ? [] : [manifest];
}
