import {
  classify,
  formToResource,
  type HealthRecord,
  type Partition,
  type RecordForm,
  type RecordId,
} from '../records/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { CarnetEvent, Entry, RevisionView } from './api.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { newRecord } from './new-record.ts';
import type { Placing } from './placing.ts';
import type { RecordBook } from './record-book.ts';
import { Revisions, revisionView } from './revisions.ts';
import { Shelf } from './shelf.ts';

/** Who hears of what was committed. */
export type Announce = (event: CarnetEvent) => void;

/** A record that is to be written, and the one it takes the place of. */
export interface Change {
  readonly next: HealthRecord;
  readonly replaces: HealthRecord | null;
}

/** Every way in which records come to be, change and go. One action is one transaction. */
export class RecordWriting {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #book: RecordBook;
  readonly #placing: Placing;
  readonly #announce: Announce;
  readonly #shelf: Shelf<HealthRecord>;
  readonly #revisions: Revisions;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; placing: Placing; announce: Announce },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#book = held.book;
    this.#placing = held.placing;
    this.#announce = held.announce;
    this.#shelf = new Shelf(profile, 'record');
    this.#revisions = new Revisions(profile);
  }

  /** Adds new records, together with whatever has to stand or fall with them. */
  async add(records: readonly HealthRecord[], besides: readonly Write[]): Promise<Entry[]> {
    await this.commit(
      records.map((next) => ({ next, replaces: null })),
      besides,
    );
    return records.map(({ id }) => this.#book.entry(id));
  }

  /** Commits changes in one transaction; what they replace is kept among the revisions. */
  async commit(changes: readonly Change[], besides: readonly Write[]): Promise<void> {
    await this.#profile.commit([...changes.flatMap((change) => this.#writes(change)), ...besides]);
    this.#book.file(changes.map(({ next }) => next));
    this.#announce({ kind: 'records-changed' });
  }

  /** A record with other content, as its next revision. */
  revised(record: HealthRecord, change: Partial<HealthRecord>): Change {
    const [revision, updatedAt] = [record.revision + 1, this.#env.now().toISOString()];
    return { next: { ...record, ...change, revision, updatedAt }, replaces: record };
  }

  /** Saves a form: a new record, or a new revision of the one it replaces. */
  async saveForm(form: RecordForm, replaces?: RecordId): Promise<Entry> {
    if (replaces === undefined) return this.#addForm(form);
    const { resource } = this.#book.record(replaces);
    return this.#revise(replaces, { resource: formToResource(form, resource) });
  }

  /** Moves a record, and whatever like it comes in later. */
  async move(id: RecordId, partition: Partition, level: 'card' | 'claims' | null): Promise<void> {
    const { resource } = this.#book.record(id);
    const rule = this.#placing.rule(resource, partition, level);
    await this.#revise(id, { partition, level, unsorted: false, movedByHand: true }, [rule]);
    this.#placing.remember(resource, partition, level);
  }

  async setPrivate(id: RecordId, isPrivate: boolean): Promise<void> {
    await this.#revise(id, { private: isPrivate });
  }

  async delete(id: RecordId): Promise<void> {
    const record = this.#book.record(id);
    const at = this.#env.now().toISOString();
    const kept = [this.#revisions.keep(record), this.#revisions.tombstone(record, at)];
    await this.#profile.commit([...kept, this.#shelf.delete(id)]);
    this.#book.remove(id);
    this.#announce({ kind: 'records-changed' });
  }

  /** @throws AppError `unknown-revision` when there is nothing to undo */
  async undoDelete(id: RecordId): Promise<void> {
    const last = (await this.#revisions.all(id)).at(-1);
    if (!last?.deleted || this.#book.find(id) !== null) throw new AppError('unknown-revision');
    const updatedAt = this.#env.now().toISOString();
    const next = { ...last.record, revision: last.revision + 1, updatedAt };
    await this.commit([{ next, replaces: null }], []);
  }

  /** Brings back what a record said; where it stands and whether it is private stay as they are. */
  async restoreRevision(id: RecordId, revision: number): Promise<void> {
    const { record, deleted } = await this.#revisions.get(id, revision);
    if (deleted) throw new AppError('unknown-revision');
    await this.#revise(id, { resource: record.resource, attachments: record.attachments });
  }

  /** Newest first, beginning with what the record says now. */
  async history(id: RecordId): Promise<RevisionView[]> {
    const kept = await this.#revisions.all(id);
    const record = this.#book.find(id);
    const current = record && {
      revision: record.revision,
      at: record.updatedAt,
      deleted: false,
      record,
    };
    return [...kept, ...(current ? [current] : [])].map(revisionView).toReversed();
  }

  async #addForm(form: RecordForm): Promise<Entry> {
    const resource = formToResource(form);
    const { restricted, ...place } = classify(resource);
    const at = this.#env.now().toISOString();
    const record = newRecord(this.#env, {
      resource,
      ...this.#placing.place(resource, place),
      private: restricted,
      origin: { kind: 'hand', name: '', at },
      attachments: [],
    });
    await this.add([record], []);
    return this.#book.entry(record.id);
  }

  async #revise(
    id: RecordId,
    change: Partial<HealthRecord>,
    besides: Write[] = [],
  ): Promise<Entry> {
    await this.commit([this.revised(this.#book.record(id), change)], besides);
    return this.#book.entry(id);
  }

  #writes({ next, replaces }: Change): Write[] {
    const at = { revision: next.revision, expects: replaces?.revision ?? 0 };
    const put = this.#shelf.put(next.id, next, at);
    return replaces === null ? [put] : [this.#revisions.keep(replaces), put];
  }
}
