import { fromBase64url } from '../../bytes/base64url.ts';
import { toHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import { letterGrantId, type DropPlace } from '../../sharing/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { Lane, ReadingPlace } from '../api.ts';
import { AppError } from '../errors.ts';
import { Shelf } from '../shelf.ts';

/** One re-encryption key; null where the patient's helper transforms. */
export interface KeptKey {
  readonly lane: Lane;
  /** hex */
  readonly epochId: string;
  /** base64url */
  readonly key: string | null;
}

/** The newest list of a unit that was ever accepted: nothing older is. */
export interface SeenList {
  readonly revision: number;
  /** SHA-256 of the stored bytes, hex. */
  readonly hash: string;
  /** ISO instants of the patient's clock. */
  readonly issuedAt: string;
  readonly freshUntil: string;
  /** Numbers of the batches that this reader's keys reach, ascending. */
  readonly batches: readonly number[];
}

export interface FollowedUnit {
  readonly unit: ShareUnit;
  readonly lane: Lane;
  /** The epoch that the newest grant names, hex: its list is the one to look for. */
  readonly epochId: string;
  readonly leastRevision: number;
  /** Of the lane `new` every key that was ever given: each opens what was published in its time. */
  readonly keys: readonly KeptKey[];
  readonly seen: SeenList | null;
  /** The highest batch number at the last opening; null before the first. */
  readonly openedBatch: number | null;
}

/** The way to a record. Without it the patient only takes letters. */
export interface Reading {
  /** base64url, 32 bytes. */
  readonly shelfKey: string;
  readonly place: ReadingPlace;
  /** Further places of the same files, as the newest list names them. */
  readonly mirrors: readonly ReadingPlace[];
  /** Ed25519 key of the helper who has to transform, hex; null for nobody. */
  readonly helper: string | null;
  readonly units: readonly FollowedUnit[];
  /** ISO instant of the newest grant. */
  readonly issuedAt: string;
}

/** Where letters for this patient go. */
export interface Letterbox {
  readonly drop: DropPlace;
  /** base64url: 32 and 48 bytes. */
  readonly dropKey: string;
  readonly inboxPublic: string;
  /** Number of the next letter. */
  readonly next: number;
  /** ISO instants. */
  readonly issuedAt: string;
  readonly until: string | null;
}

/** A question that waits for the helper's answer. */
export interface PendingAsk {
  /** SHA-256 of the message, hex. */
  readonly hash: string;
  /** base64url */
  readonly message: string;
}

export interface Helping {
  /** Where questions are left; null where they are only shown. */
  readonly drop: DropPlace | null;
  /** Number of the next question. */
  readonly next: number;
  readonly asks: readonly PendingAsk[];
  /** What the helper made of each capsule: hex of the capsule, base64url. Useless without the card's key. */
  readonly transformed: Readonly<Record<string, string>>;
}

/** What the vault holds of one patient: keys and the way, and never anything of the record. */
export interface Followed {
  readonly kind: 'active';
  /** The grant's id, hex; for somebody who may only write, 16 bytes of the drop's. */
  readonly id: string;
  /** Ed25519 key, hex. */
  readonly patient: string;
  /** As the patient wrote it. */
  readonly name: string;
  /** ISO instants. */
  readonly since: string;
  readonly until: string | null;
  readonly reading: Reading | null;
  readonly letterbox: Letterbox | null;
  readonly helping: Helping;
  readonly refreshedAt: string | null;
  readonly openedAt: string | null;
  /** Code of the last failure since the last success. */
  readonly problem: string | null;
}

/** What is left when an access has ended: no key and no way. */
export interface EndedAccess {
  readonly kind: 'ended';
  readonly id: string;
  readonly patient: string;
  readonly name: string;
  readonly since: string;
  readonly until: string | null;
  readonly units: readonly { unit: ShareUnit; lane: Lane }[];
  readonly endedAt: string;
  /** Ed25519 key of the owner who took the record over and whose words were compared, hex. */
  readonly successor?: string;
}

/** A signed letter that has not reached its drop yet. */
export interface WaitingLetter {
  readonly kind: 'letter';
  readonly to: string;
  readonly drop: DropPlace;
  readonly name: string;
  /** The sealed parcel, base64url. */
  readonly sealed: string;
}

/** How far the letters under one invitation went, for a patient who was taken off the list. */
export interface LetterCount {
  readonly kind: 'count';
  /** Number of the next letter. */
  readonly next: number;
}

type Row = Followed | EndedAccess | WaitingLetter | LetterCount;

const patientKey = (id: string) => `patient.${id}`;
const letterKey = (name: string) => `letter.${name}`;
/** Names the invitation without its key. */
const countKey = (dropKey: string) => `count.${toHex(letterGrantId(fromBase64url(dropKey)))}`;

/** The followed patients in the vault. Whoever changes one holds the turn of all windows. */
export class FollowedShelf {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<Row>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'following');
  }

  /** By name. */
  async all(): Promise<(Followed | EndedAccess)[]> {
    const { values } = await this.#shelf.all();
    return values
      .filter((value) => value.kind === 'active' || value.kind === 'ended')
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The one access by this patient: a newer one takes the place of the older. */
  async ofPatient(patient: string): Promise<Followed | EndedAccess | null> {
    const all = (await this.all()).filter((followed) => followed.patient === patient);
    return all.find(({ kind }) => kind === 'active') ?? all[0] ?? null;
  }

  /** The ended access of a patient whose key this one has succeeded. */
  async succeededBy(successor: string): Promise<EndedAccess | null> {
    const all = await this.all();
    const ended = all.filter((one) => one.kind === 'ended');
    return ended.find((one) => one.successor === successor) ?? null;
  }

  async letters(): Promise<WaitingLetter[]> {
    const { values } = await this.#shelf.all();
    return values.filter((value) => value.kind === 'letter');
  }

  async find(id: string): Promise<Followed | EndedAccess | null> {
    const value = await this.#shelf.get(patientKey(id));
    return value?.kind === 'active' || value?.kind === 'ended' ? value : null;
  }

  /** @throws AppError `unknown-handle`, `standing-ended` */
  async get(id: string): Promise<Followed> {
    const value = await this.find(id);
    if (value === null) throw new AppError('unknown-handle');
    if (value.kind === 'ended') throw new AppError('standing-ended');
    return value;
  }

  /** Number of the next letter under an invitation: 0 for one that was never written under. */
  async letterCount(dropKey: string): Promise<number> {
    const value = await this.#shelf.get(countKey(dropKey));
    return value?.kind === 'count' ? value.next : 0;
  }

  /** Runs `work` while no other window changes a followed patient. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('following', work);
  }

  /** Commits what `change` makes of the patient as it stands now. */
  change(
    id: string,
    change: (followed: Followed) => Followed,
    besides: readonly Write[] = [],
  ): Promise<Followed> {
    return this.inTurn(async () => {
      const changed = change(await this.get(id));
      await this.commit([this.put(changed), ...besides]);
      return changed;
    });
  }

  commit(writes: readonly Write[]): Promise<void> {
    return this.#profile.commit(writes);
  }

  put(row: Followed | EndedAccess): Write {
    return this.#shelf.put(patientKey(row.id), row);
  }

  delete(id: string): Write {
    return this.#shelf.delete(patientKey(id));
  }

  putLetter(letter: WaitingLetter): Write {
    return this.#shelf.put(letterKey(letter.name), letter);
  }

  putLetterCount(dropKey: string, next: number): Write {
    return this.#shelf.put(countKey(dropKey), { kind: 'count', next });
  }

  deleteLetter({ name }: WaitingLetter): Write {
    return this.#shelf.delete(letterKey(name));
  }
}
