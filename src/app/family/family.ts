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
import { addressOf, factorOf, isFor, wardOf, Wards, type Ward } from './wards.ts';

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
}

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
    const cards = await this.#cards();
    return cards.map((card) => this.#member(card, guardian.card.id, own, wards));
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
    });
    await saveRelation(profile, relation);
    if (linked) await this.#keep(guardian, profile, secret, relation);
    return this.#held.enter(profile);
  }

  async link(profileId: string, factor: UnlockFactor, relation: Relation): Promise<void> {
    const guardian = this.#requireGuardian();
    const vault = await this.#held.vault();
    const profile = await vault.unlock(profileId, factor, { unseen: true });
    try {
      requirePatient(profile);
      const secret = this.#env.random(FACTOR_SECRET_BYTES);
      // First where it can be found again: a slot whose secret nobody has would stay for ever.
      await this.#keep(guardian, profile, secret, relation);
      await profile.addWayIn(factor, { factor: { kind: 'guardian', secret } });
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
    });
    await wards.forget(profileId);
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

  /** The profile of the family that a deposit is sealed to, where it is another than the open one. */
  async addresseeOf(message: Bytes): Promise<ProfileCard | null> {
    const { suite } = this.#env;
    const guardian = this.#guardian().profile;
    if (isDepositFor(suite, await addressOf(guardian), message)) return guardian.card;
    const wards = await new Wards(guardian).all();
    const ward = wards.find((one) => isFor(this.#env, message, one));
    return (await this.#cards()).find(({ id }) => id === ward?.profileId) ?? null;
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

  async #keep(
    guardian: UnlockedProfile,
    profile: UnlockedProfile,
    secret: Bytes,
    relation: Relation,
  ): Promise<void> {
    await new Wards(guardian).keep(await wardOf(this.#env, profile, secret, relation));
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
