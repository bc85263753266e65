import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import {
  capsulesOf,
  decodeObjectRef,
  FRESH_SECONDS,
  relockBatch,
  sealBatch,
  sealedManifest,
  type EpochKeys,
  type ManifestCapsule,
  type SealedBatch,
} from '../../sharing/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { PublishedUnit } from '../api.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { patientHeader } from '../header.ts';
import type { RecordBook } from '../record-book.ts';
import { Breath } from './breath.ts';
import type { Epochs } from './epochs.ts';
import type { PublishedFiles } from './files.ts';
import type { Hosts } from './hosts.ts';
import { keepBatch, keptBatch } from './kept-batch.ts';
import { encodePublishedHeader } from './published-header.ts';
import type { Secrets } from './secrets.ts';
import { compacted, MAX_BATCHES, namesLeft, pruned } from './trimming.ts';
import {
  freshIn,
  sealedBatches,
  unitChange,
  type FreshOf,
  type UnitChange,
} from './unit-change.ts';
import { UnitEntries, type UnitEntry } from './unit-entries.ts';
import {
  clearedState,
  currentEpoch,
  emptyState,
  namesOf,
  UnitStates,
  type StateBatch,
  type StateFile,
  type UnitState,
} from './unit-state.ts';
import { nothingWanted, type Wanted } from './uploads.ts';

/** How a unit is brought up to date. */
export interface How {
  /** `roll` begins a new epoch first; `rebuild` also seals everything anew under new names. */
  readonly epoch: 'keep' | 'roll' | 'rebuild';
  /** The epochs with which those began who read this unit *from now on*. */
  readonly floors: readonly string[];
}

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
  readonly #profile: UnlockedProfile;
  readonly #identity: Bytes;
  readonly #entries: UnitEntries;
  readonly #held: Held;

  constructor(env: Environment, profile: UnlockedProfile, identity: Bytes, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#identity = identity;
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
   * @param besides - what to commit with it where everything was sealed anew: new floors for old.
   * @throws SharingError `too-large` where more people than batches joined *from now on* one by one
   */
  async publish(
    unit: ShareUnit,
    how: How,
    besides: (floors: ReadonlyMap<string, string>) => readonly Write[] = () => [],
  ): Promise<Published> {
    const before = await this.state(unit);
    const { state: begun, freshOf, floors } = this.#begin(before, how);
    const breath = new Breath(this.#env.monotonic);
    const entries = await this.#entries.of(unit, this.#held.book.records(), breath);
    const files = await this.#files(before, begun, entries);
    const change = unitChange(begun, entries, files.files, freshOf);
    const sealed = await sealedBatches(this.#env, this.#identity, begun, change, breath);
    const batches = trimmed([...begun.batches, ...sealed.batches], change);
    // Sealed anew there is one batch for each floor: were they too many, the list says so below.
    if (batches.length > MAX_BATCHES && how.epoch !== 'rebuild')
      return this.publish(unit, { ...how, epoch: 'rebuild' }, besides);
    const header = this.#header();
    if (!this.#isDue(before, { begun, change, header, files: files.writes.length > 0 }))
      return { state: before, changed: false, floors };
    const next = await this.#list(before, {
      ...begun,
      ...{ header, batches, files: files.files, entries: entriesAfter(begun, change) },
      nextBatch: begun.nextBatch + sealed.batches.length,
    });
    const wanted: Wanted = {
      put: [...sealed.stored, next.manifest],
      parts: files.parts,
      drop: [...files.drop, ...namesLeft(before, batches), ...oldManifest(before, next.state)],
    };
    const writes = [this.states.put(next.state), ...files.writes];
    await this.#held.hosts.outbox.want(
      wanted,
      floors.size > 0 ? [...writes, ...besides(floors)] : writes,
    );
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
    return state === null ? [] : capsulesOf(state.batches.flatMap((batch) => keptIn(unit, batch)));
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

  /** Begins the files that are not on their way yet, and ends those that nothing names any more. */
  async #files(
    before: UnitState,
    begun: UnitState,
    entries: ReadonlyMap<string, UnitEntry>,
  ): Promise<{
    files: Record<string, StateFile>;
    parts: Wanted['parts'];
    drop: string[];
    writes: Write[];
  }> {
    const found = { files: {} as Record<string, StateFile>, parts: [] as Wanted['parts'] };
    const [drop, writes]: [string[], Write[]] = [[], []];
    for (const attachment of [...entries.values()].flatMap((entry) => entry.attachments)) {
      const known = begun.files[attachment.id];
      if (found.files[attachment.id] !== undefined) continue;
      if (known !== undefined) {
        found.files[attachment.id] = await this.#held.files.look(known);
        continue;
      }
      const started = await this.#held.files.begin(attachment);
      if (started === null) continue;
      found.files[attachment.id] = started.file;
      found.parts.push(...started.parts);
      writes.push(started.write);
    }
    for (const file of Object.values(before.files)) {
      if (Object.values(found.files).some(({ id }) => id === file.id)) continue;
      const ended = await this.#held.files.end(file);
      drop.push(...ended.names);
      writes.push(ended.write);
    }
    return { ...found, drop, writes };
  }

  #isDue(
    before: UnitState,
    now: { begun: UnitState; change: UnitChange; header: string; files: boolean },
  ): boolean {
    const { begun, change, header, files } = now;
    if (before.manifest === null || before.freshUntil === null) return true;
    const freshFor = Date.parse(before.freshUntil) - this.#env.now().getTime();
    return (
      files ||
      change.put.length + change.drop.length > 0 ||
      currentEpoch(before) !== currentEpoch(begun) ||
      before.header !== header ||
      freshFor < HALF_FRESH_MS
    );
  }

  /** Locks every batch for the current epoch and signs the next list of them. */
  async #list(
    before: UnitState,
    state: UnitState,
  ): Promise<{ state: UnitState; manifest: Wanted['put'][number] }> {
    const env = sharingNow(this.#env);
    const batches = await this.#locked(state);
    const issuedAt = env.now;
    const freshUntil = new Date(issuedAt.getTime() + FRESH_SECONDS * 1000);
    const { stored, hash } = await sealedManifest(env, this.#profile.keyring, {
      keys: await this.#held.epochs.keys(state.unit, currentEpoch(state)),
      revision: before.revision + 1,
      previousHash: fromHex(before.previousHash),
      header: fromBase64url(state.header),
      batches,
      ...{ issuedAt, freshUntil, shelfKey: this.#held.secrets.shelfKey },
    });
    const kept = state.batches.flatMap((batch, at) => {
      const sealed = batches[at];
      return sealed === undefined ? [] : [{ ...batch, sealed: keepBatch(sealed) }];
    });
    const listed: UnitState = {
      ...state,
      ...{ batches: kept, revision: before.revision + 1, previousHash: toHex(hash) },
      ...{ manifest: stored.name, publishedAt: issuedAt.toISOString() },
      freshUntil: freshUntil.toISOString(),
    };
    return { state: listed, manifest: { ...stored, rank: 'manifest' } };
  }

  async #locked(state: UnitState): Promise<SealedBatch[]> {
    const { epochs } = this.#held;
    const current = await epochs.keys(state.unit, currentEpoch(state));
    const locked: SealedBatch[] = [];
    for (const batch of state.batches) {
      const { new: fresh } = await epochs.keys(state.unit, batch.fresh);
      locked.push(await this.#lock(state.unit, batch, { all: current.all, new: fresh }));
    }
    return locked;
  }

  async #lock(unit: ShareUnit, batch: StateBatch, keys: EpochKeys): Promise<SealedBatch> {
    const env = sharingNow(this.#env);
    const [kept] = keptIn(unit, batch);
    if (kept === undefined) {
      const objects = batch.objects.map(({ ref }) => decodeObjectRef(fromBase64url(ref)));
      return sealBatch(env, this.#identity, keys, { number: batch.number, objects });
    }
    if (toHex(kept.locks.all.epochId) === toHex(keys.all.epochId)) return kept;
    return relockBatch(env, this.#identity, keys, kept);
  }

  #header(): string {
    const [, ...others] = this.#held.hosts.accounts();
    const header = patientHeader(this.#held.book.records());
    const mirrors = others.map(({ reading }) => reading);
    return toBase64url(encodePublishedHeader({ header, mirrors }));
  }
}

function trimmed(batches: readonly StateBatch[], { drop }: UnitChange): StateBatch[] {
  const kept = drop.length > 0 ? pruned(batches) : [...batches];
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

function keptIn(unit: ShareUnit, { number, sealed }: StateBatch): SealedBatch[] {
  return sealed === null ? [] : [keptBatch({ unit, number }, sealed)];
}
