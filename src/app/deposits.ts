import { toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { signingPublicKey } from '../crypto/index.ts';
import {
  fields,
  findAmong,
  parseImport,
  type AttachmentRef,
  type HealthRecord,
  type ImportedResource,
  type Origin,
} from '../records/index.ts';
import { openDeposit, type Deposit } from '../sharing/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { DepositView, Entry } from './api.ts';
import type { Acquaintance, Contacts } from './contacts.ts';
import { entryOf } from './entry.ts';
import { sharingNow, type Environment } from './environment.ts';
import { AppError } from './errors.ts';
import type { GivenGrant } from './consultation.ts';
import { Files } from './importing.ts';
import type { Journal } from './journal.ts';
import { newRecord } from './new-record.ts';
import type { Placing } from './placing.ts';
import type { RecordWriting } from './record-writing.ts';
import { Shelf } from './shelf.ts';

interface Received {
  readonly deposit: Deposit;
  /** As it was scanned: kept beside the records, so that the signature can be checked again. */
  readonly message: Bytes;
  readonly contents: readonly ImportedResource[];
  readonly view: DepositView;
}

/** That a deposit was accepted once. */
interface Accepted {
  readonly at: string;
}

const HANDLE_BYTES = 12;

/** What others wrote to the patient, from the scan until it is accepted or declined. */
export class Deposits {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: {
    writing: RecordWriting;
    placing: Placing;
    contacts: Contacts;
    journal: Journal;
  };
  readonly #grants: Shelf<GivenGrant>;
  readonly #accepted: Shelf<Accepted>;
  readonly #received = new Map<string, Received>();

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { writing: RecordWriting; placing: Placing; contacts: Contacts; journal: Journal },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#grants = new Shelf(profile, 'grant');
    this.#accepted = new Shelf(profile, 'mark');
  }

  /**
   * Opens and shows a deposit; nothing is kept before {@link accept}.
   *
   * @throws SharingError `wrong-recipient` for another patient's, AppError `already-accepted`
   */
  async open(message: Bytes): Promise<DepositView> {
    const { identitySeed, inboxSecret, inboxPublic } = this.#profile.keyring;
    const patient = { identity: await signingPublicKey(identitySeed), inboxSecret, inboxPublic };
    const deposit = await openDeposit(sharingNow(this.#env), patient, message);
    if (await this.#accepted.get(markOf(deposit))) throw new AppError('already-accepted');
    const { resources: contents } = await parseImport(deposit.content, {});
    const view = await this.#view(deposit, contents);
    this.#received.set(view.handle, { deposit, message, contents, view });
    return view;
  }

  /** Seals the records anew into their partitions, with the signed message beside them. */
  async accept(
    handle: string,
    event: 'deposit-accepted' | 'letter-accepted' = 'deposit-accepted',
  ): Promise<Entry[]> {
    const { deposit, message, contents, view } = this.#get(handle);
    if (view.acquaintance === 'changed-key') throw new AppError('changed-key');
    const source = await this.#profile.writeBlob(message);
    const files = new Files(this.#profile);
    const kept: HealthRecord[] = [];
    for (const content of contents) {
      const attachments = await files.keep(content);
      kept.push(
        this.#record(content, { ...originOf(deposit), sourceBlob: source.id }, attachments),
      );
    }
    const at = this.#env.now().toISOString();
    const entries = await this.#held.writing.add(kept, [
      source.write,
      ...files.writes,
      this.#accepted.put(markOf(deposit), { at }, { revision: 1, expects: 0 }),
      this.#held.journal.line({
        event,
        ...signedBy(deposit),
        count: kept.length,
      }),
    ]);
    this.#received.delete(handle);
    return entries;
  }

  /** As it was scanned. @throws AppError `unknown-handle` */
  message(handle: string): Bytes {
    return this.#get(handle).message;
  }

  async decline(handle: string): Promise<void> {
    const { deposit, contents } = this.#get(handle);
    const declined = { ...signedBy(deposit), count: contents.length };
    await this.#profile.commit([
      this.#held.journal.line({ event: 'deposit-declined', ...declined }),
    ]);
    this.#received.delete(handle);
  }

  #get(handle: string): Received {
    const received = this.#received.get(handle);
    if (received === undefined) throw new AppError('unknown-handle');
    return received;
  }

  #record(
    content: ImportedResource,
    origin: Origin,
    attachments: readonly AttachmentRef[],
  ): HealthRecord {
    const { resource, private: hidden } = content;
    const place = this.#held.placing.place(resource, content);
    return newRecord(this.#env, { resource, ...place, private: hidden, origin, attachments });
  }

  /** A line of the review; the record itself is made when it is accepted. */
  #entry(content: ImportedResource, deposit: Deposit): Entry {
    const entry = entryOf(this.#record(content, originOf(deposit), []));
    return { ...entry, attachments: content.inlineAttachments.length };
  }

  async #view(deposit: Deposit, contents: readonly ImportedResource[]): Promise<DepositView> {
    const { author, time } = deposit;
    const resources = contents.map(({ resource }) => resource);
    const met: Acquaintance = await this.#held.contacts.acquaintance(author);
    return {
      handle: toBase64url(this.#env.random(HANDLE_BYTES)),
      author: author.name,
      role: author.role,
      acquaintance: met.acquaintance,
      signer: toHex(author.identity),
      at: time.toISOString(),
      entries: contents.map((content) => this.#entry(content, deposit)),
      contents: contents.map(({ resource }) => fields(resource, findAmong(resources))),
      answersVisitOf: await this.#visitAnswered(deposit),
    };
  }

  /** When the grant went out, if this author was the one it went to. */
  async #visitAnswered({ grantId, author }: Deposit): Promise<string | null> {
    const grant = await this.#grants.get(toHex(grantId));
    return grant?.identity === toHex(author.identity) ? grant.grantedAt : null;
  }
}

const markOf = ({ id }: Deposit): string => `deposit.${toHex(id)}`;

const originOf = ({ author, time }: Deposit): Origin => ({
  kind: 'deposit',
  name: author.name,
  at: time.toISOString(),
  signer: toHex(author.identity),
});

const signedBy = ({ author }: Deposit) => ({ who: author.name, identity: toHex(author.identity) });
