import { describe, type HealthRecord, type RecordId } from '../records/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { RevisionView } from './api.ts';
import { AppError } from './errors.ts';
import { isUnreadable, Shelf } from './shelf.ts';

/** A record as it once stood, or the note that it was deleted then. */
export interface Revision {
  readonly revision: number;
  /** ISO instant. */
  readonly at: string;
  readonly deleted: boolean;
  readonly record: HealthRecord;
}

/**
 * What records were before: every change of a record keeps what it replaces under
 * `<record id>.<revision>`, so that the numbers of one record run on without a gap.
 */
export class Revisions {
  readonly #shelf: Shelf<Revision>;

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'revision');
  }

  /** Keeps a record that is about to be replaced. */
  keep(record: HealthRecord): Write {
    return this.put({ revision: record.revision, at: record.updatedAt, deleted: false, record });
  }

  /** The note that a record was deleted, which undoing reads. */
  tombstone(record: HealthRecord, at: string): Write {
    return this.put({ revision: record.revision + 1, at, deleted: true, record });
  }

  /** @throws AppError `unknown-revision` */
  async get(id: RecordId, revision: number): Promise<Revision> {
    const found = await this.#shelf.get(keyOf(id, revision));
    if (found === null) throw new AppError('unknown-revision');
    return found;
  }

  /** Everything that was kept of a record and still opens, oldest first. */
  async all(id: RecordId): Promise<Revision[]> {
    const kept: Revision[] = [];
    for (let number = 1; ; number++) {
      const next = await this.#at(id, number);
      if (next === null) return kept;
      if (next !== 'damaged') kept.push(next);
    }
  }

  /** The number after everything that was kept, whether it still opens or not. */
  async next(id: RecordId): Promise<number> {
    let number = 1;
    while ((await this.#at(id, number)) !== null) number++;
    return number;
  }

  async #at(id: RecordId, number: number): Promise<Revision | 'damaged' | null> {
    return this.#shelf.get(keyOf(id, number)).catch((error: unknown) => {
      if (isUnreadable(error)) return 'damaged';
      throw error;
    });
  }

  /** One that is not there yet, or does not open. */
  put(revision: Revision): Write {
    const at = { revision: revision.revision, expects: 0, mends: true };
    return this.#shelf.put(keyOf(revision.record.id, revision.revision), revision, at);
  }
}

/** A revision as a line of the history. */
export function revisionView({ revision, at, deleted, record }: Revision): RevisionView {
  const { title, detail } = describe(record.resource);
  return { revision, at, title, detail, deleted };
}

const keyOf = (id: RecordId, revision: number): string => `${id}.${revision}`;
