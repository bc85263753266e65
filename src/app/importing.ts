import {
  areDifferent,
  isZip,
  MAX_IMPORT_BYTES,
  personOf,
  RecordsError,
  type AttachmentRef,
  type FhirResource,
  type HealthRecord,
  type ImportedResource,
  type ParsedImport,
  type Person,
} from '../records/index.ts';
import type { UnlockedProfile, Write } from '../vault/index.ts';
import type { ImportReview } from './api.ts';
import { sortOut, type SortedOut } from './duplicates.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { headerOf } from './header.ts';
import type { Journal } from './journal.ts';
import { newRecord } from './new-record.ts';
import type { Place, Placing } from './placing.ts';
import { countByPartition, type RecordBook } from './record-book.ts';
import type { Change, RecordWriting } from './record-writing.ts';

interface ReadFile {
  readonly source: Blob;
  readonly fileName: string;
  readonly sorted: SortedOut;
}

/** A new resource together with the place it will get. */
type Placed = ImportedResource & Place;

/** Brings a file in: read and sorted first, reviewed by the person, then saved in one transaction. */
export class Importing {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: { book: RecordBook; writing: RecordWriting; placing: Placing; journal: Journal };
  #reading: AbortController | null = null;
  #read: ReadFile | null = null;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; writing: RecordWriting; placing: Placing; journal: Journal },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
  }

  /** @throws RecordsError naming what the file is instead; AppError `cancelled` */
  async read(
    source: Blob,
    fileName: string,
    onProgress?: (fraction: number) => void,
  ): Promise<ImportReview> {
    this.cancel();
    if (source.size > MAX_IMPORT_BYTES && !(await isZip(source)))
      throw new RecordsError('too-large');
    const reading = new AbortController();
    this.#reading = reading;
    const options = { signal: reading.signal, ...(onProgress !== undefined && { onProgress }) };
    const parsed = await this.#env.parse(source, options);
    if (reading.signal.aborted) throw new AppError('cancelled');
    const sorted = sortOut(parsed.resources, this.#held.book.records());
    this.#read = { source, fileName, sorted };
    const placed = this.#placed(sorted.fresh);
    return {
      ...review(fileName, parsed, sorted, placed),
      somebodyElse: this.#isAboutOthers(parsed),
    };
  }

  /** Stops the reading and forgets what was read. */
  cancel(): void {
    this.#reading?.abort();
    this.#reading = null;
    this.#read = null;
  }

  /**
   * Saves what was read, with the original file beside it, in one transaction.
   *
   * @throws AppError `nothing-to-import` when nothing was read
   */
  async confirm(): Promise<{ saved: number }> {
    if (this.#read === null) throw new AppError('nothing-to-import');
    const { source, fileName, sorted } = this.#read;
    const saved = sorted.fresh.length + sorted.changed.length;
    if (saved > 0) await this.#save(source, fileName, sorted);
    this.#read = null;
    return { saved };
  }

  async #save(source: Blob, fileName: string, sorted: SortedOut): Promise<void> {
    const original = await this.#profile.writeBlob(source);
    const files = new Files(this.#profile);
    const origin = {
      kind: 'import',
      name: fileName,
      at: this.#env.now().toISOString(),
      sourceBlob: original.id,
    } as const;
    const changes: Change[] = [];
    for (const imported of this.#placed(sorted.fresh)) {
      changes.push({
        next: this.#record(imported, origin, await files.keep(imported)),
        replaces: null,
      });
    }
    for (const { imported, record } of sorted.changed) {
      const attachments = await files.keep(imported);
      changes.push(
        this.#held.writing.revised(record, { resource: imported.resource, origin, attachments }),
      );
    }
    const line = this.#held.journal.line({ event: 'import', who: fileName, count: changes.length });
    await this.#held.writing.commit(changes, [original.write, ...files.writes, line]);
  }

  #record(
    { resource, partition, level, unsorted, movedByHand, private: hidden }: Placed,
    origin: HealthRecord['origin'],
    attachments: AttachmentRef[],
  ): HealthRecord {
    const place = { partition, level, unsorted, movedByHand };
    return newRecord(this.#env, { resource, ...place, private: hidden, origin, attachments });
  }

  #isAboutOthers({ resources }: ParsedImport): boolean {
    const ours = patientsIn(this.#held.book.records());
    const isOther = (one: Person) => ours.every((known) => areDifferent(known, one));
    return ours.length > 0 && patientsIn(resources).some(isOther);
  }

  #placed(fresh: readonly ImportedResource[]): Placed[] {
    const { placing } = this.#held;
    return fresh.map((one) =>
      one.movedByHand === true
        ? { ...one, movedByHand: true }
        : { ...one, ...placing.place(one.resource, one) },
    );
  }
}

/** The files taken out of resources, written one after the other to be committed together. */
export class Files {
  readonly #profile: UnlockedProfile;
  readonly writes: Write[] = [];

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
  }

  async keep({
    inlineAttachments,
  }: Pick<ImportedResource, 'inlineAttachments'>): Promise<AttachmentRef[]> {
    const kept: AttachmentRef[] = [];
    for (const { bytes, path, title, contentType } of inlineAttachments) {
      const { id, size, sha256, write } = await this.#profile.writeBlob(bytes);
      this.writes.push(write);
      kept.push({ id, path, title, contentType, size, sha256 });
    }
    return kept;
  }
}

function review(
  fileName: string,
  parsed: ParsedImport,
  sorted: SortedOut,
  fresh: readonly Placed[],
): Omit<ImportReview, 'somebodyElse'> {
  const { format, notPatientData, resources } = parsed;
  const twice = parsed.oddities.find(({ code }) => code === 'duplicate')?.count ?? 0;
  const count = (is: (one: Placed) => boolean) => fresh.filter(is).length;
  return {
    fileName,
    format,
    total: resources.length + twice,
    fresh: countByPartition(fresh),
    cards: count(({ level }) => level === 'card'),
    claims: count(({ level }) => level === 'claims'),
    duplicates: sorted.duplicates + twice,
    updated: sorted.changed.length,
    unsorted: count(({ unsorted }) => unsorted),
    private: count((one) => one.private),
    attachments: fresh.reduce((sum, { inlineAttachments }) => sum + inlineAttachments.length, 0),
    notPatientData,
    oddities: parsed.oddities.filter(({ code }) => code !== 'duplicate'),
    people: peopleIn(resources),
  };
}

function patientsIn(items: readonly { resource: FhirResource }[]): Person[] {
  return items
    .filter(({ resource }) => resource.resourceType === 'Patient')
    .map(({ resource }) => personOf(resource));
}

/** Everybody whose Patient resource is inside, once each. */
function peopleIn(resources: readonly ImportedResource[]): ImportReview['people'] {
  const people = new Map<string, { name: string; birthDate: string }>();
  for (const { resource } of resources.filter((one) => one.resource.resourceType === 'Patient')) {
    const { name = '', birthDate = '' } = headerOf(resource);
    people.set(`${name}|${birthDate}`, { name, birthDate });
  }
  return [...people.values()];
}
