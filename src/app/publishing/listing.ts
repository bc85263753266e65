import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import {
  decodeObjectRef,
  FRESH_SECONDS,
  relockBatch,
  sealBatch,
  sealedManifest,
  type EpochKeys,
  type SealedBatch,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { patientHeader } from '../header.ts';
import type { RecordBook } from '../record-book.ts';
import type { Epochs } from './epochs.ts';
import type { Hosts } from './hosts.ts';
import { keepBatch, keptBatch } from './kept-batch.ts';
import { encodePublishedHeader } from './published-header.ts';
import type { Secrets } from './secrets.ts';
import { currentEpoch, type StateBatch, type UnitState } from './unit-state.ts';
import type { Wanted } from './uploads.ts';

interface Held {
  readonly book: RecordBook;
  readonly hosts: Hosts;
  readonly epochs: Epochs;
  readonly secrets: Secrets;
}

/** Locks the batches of a unit and signs the list of them. */
export class Listing {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #identity: Bytes;
  readonly #held: Held;

  constructor(env: Environment, profile: UnlockedProfile, identity: Bytes, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#identity = identity;
    this.#held = held;
  }

  /** What the next list says besides its batches, base64url. */
  header(): string {
    const [, ...others] = this.#held.hosts.accounts();
    const header = patientHeader(this.#held.book.records());
    const mirrors = others.map(({ reading }) => reading);
    return toBase64url(encodePublishedHeader({ header, mirrors }));
  }

  /** Locks every batch for the current epoch and signs the next list of them. */
  async next(
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
    const [kept] = sealedIn(unit, batch);
    if (kept === undefined) {
      const objects = batch.objects.map(({ ref }) => decodeObjectRef(fromBase64url(ref)));
      return sealBatch(env, this.#identity, keys, { number: batch.number, objects });
    }
    if (toHex(kept.locks.all.epochId) === toHex(keys.all.epochId)) return kept;
    return relockBatch(env, this.#identity, keys, kept);
  }
}

/** The batch as it was last sealed; none before its first list. */
export function sealedIn(unit: ShareUnit, { number, sealed }: StateBatch): SealedBatch[] {
  return sealed === null ? [] : [keptBatch({ unit, number }, sealed)];
}
