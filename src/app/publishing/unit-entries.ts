import { fromHex, toHex } from '../../bytes/hex.ts';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { hmacSha256, sha256 } from '../../crypto/index.ts';
import {
  encodeUnit,
  scopedExport,
  shareUnitOf,
  type AttachmentRef,
  type FhirResource,
  type HealthRecord,
  type ShareUnit,
} from '../../records/index.ts';
import type { Breath } from './breath.ts';
import { grouped } from './grouped.ts';

/** A record of a unit as it would leave now. */
export interface UnitEntry {
  readonly key: string;
  readonly resource: FhirResource;
  /** Its files, by the names of their stored bytes. */
  readonly attachments: readonly AttachmentRef[];
  /** SHA-256 of the resource and of what its files are called, hex. */
  readonly digest: string;
}

const KEY_BYTES = 16;

/**
 * What one unit publishes, by key. The unit is exported alone, as if nothing else were ever granted:
 * whoever may read two units gets no more than their sum. Private records stay behind.
 *
 * @param nameKey - 32 bytes that only the patient holds: the same record in another unit, or at
 * another patient's, has another key.
 */
export async function unitEntries(
  records: readonly HealthRecord[],
  unit: ShareUnit,
  nameKey: Bytes,
  breath: Breath,
): Promise<Map<string, UnitEntry>> {
  // In an order that a change of a record does not change.
  const own = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const includeAttachments = own
    .filter((record) => shareUnitOf(record) === unit)
    .flatMap(({ attachments }) => attachments.map(({ id }) => id));
  const exported = scopedExport({
    ...{ records: own, units: [unit], header: {}, includePrivate: [], leaveOut: [] },
    includeAttachments,
    nameOf: (id) => keyOf(nameKey, unit, id),
  });
  const { resources = [], attachments = [] } = exported.units[0] ?? {};
  const files = grouped(attachments, ({ path }) => path);
  const entries = new Map<string, UnitEntry>();
  for (const [at, resource] of resources.entries()) {
    const entry = entryOf(unit, resource, files.get(`/${at}`) ?? []);
    entries.set(entry.key, entry);
    await breath.take();
  }
  return entries;
}

function keyOf(nameKey: Bytes, unit: ShareUnit, id: string): string {
  return toHex(hmacSha256(nameKey, utf8(`${unit}/${id}`)).slice(0, KEY_BYTES));
}

function entryOf(
  unit: ShareUnit,
  resource: FhirResource,
  attachments: readonly AttachmentRef[],
): UnitEntry {
  const alone = attachments.map((attachment) => ({ ...attachment, path: '/0' }));
  const whole = { unit, resources: [resource], attachments: alone, notSent: [] };
  const digest = toHex(sha256(encodeUnit(whole)));
  return { key: resource.id ?? '', resource, attachments, digest };
}

/** SHA-256 over an entry's digest and the objects of those of its files that are ready. */
export function publishedDigest({ digest }: UnitEntry, objects: readonly string[]): string {
  return toHex(sha256(fromHex(digest), ...objects.map(fromHex)));
}
