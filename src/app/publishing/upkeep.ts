import { fromHex } from '../../bytes/hex.ts';
import { shareUnits, type ShareUnit } from '../../records/index.ts';
import { mailboxName } from '../../sharing/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import type { Journal } from '../journal.ts';
import { isOver, isToForget, over, unitOf, type AccessList, type StoredAccess } from './access.ts';
import type { Grants, States } from './grants.ts';
import type { Hosts } from './hosts.ts';
import type { How, Publication } from './publication.ts';
import type { RollsDue } from './rolls-due.ts';
import type { Secrets } from './secrets.ts';
import { currentEpoch, type UnitState } from './unit-state.ts';
import { nothingWanted } from './uploads.ts';

interface Held {
  access: AccessList;
  grants: Grants;
  hosts: Hosts;
  journal: Journal;
  publication: Publication;
  rollsDue: RollsDue;
  secrets: Secrets;
}

/**
 * Brings the hosts to where the grants and the records say they should be. Whatever it finds is
 * compared with what should be, never with what was being done: so it may be cut off anywhere and
 * simply begins again. In this order:
 *
 * 1. Grants whose time has come end.
 * 2. Units that somebody reads who should not any more get a new epoch, before anything is published.
 * 3. What changed is published; what nobody reads any more leaves the hosts.
 * 4. Whoever still may read is told of new epochs through their mailbox.
 */
export class Upkeep {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Held;

  constructor(env: Environment, profile: UnlockedProfile, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
  }

  /**
   * @param besides - units that are to be published although nobody reads them yet.
   * @param roll - units that begin a new epoch whatever else is so.
   */
  async run(besides: readonly ShareUnit[] = [], roll: readonly ShareUnit[] = []): Promise<void> {
    await this.#held.access.load();
    this.#held.publication.states.forget();
    await this.#held.rollsDue.load();
    await this.endWhatIsOver(false);
    for (const unit of shareUnits) {
      if (this.#isHeldUp(unit)) continue;
      const readers = this.#held.access.readers(unit);
      if (readers.length === 0 && !besides.includes(unit)) await this.#clear(unit);
      else await this.#publish(unit, roll.includes(unit));
    }
    await this.#tellReaders();
    await this.#partFromStopped();
  }

  /** Stops and expiries that are due; with `atOnce`, stops that could still be undone too. */
  async endWhatIsOver(atOnce: boolean): Promise<void> {
    const { access, journal } = this.#held;
    const now = this.#env.now().toISOString();
    const writes: Write[] = [];
    for (const one of access.all()) {
      const stops = one.state === 'stopping' && (atOnce || (one.undoUntil ?? now) <= now);
      const expires = one.state === 'active' && one.until !== null && one.until <= now;
      if (!stops && !expires) continue;
      writes.push(access.put({ ...one, state: stops ? 'stopped' : 'expired', undoUntil: null }));
      if (stops) {
        const units = one.units.map(({ unit }) => unit);
        const who = { who: one.name, identity: one.identity };
        writes.push(journal.line({ event: 'standing-stopped', ...who, units }));
      }
    }
    await this.#profile.commit(writes);
    if (writes.length > 0) await access.load();
  }

  /**
   * Ends every access to the units of these lists, which are gone from the hosts: somebody was stopped
   * since this copy of the profile was made, and it cannot tell who.
   */
  async endWhatIsOlder(lists: readonly string[]): Promise<void> {
    const { access, journal } = this.#held;
    await access.load();
    const states = await this.states();
    const doubted = [...states].filter(([, { manifest }]) => lists.includes(manifest ?? ''));
    const units = doubted.map(([unit]) => unit);
    const ended = access
      .all()
      .filter((one) => !isOver(one) && units.some((unit) => unitOf(one, unit) !== undefined));
    const writes = ended.flatMap((one): Write[] => {
      const who = { who: one.name, identity: one.identity };
      const line = journal.line({ event: 'standing-unsure', ...who, units });
      return [access.put({ ...over(one), doubted: true }), line];
    });
    await this.#profile.commit(writes);
    await access.load();
  }

  /** Every published unit that somebody reads. */
  async states(): Promise<States> {
    const states = new Map<ShareUnit, UnitState>();
    for (const unit of shareUnits) {
      const state = await this.#held.publication.states.get(unit);
      if (state !== null && state.manifest !== null) states.set(unit, state);
    }
    return states;
  }

  /** The newest lists of what somebody reads whose stop can still be undone, or who should not any more. */
  async heldUp(): Promise<string[]> {
    const { rollsDue } = this.#held;
    await rollsDue.load();
    const states = [...(await this.states())].filter(
      ([unit]) => this.#isHeldUp(unit) || rollsDue.isDue(unit),
    );
    return states.flatMap(([, { manifest }]) => manifest ?? []);
  }

  /** While a stop can be undone nothing goes out that its reader could read. */
  #isHeldUp(unit: ShareUnit): boolean {
    return this.#held.access
      .all()
      .some((access) => access.state === 'stopping' && unitOf(access, unit) !== undefined);
  }

  async #clear(unit: ShareUnit): Promise<void> {
    const { publication, rollsDue } = this.#held;
    await publication.clear(unit, rollsDue.strike(unit));
    if (rollsDue.isDue(unit)) await rollsDue.load();
  }

  async #publish(unit: ShareUnit, roll: boolean): Promise<void> {
    const { access, publication, rollsDue } = this.#held;
    const state = await publication.states.get(unit);
    const lapsed = state === null ? [] : access.lapsed(unit, currentEpoch(state));
    const rolls = roll || lapsed.length > 0 || rollsDue.isDue(unit);
    const strong = access.all().some((one) => isToForget(one, unit, state?.epochs ?? []));
    const epoch = strong ? 'rebuild' : rolls ? 'roll' : 'keep';
    await this.#bring(unit, { epoch, floors: this.#floors(unit) });
  }

  async #bring(unit: ShareUnit, how: How): Promise<void> {
    const { access, journal, publication, rollsDue } = this.#held;
    const first = (await publication.states.get(unit))?.manifest ?? null;
    const { floors } = await publication.publish(unit, how, (state, moved) => {
      const count = Object.keys(state.entries).length;
      const line = journal.line({ event: 'published', who: '', units: [unit], count });
      const readers = moved.size === 0 ? [] : access.readers(unit);
      return [
        ...readers.map((reader) => access.put(withFloors(reader, unit, moved))),
        ...(how.epoch === 'keep' ? [] : rollsDue.strike(unit)),
        ...(first === null ? [line] : []),
      ];
    });
    if (floors.size > 0) await access.load();
    if (rollsDue.isDue(unit)) await rollsDue.load();
  }

  #floors(unit: ShareUnit): string[] {
    const readers = this.#held.access.readers(unit);
    return readers.flatMap((reader) => unitOf(reader, unit)?.floor ?? []);
  }

  async #tellReaders(): Promise<void> {
    const { access, grants, hosts } = this.#held;
    const states = await this.states();
    if (hosts.accounts().length === 0) return;
    for (const reader of access.all()) {
      if (reader.state !== 'active' || reader.units.length === 0) continue;
      const isLost = hosts.outbox.isLost(this.#mailboxOf(reader));
      if (!isLost && !grants.isBehind(reader, states)) continue;
      const told = await grants.told(reader, states);
      const put = [await grants.mailbox(told)];
      await hosts.outbox.want({ ...nothingWanted(), put }, [access.put(told)]);
    }
    await access.load();
  }

  /** Their mailbox says so once; nothing new will ever lie there. */
  async #partFromStopped(): Promise<void> {
    const { access, grants, hosts } = this.#held;
    if (hosts.accounts().length === 0) return;
    const states = await this.states();
    for (const one of access.all()) {
      if (!isOver(one) || one.units.length === 0 || hasParted(one)) continue;
      // It may go on: then their app is to have kept what it has.
      if (one.doubted) continue;
      // Held up: until the epoch has ended, this is what tells that it has to.
      if (one.units.some(({ unit, issued }) => isCurrent(states.get(unit), issued))) continue;
      if (one.units.some(({ unit }) => isToForget(one, unit, states.get(unit)?.epochs ?? [])))
        continue;
      const parted = await grants.farewell(one);
      const put = parted === one ? [] : [await grants.mailbox(parted)];
      const drop = put.length > 0 ? [] : [this.#mailboxOf(one)];
      const gone = { ...parted, units: one.units.map((unit) => ({ ...unit, issued: null })) };
      await hosts.outbox.want({ ...nothingWanted(), put, drop }, [access.put(gone)]);
    }
    await access.load();
  }

  #mailboxOf({ grantId }: StoredAccess): string {
    return mailboxName(this.#held.secrets.shelfKey, fromHex(grantId));
  }
}

/** Nothing was issued that they could still hold: the farewell has gone out. */
function hasParted({ units }: StoredAccess): boolean {
  return units.every(({ issued }) => issued === null);
}

function isCurrent(state: UnitState | undefined, epoch: string | null): boolean {
  return state !== undefined && currentEpoch(state) === epoch;
}

function withFloors(
  access: StoredAccess,
  unit: ShareUnit,
  moved: ReadonlyMap<string, string>,
): StoredAccess {
  const units = access.units.map((one) => {
    if (one.unit !== unit || one.floor === null) return one;
    return { ...one, floor: moved.get(one.floor) ?? one.floor, issued: null };
  });
  return { ...access, units };
}
