import type { Bytes } from '../../bytes/bytes.ts';
import { isDepositFor } from '../../sharing/index.ts';
import {
  FACTOR_SECRET_BYTES,
  VaultError,
  type ProfileCard,
  type UnlockedProfile,
  type UnlockFactor,
  type Vault,
} from '../../vault/index.ts';
import type { Session } from '../api.ts';
import type { ProvenBackup } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type {
  FamilyApi,
  FamilyBackup,
  FamilyMember,
  NewMember,
  Relation,
  SuccessionView,
  Whose,
} from '../family-api.ts';
import { patientHeader } from '../header.ts';
import { newestOnHosts } from '../host-backup/ledger.ts';
import type { ShownMove } from '../moving-api.ts';
import { shownSession, type OpenSession } from '../session.ts';
import { Shelf } from '../shelf.ts';
import { TakingOver } from './taking-over.ts';
import { addressOf, factorOf, isFor, neighbourOf, wardOf, Wards, type Ward } from './wards.ts';

interface Held {
  vault: () => Promise<Vault>;
  /** @throws AppError `locked` */
  session: () => OpenSession;
  /** The one behind the open one, from which that was opened. */
  behind: () => OpenSession | null;
  /** Opens a profile over the one that opens it. */
  begin: (profile: UnlockedProfile) => Promise<Session>;
  enter: (profile: UnlockedProfile) => Promise<Session>;
  /** Leaves it for the one behind. */
  back: () => Promise<Session>;
  /** Tells the page that the profile's note is another one. */
  noted: () => void;
}

/** Whom a deposit may be for, of those on this device. */
export type Addressee =
  | { kind: 'known'; card: ProfileCard; isLinked: boolean }
  /** Profiles of which nothing is known here, since each has a lock of its own. */
  | { kind: 'perhaps'; others: ProfileCard[] };

const RELATION = 'relation';
const LAST_BACKUP = 'backup.last';

/** The profiles of a family, and the way from one to the next. */
export class Family implements FamilyApi {
  readonly #env: Environment;
  readonly #held: Held;
  readonly #takingOver: TakingOver;

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
    this.#takingOver = new TakingOver(env, held);
  }

  async whose(): Promise<Whose> {
    const { profile, patient } = this.#held.session();
    const { id, label, colour } = profile.card;
    const { name = null, birthDate = null } = patientHeader(patient?.book.records() ?? []);
    const guardedBy = this.#held.behind()?.profile.card.label ?? null;
    const relation = await relationOf(profile);
    return { profileId: id, label, colour, relation, name, birthDate, guardedBy };
  }

  async members(): Promise<FamilyMember[]> {
    const guardian = this.#guardian().profile;
    const wards = await new Wards(guardian).all();
    const own = await relationOf(guardian);
    const linked = await this.#stillOpened(wards);
    const cards = await this.#cards();
    return cards.map((card) => this.#member(card, guardian.card.id, own, linked));
  }

  async switchTo(profileId: string): Promise<Session> {
    const session = this.#held.session();
    if (session.profile.card.id === profileId) return shownSession(session);
    const guardian = this.#guardian().profile;
    if (guardian.card.id === profileId) return this.#held.back();
    const ward = await new Wards(guardian).find(profileId);
    if (ward === null) throw new AppError('not-linked');
    const vault = await this.#held.vault();
    return this.#held.enter(await vault.unlock(profileId, factorOf(ward)));
  }

  async add(input: NewMember): Promise<Session> {
    const { label, colour, relation, lock, linked } = input;
    const guardian = this.#requireGuardian();
    const factor = { kind: 'passphrase', passphrase: lock.passphrase } as const;
    if (lock.kind === 'same' && (await guardian.proveWayIn(factor)) === null)
      throw new VaultError('wrong-passphrase');
    const secret = this.#env.random(FACTOR_SECRET_BYTES);
    const vault = await this.#held.vault();
    const profile = await vault.create({
      ...{ label, colour, role: 'patient', sample: false, factor },
      besides: linked ? [{ kind: 'guardian', secret }] : [],
      // With them or not at all: nobody else has the secret, and whoever tries again wants one record.
      fill: async (fresh) => {
        await saveRelation(fresh, relation);
        const wards = new Wards(guardian);
        if (linked) await wards.keep(await wardOf(this.#env, fresh, secret, relation));
        else await wards.release(await neighbourOf(fresh));
      },
    });
    return this.#held.enter(profile);
  }

  async link(profileId: string, factor: UnlockFactor, relation: Relation): Promise<void> {
    const guardian = this.#requireGuardian();
    const vault = await this.#held.vault();
    const profile = await vault.unlock(profileId, factor, { unseen: true });
    try {
      requirePatient(profile);
      await this.#linked(guardian, profile, factor, relation);
      await saveRelation(profile, relation);
    } finally {
      profile.lock();
    }
  }

  async unlink(profileId: string): Promise<void> {
    const guardian = this.#guardian().profile;
    const wards = new Wards(guardian);
    const ward = await wards.find(profileId);
    if (ward === null) return;
    await this.#within(ward, async (profile) => {
      const slotId = await profile.proveWayIn(factorOf(ward));
      if (slotId !== null) await profile.removeWayIn(slotId);
    }).catch(unlessOpensNothing);
    await wards.release(ward);
  }

  async setRelation(relation: Relation): Promise<void> {
    const { profile } = this.#held.session();
    await saveRelation(profile, relation);
    const wards = new Wards(this.#guardian().profile);
    const ward = await wards.find(profile.card.id);
    if (ward !== null) await wards.keep({ ...ward, relation });
  }

  async backups(): Promise<FamilyBackup[]> {
    const guardian = this.#guardian().profile;
    const seen = [await this.#backupOf(guardian)];
    for (const ward of await new Wards(guardian).all()) {
      const look = (profile: UnlockedProfile) => this.#backupOf(profile);
      const backup = await this.#within(ward, look).catch(() => null);
      if (backup !== null) seen.push(backup);
    }
    return seen;
  }

  askForRecord(app: string): Promise<ShownMove> {
    return this.#takingOver.ask(app);
  }

  takeOver(...given: Parameters<FamilyApi['takeOver']>): Promise<Session> {
    return this.#takingOver.takeOver(...given);
  }

  async succession(): Promise<SuccessionView | null> {
    return this.#takingOver.state(this.#held.session().profile);
  }

  async receiptTold(): Promise<void> {
    await this.#takingOver.told(this.#held.session().profile);
    this.#held.noted();
  }

  /** For whom a deposit is that the open profile cannot open, as far as this device can tell. */
  async addresseeOf(message: Bytes): Promise<Addressee> {
    const guardian = this.#guardian().profile;
    const [wards, cards] = [new Wards(guardian), await this.#cards()];
    const linked = await this.#stillOpened(await wards.all());
    const own = await addressOf(guardian);
    if (isDepositFor(this.#env.suite, own, message))
      return { kind: 'known', card: guardian.card, isLinked: true };
    const known = [...(await wards.all()), ...(await wards.neighbours())];
    const named = known.find((one) => isFor(this.#env, message, one))?.profileId;
    const card = cards.find(({ id }) => id === named);
    if (card !== undefined)
      return { kind: 'known', card, isLinked: linked.some(({ profileId }) => profileId === named) };
    const ruledOut = [this.#held.session().profile.card, guardian.card].map(({ id }) => id);
    const others = cards.filter(
      ({ id, role }) =>
        role === 'patient' &&
        !ruledOut.includes(id) &&
        !known.some(({ profileId }) => profileId === id),
    );
    return { kind: 'perhaps', others };
  }

  /** What is kept of a profile that is going. */
  async removed(profileId: string): Promise<void> {
    const guardian = this.#held.behind()?.profile;
    if (guardian !== undefined) await new Wards(guardian).forget(profileId);
  }

  /** The one that opens others: behind the open one where there is one. */
  #guardian(): OpenSession {
    return this.#held.behind() ?? this.#held.session();
  }

  /** @throws AppError `wrong-role` */
  #requireGuardian(): UnlockedProfile {
    const { profile } = this.#guardian();
    requirePatient(profile);
    return profile;
  }

  /** Those whose slot is still there: it may have been taken off, or its lock changed, meanwhile. */
  async #stillOpened(wards: readonly Ward[]): Promise<Ward[]> {
    const vault = await this.#held.vault();
    const opened = await Promise.all(
      wards.map((ward) => vault.firstToOpen(ward.profileId, [factorOf(ward)]).catch(() => null)),
    );
    return wards.filter((_, at) => opened[at] !== null);
  }

  async #linked(
    guardian: UnlockedProfile,
    profile: UnlockedProfile,
    factor: UnlockFactor,
    relation: Relation,
  ): Promise<void> {
    const wards = new Wards(guardian);
    const before = await wards.find(profile.card.id);
    const old = before === null ? null : await profile.proveWayIn(factorOf(before));
    const secret = this.#env.random(FACTOR_SECRET_BYTES);
    const ward = await wardOf(this.#env, profile, secret, relation);
    // First where it can be found again: a slot whose secret nobody has would stay for ever.
    await wards.keep(ward);
    try {
      const replaces = old === null ? [] : [old];
      await profile.addWayIn(factor, { factor: { kind: 'guardian', secret }, replaces });
    } catch (error) {
      await (before === null ? wards.release(ward) : wards.keep(before));
      throw error;
    }
  }

  async #cards(): Promise<ProfileCard[]> {
    const vault = await this.#held.vault();
    return (await vault.profiles()).filter(({ sample }) => !sample);
  }

  #member(
    { id, label, colour, role }: ProfileCard,
    guardianId: string,
    own: Relation | null,
    wards: readonly Ward[],
  ): FamilyMember {
    const ward = wards.find(({ profileId }) => profileId === id);
    const isGuardian = id === guardianId;
    return {
      ...{ profileId: id, label, colour, role },
      relation: ward?.relation ?? (isGuardian ? own : null),
      isOpen: id === this.#held.session().profile.card.id,
      isLinked: isGuardian || ward !== undefined,
      isGuardian,
    };
  }

  /** Runs `work` on a ward: on the open profile where it is that one, else on one opened for it. */
  async #within<T>(ward: Ward, work: (profile: UnlockedProfile) => Promise<T>): Promise<T> {
    const { profile: open } = this.#held.session();
    if (open.card.id === ward.profileId) return work(open);
    const vault = await this.#held.vault();
    const profile = await vault.unlock(ward.profileId, factorOf(ward), { unseen: true });
    try {
      return await work(profile);
    } finally {
      profile.lock();
    }
  }

  async #backupOf(profile: UnlockedProfile): Promise<FamilyBackup> {
    const file = await new Shelf<ProvenBackup>(profile, 'setting').get(LAST_BACKUP);
    const dates = [file?.at ?? '', (await newestOnHosts(profile)) ?? ''].toSorted();
    const { id, label, colour } = profile.card;
    const isOpen = id === this.#held.session().profile.card.id;
    return { profileId: id, label, colour, isOpen, lastAt: dates.at(-1) || null };
  }
}

/** A link that opens nothing any more, or a profile that has gone, is no reason to keep its secret. */
function unlessOpensNothing(error: unknown): void {
  const codes: readonly string[] = ['wrong-guardian', 'unknown-profile'];
  if (!(error instanceof VaultError) || !codes.includes(error.code)) throw error;
}

/** @throws AppError `wrong-role` */
function requirePatient({ card }: UnlockedProfile): void {
  if (card.role !== 'patient' || card.sample) throw new AppError('wrong-role');
}

async function relationOf(profile: UnlockedProfile): Promise<Relation | null> {
  const kept = await new Shelf<{ relation: Relation }>(profile, 'setting').get(RELATION);
  return kept?.relation ?? null;
}

async function saveRelation(profile: UnlockedProfile, relation: Relation): Promise<void> {
  const shelf = new Shelf<{ relation: Relation }>(profile, 'setting');
  await profile.commit([shelf.put(RELATION, { relation })]);
}
