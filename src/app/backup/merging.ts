import { fromUtf8 } from '../../bytes/bytes.ts';
import type { HealthRecord, RecordId } from '../../records/index.ts';
import {
  VaultError,
  type Collection,
  type OpenedBackup,
  type StoredObject,
  type UnlockedProfile,
  type Write,
} from '../../vault/index.ts';
import type { Merged } from '../backup-api.ts';
import type { Environment } from '../environment.ts';
import type { RecordBook } from '../record-book.ts';
import { Revisions, type Revision } from '../revisions.ts';
import { Shelf } from '../shelf.ts';

/** A record of the backup with everything that is known of it there. */
interface Told {
  record: HealthRecord;
  revisions: Revision[];
}

interface Step {
  /** Whether the record was not among those here. */
  isNew: boolean;
  writes: Write[];
  /** Versions whose files have to be here. */
  brought: HealthRecord[];
}

const nothing: Step = { isNew: false, writes: [], brought: [] };

/**
 * Adds what a backup of the same profile has and this one has not. Nothing here is overwritten: a
 * record that says something else there is kept as a revision of its own, and the newer one is shown.
 */
export class Merging {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #book: RecordBook;
  readonly #records: Shelf<HealthRecord>;
  readonly #revisions: Revisions;

  constructor(env: Environment, profile: UnlockedProfile, book: RecordBook) {
    this.#env = env;
    this.#profile = profile;
    this.#book = book;
    this.#records = new Shelf(profile, 'record');
    this.#revisions = new Revisions(profile);
  }

  /**
   * One transaction, after the files.
   * @param besides - written with it
   * @throws VaultError `full` | `cancelled` | `conflict`
   */
  async merge(backup: OpenedBackup, besides: Write, signal?: AbortSignal): Promise<Merged> {
    const told = await toldIn(backup);
    const steps = await Promise.all(told.map((one) => this.#step(one)));
    const changed = steps.filter(({ writes }) => writes.length > 0);
    const brought = changed.flatMap((step) => step.brought);
    const known = told.map(({ record }) => record);
    const files = await this.#files(backup, [...brought, ...known], signal);
    const contacts = await this.#missing(backup, 'contact');
    const lines = await this.#missing(backup, 'log');
    await this.#profile.commit([
      ...changed.flatMap(({ writes }) => writes),
      ...[...files, ...contacts, ...lines, besides],
    ]);
    const added = changed.filter(({ isNew }) => isNew).length;
    return {
      ...{ added, differing: changed.length - added, files: files.length },
      ...{ contacts: contacts.length, lines: lines.length },
    };
  }

  /**
   * Into a new profile with keys of its own: the records with their history, files and log. Pinned
   * keys stay behind, since the words are compared anew, and so does all access. One transaction.
   */
  async takeOver(backup: OpenedBackup, besides: readonly Write[]): Promise<void> {
    const steps = await Promise.all((await toldIn(backup)).map((one) => this.#step(one)));
    const files = await this.#files(
      backup,
      steps.flatMap(({ brought }) => brought),
    );
    const [lines, rules] = [
      await this.#missing(backup, 'log'),
      await this.#missing(backup, 'rule'),
    ];
    await this.#profile.commit([
      ...steps.flatMap(({ writes }) => writes),
      ...[...files, ...lines, ...rules, ...besides],
    ]);
  }

  async #step(told: Told): Promise<Step> {
    const { record } = told;
    const kept = await this.#revisions.all(record.id);
    const here = this.#book.find(record.id);
    if (here === null && (await this.#records.isDamaged(record.id)))
      return kept.length === 0 ? this.#added(told) : this.#mended(record, kept);
    if (here === null && kept.length === 0) return this.#added(told);
    const known = [...kept.map((revision) => revision.record), ...(here === null ? [] : [here])];
    if (known.some((one) => isSame(one, record))) return nothing;
    return here === null
      ? this.#brought(record, await this.#revisions.next(record.id))
      : this.#beside(here, record);
  }

  /** Its row here does not open, its history does: the newest of all that is known is shown. */
  async #mended(record: HealthRecord, kept: readonly Revision[]): Promise<Step> {
    const known = kept.map((revision) => revision.record);
    const newest = [record, ...known].reduce((one, other) =>
      other.updatedAt > one.updatedAt ? other : one,
    );
    const first = await this.#revisions.next(record.id);
    const isBeside = newest !== record && !known.some((one) => isSame(one, record));
    const revision = isBeside ? first + 1 : first;
    const at = { revision, expects: 0, mends: true };
    const put = this.#records.put(record.id, { ...newest, revision }, at);
    const beside = isBeside ? [this.#revisions.keep({ ...record, revision: first })] : [];
    return { isNew: true, writes: [...beside, put], brought: [newest, record] };
  }

  /** With its whole history, so that the numbers run on. */
  #added({ record, revisions }: Told): Step {
    const at = { revision: record.revision, expects: 0, mends: true };
    const past = revisions
      .filter(({ revision }) => revision < record.revision)
      .map((revision) => this.#revisions.put(revision));
    const brought = [record, ...revisions.map((revision) => revision.record)];
    return { isNew: true, writes: [...past, this.#records.put(record.id, record, at)], brought };
  }

  /** It was deleted here, in a state that the backup does not know: what it knows comes back. */
  #brought(record: HealthRecord, revision: number): Step {
    const next = { ...record, revision };
    const at = { revision, expects: 0 };
    const writes = [this.#records.put(record.id, next, at)];
    return { isNew: true, writes, brought: [record] };
  }

  #beside(here: HealthRecord, there: HealthRecord): Step {
    const keep = this.#revisions.keep(here);
    const expects = here.revision;
    const second = { ...there, revision: here.revision + 1 };
    if (there.updatedAt > here.updatedAt) {
      const put = this.#records.put(here.id, second, { revision: second.revision, expects });
      return { isNew: false, writes: [keep, put], brought: [there] };
    }
    const last = { ...here, revision: here.revision + 2 };
    const put = this.#records.put(here.id, last, { revision: last.revision, expects });
    const writes = [keep, this.#revisions.keep(second), put];
    return { isNew: false, writes, brought: [there] };
  }

  /** Files that are not here, or not whole, under the names they have there. */
  async #files(
    backup: OpenedBackup,
    brought: readonly HealthRecord[],
    signal?: AbortSignal,
  ): Promise<Write[]> {
    const writes: Write[] = [];
    for (const id of new Set(brought.flatMap(filesOf))) {
      if (await this.#isWhole(id)) continue;
      const file = await fileIn(backup, id);
      if (file === null) continue;
      const options = { id, ...(signal !== undefined && { signal }) };
      const { write } = await this.#profile.writeBlob(file, options);
      writes.push(overDamaged(write));
    }
    return writes;
  }

  async #isWhole(id: string): Promise<boolean> {
    try {
      const stored = await this.#profile.read('blob', id);
      if (stored === null) return false;
      await this.#profile.checkBlob(id);
      return true;
    } catch (error) {
      if (error instanceof VaultError && error.code === 'unreadable') return false;
      throw error;
    }
  }

  /** Rows that are written once and stay. */
  async #missing(backup: OpenedBackup, collection: Collection): Promise<Write[]> {
    const { objects } = await this.#profile.readAll(collection);
    const here = new Set(objects.map(({ id }) => id));
    return (await backup.objects(collection))
      .filter(({ id }) => !here.has(id))
      .map((object) => ({ kind: 'put', collection, ...object, expects: 0 }));
  }
}

async function toldIn(backup: OpenedBackup): Promise<Told[]> {
  const revisions = new Map<RecordId, Revision[]>();
  for (const revision of (await backup.objects('revision')).map(revisionOf)) {
    const list = revisions.get(revision.record.id) ?? [];
    list.push(revision);
    revisions.set(revision.record.id, list);
  }
  const records = (await backup.objects('record')).map(recordOf);
  return records.map((record) => ({ record, revisions: revisions.get(record.id) ?? [] }));
}

/** The vault opened only what this app sealed under this collection's name: it has the shape. */
const recordOf = ({ bytes }: StoredObject) => JSON.parse(fromUtf8(bytes)) as HealthRecord;
const revisionOf = ({ bytes }: StoredObject) => JSON.parse(fromUtf8(bytes)) as Revision;

function isSame(one: HealthRecord, other: HealthRecord): boolean {
  const said = ({ resource, attachments }: HealthRecord) =>
    JSON.stringify([resource, attachments.map(({ sha256 }) => sha256)]);
  return said(one) === said(other);
}

function filesOf({ attachments, origin }: HealthRecord): string[] {
  const source = origin.sourceBlob === undefined ? [] : [origin.sourceBlob];
  return [...attachments.map(({ id }) => id), ...source];
}

/** Whatever lies there of the file: it is not whole. */
function overDamaged(write: Write): Write {
  if (write.kind === 'delete') return write;
  const { collection, id, revision, bytes } = write;
  return { kind: 'put', collection, id, revision, bytes, mends: true };
}

/** Null for a file that was broken when the backup was made: its record is worth having without. */
async function fileIn(backup: OpenedBackup, id: string): Promise<Blob | null> {
  const pieces: Blob[] = [];
  try {
    for await (const piece of backup.blobPieces(id)) pieces.push(new Blob([piece]));
    return new Blob(pieces);
  } catch {
    return null;
  }
}
