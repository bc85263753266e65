import { fromBase64url, toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { sha256OfLarge } from '../crypto/index.ts';
import { shareUnitOf, shareUnits, summarise, type ShareUnit } from '../records/index.ts';
import {
  makeGrant,
  readCard,
  readRequest,
  type MadeGrant,
  type Recipient,
} from '../sharing/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { ApprovedGrant, AskerView, Choice, Entry, Preview, UnitCount } from './api.ts';
import { answersAreRight, Askers, partyOf, type Asker } from './askers.ts';
import type { Contact, Contacts } from './contacts.ts';
import { sharingNow, type Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { CODE_LIMIT_BYTES, grantedContent, type GrantedContent } from './granted-content.ts';
import { encodeHeader } from './header.ts';
import type { Journal } from './journal.ts';
import { packageLength, scanSeconds } from './package-size.ts';
import type { RecordBook } from './record-book.ts';
import { Shelf } from './shelf.ts';

/** What stays of a grant at the patient's. */
export interface GivenGrant {
  /** hex, 32 bytes */
  readonly grantId: string;
  readonly to: string;
  /** Ed25519 public key of the recipient, hex. */
  readonly identity: string;
  readonly units: readonly ShareUnit[];
  readonly purpose: string;
  /** ISO instants. */
  readonly grantedAt: string;
  readonly expiresAt: string;
}

/** The patient's side of a consultation: who asks, what is shown to them, and the answer. */
export class Consultation {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #book: RecordBook;
  readonly #contacts: Contacts;
  readonly #journal: Journal;
  readonly #askers: Askers;
  readonly #grants: Shelf<GivenGrant>;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; contacts: Contacts; journal: Journal },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#book = held.book;
    this.#contacts = held.contacts;
    this.#journal = held.journal;
    this.#askers = new Askers(env);
    this.#grants = new Shelf(profile, 'grant');
  }

  /** @throws SharingError for anything but a fresh, rightly signed request */
  async hearRequest(bytes: Bytes): Promise<AskerView> {
    const request = await readRequest(sharingNow(this.#env), bytes);
    return this.#welcome({ kind: 'request', request });
  }

  /** @throws SharingError for anything but a rightly signed card */
  async hearCard(bytes: Bytes): Promise<AskerView> {
    return this.#welcome({ kind: 'card', card: await readCard(sharingNow(this.#env), bytes) });
  }

  /** Begins with somebody whose card was kept, without a scan. */
  async startWithKnown(identity: string): Promise<AskerView> {
    const card = (await this.#contacts.find(fromHex(identity)))?.card ?? null;
    if (card === null) throw new AppError('unknown-handle');
    return this.hearCard(fromBase64url(card));
  }

  /** Pins the key when all three words were right; else forgets who asked. */
  async answerWords(handle: string, answers: readonly string[]): Promise<boolean> {
    const asker = this.#askers.get(handle);
    // Looked at again: since the scan somebody else may have been pinned under this name.
    const { acquaintance } = await this.#contacts.acquaintance(partyOf(asker.recipient));
    if (acquaintance === 'changed-key') throw new AppError('changed-key');
    if (!asker.trusted && !answersAreRight(asker, answers)) {
      this.#askers.forget(handle);
      return false;
    }
    await this.#profile.commit([this.#contacts.put(await this.#contact(asker))]);
    asker.trusted = true;
    return true;
  }

  unitCounts(): UnitCount[] {
    const records = this.#book.records();
    return shareUnits.map((unit) => {
      const within = records.filter((record) => shareUnitOf(record) === unit);
      const open = within.filter((record) => !record.private);
      const attachments = open.reduce((sum, record) => sum + record.attachments.length, 0);
      return { unit, records: open.length, private: within.length - open.length, attachments };
    });
  }

  privateEntries(units: readonly ShareUnit[]): Entry[] {
    const hidden = this.#book
      .records()
      .filter((record) => record.private && units.includes(shareUnitOf(record)));
    return hidden.map(({ id }) => this.#book.entry(id));
  }

  /** What the other side would see, how large it is and how long it takes to film. */
  async preview(handle: string, choice: Choice): Promise<Preview> {
    this.#askers.get(handle);
    const granted = await grantedContent(this.#profile, this.#book.records(), choice);
    const { exported } = granted;
    const sealedBytes = await packageLength(granted);
    return {
      summary: summarise(exported),
      sealedBytes,
      scanSeconds: scanSeconds(sealedBytes),
      freeText: exported.freeText,
      tooLargeForCodes: sealedBytes > CODE_LIMIT_BYTES,
      notSent: exported.units.flatMap(({ notSent }) => notSent),
    };
  }

  /**
   * Seals what was chosen for whoever asked. The activity log and the grant's own record are
   * committed in one transaction before a single byte of the code leaves this function.
   */
  async approve(handle: string, choice: Choice): Promise<ApprovedGrant> {
    const asker = this.#askers.trusted(handle);
    const granted = await grantedContent(this.#profile, this.#book.records(), choice);
    const made = await this.#seal(asker.recipient, granted, choice);
    await this.#profile.commit(await this.#traces(asker, choice, granted, made));
    this.#askers.forget(handle);
    return approved(asker, choice, made);
  }

  /**
   * Whoever asked, once recognised, and the contact that keeps them.
   *
   * @throws AppError `changed-key`, `words-not-compared`, `unknown-handle`
   */
  async recognised(handle: string): Promise<{ recipient: Recipient; contact: Contact }> {
    const asker = this.#askers.trusted(handle);
    return { recipient: asker.recipient, contact: await this.#contact(asker) };
  }

  /** The signed card of whoever asked, base64url: scanned now, or kept from before; else null. */
  async cardOf(handle: string): Promise<string | null> {
    return (await this.#contact(this.#askers.get(handle))).card;
  }

  async decline(handle: string): Promise<void> {
    const { recipient, view } = this.#askers.get(handle);
    const { identity, name } = partyOf(recipient);
    const declined = { event: 'request-declined', who: name, identity: toHex(identity) } as const;
    await this.#profile.commit([
      this.#journal.line({ ...declined, units: view.asked, purpose: view.purpose }),
    ]);
    this.#askers.forget(handle);
  }

  async #welcome(recipient: Recipient): Promise<AskerView> {
    return this.#askers.welcome(recipient, await this.#contacts.acquaintance(partyOf(recipient)));
  }

  async #seal(recipient: Recipient, granted: GrantedContent, choice: Choice): Promise<MadeGrant> {
    const { keyring } = this.#profile;
    const { header } = granted.exported;
    return makeGrant(sharingNow(this.#env), keyring, recipient, {
      units: [...granted.contents],
      purpose: choice.purpose,
      minutes: choice.minutes,
      header: encodeHeader(header),
    });
  }

  async #traces(
    asker: Asker,
    choice: Choice,
    { exported }: GrantedContent,
    made: MadeGrant,
  ): Promise<Write[]> {
    const { name, identity } = partyOf(asker.recipient);
    const [who, until] = [{ who: name, identity: toHex(identity) }, made.expiresAt.toISOString()];
    const { units, purpose } = choice;
    const count = exported.units.reduce((sum, { resources }) => sum + resources.length, 0);
    const grantedAt = this.#env.now().toISOString();
    const [grantId, at] = [toHex(made.grantId), { grantedAt, expiresAt: until }];
    return [
      this.#journal.line({ event: 'grant', ...who, units, purpose, until, count }),
      this.#grants.put(grantId, {
        grantId,
        to: name,
        identity: who.identity,
        units,
        purpose,
        ...at,
      }),
      this.#contacts.put({ ...(await this.#contact(asker)), lastGrantAt: grantedAt }),
    ];
  }

  /** The asker as a contact, with everything that is known of them already. */
  async #contact({ recipient }: Asker): Promise<Contact> {
    const { identity, name, role } = partyOf(recipient);
    const kept = await this.#contacts.find(identity);
    const since = kept?.since ?? this.#env.now().toISOString();
    const card =
      recipient.kind === 'card' ? toBase64url(recipient.card.message) : (kept?.card ?? null);
    return {
      identity: toHex(identity),
      name,
      role,
      since,
      lastGrantAt: kept?.lastGrantAt ?? null,
      card,
    };
  }
}

async function approved(
  { recipient }: Asker,
  { units }: Choice,
  made: MadeGrant,
): Promise<ApprovedGrant> {
  return {
    grantId: toHex(made.grantId),
    package: made.package,
    grant: made.grant,
    sealed: made.sealed,
    packageDigest: await sha256OfLarge(made.package),
    to: partyOf(recipient).name,
    units,
    expiresAt: made.expiresAt.toISOString(),
    forwardSecret: made.forwardSecret,
  };
}
