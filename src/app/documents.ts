import {
  formToResource,
  type AttachmentRef,
  type HealthRecord,
  type RecordId,
} from '../records/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { Entry } from './api.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { newRecord } from './new-record.ts';
import type { RecordBook } from './record-book.ts';
import type { RecordWriting } from './record-writing.ts';

/** What the person says about a photo or a file. */
export interface AboutDocument {
  title: string;
  /** YYYY-MM-DD */
  date: string;
  fileName: string;
}

type Progress = (done: number, total: number) => void;

/** Where the file's bytes would stand in the resource. */
const DATA_PATH = '/content/0/attachment/data';

/** Photos and files: their bytes lie beside the record that names them, sealed in chunks. */
export class Documents {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #book: RecordBook;
  readonly #writing: RecordWriting;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { book: RecordBook; writing: RecordWriting },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#book = held.book;
    this.#writing = held.writing;
  }

  async save(file: Blob, about: AboutDocument, onProgress?: Progress): Promise<Entry> {
    const blob = await this.#profile.writeBlob(
      file,
      onProgress === undefined ? {} : { onProgress },
    );
    const record = documentRecord(this.#env, about, {
      ...blob,
      contentType: file.type || 'application/octet-stream',
    });
    await this.#writing.add([record], [blob.write]);
    return this.#book.entry(record.id);
  }

  /** @throws AppError `unknown-record` or `unknown-attachment` */
  async read(recordId: RecordId, attachmentId: string): Promise<Blob> {
    const { attachments } = this.#book.record(recordId);
    const found = attachments.find(({ id }) => id === attachmentId);
    if (found === undefined) throw new AppError('unknown-attachment');
    return new Blob([await this.#profile.readBlob(found.id)], { type: found.contentType });
  }
}

interface DocumentFile {
  id: string;
  size: number;
  sha256: string;
  contentType: string;
}

/** The record of a file whose bytes were written beside it. */
export function documentRecord(
  env: Pick<Environment, 'random' | 'now'>,
  { title, date, fileName }: AboutDocument,
  { id, size, sha256, contentType }: DocumentFile,
  kind: 'hand' | 'sample' = 'hand',
): HealthRecord {
  const form = formToResource({ form: 'document', title, date });
  const attachment = { contentType, title: fileName, size };
  const reference: AttachmentRef = {
    id,
    path: DATA_PATH,
    title: fileName,
    contentType,
    size,
    sha256,
  };
  return newRecord(env, {
    resource: { ...form, content: [{ attachment }] },
    partition: 'medical',
    level: null,
    unsorted: false,
    private: false,
    movedByHand: false,
    origin: { kind, name: fileName, at: env.now().toISOString() },
    attachments: [reference],
  });
}
