import { toBase64url } from '../bytes/base64url.ts';
import type { HealthRecord, RecordId } from '../records/index.ts';
import type { Environment } from './environment.ts';

const ID_BYTES = 16;

/** A record at its first revision, with a fresh random id. */
export function newRecord(
  { random, now }: Pick<Environment, 'random' | 'now'>,
  content: Omit<HealthRecord, 'id' | 'revision' | 'updatedAt'>,
): HealthRecord {
  const id = toBase64url(random(ID_BYTES)) as RecordId;
  return { ...content, id, revision: 1, updatedAt: now().toISOString() };
}
