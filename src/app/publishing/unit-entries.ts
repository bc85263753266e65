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
 * What units publish, by key. A unit is exported alone, as if nothing else were ever granted: whoever
 * may read two units gets no more than their sum. Private records stay behind.
 */
export class UnitEntries {
  readonly #nameKey: Bytes;
  readonly #keys = new Map<string, string>();
  /** What each key said last, and its digest: of a long record little changes. */
  readonly #digests = new Map<string, { said: string; digest: string }>();

  /**
   * @param nameKey - 32 bytes that only the patient holds: the same record in another unit, or at
   * another patient's, has another key.
   */
  constructor(nameKey: Bytes) {
    this.#nameKey = nameKey;
  }

  async of(
    unit: ShareUnit,
    records: readonly HealthRecord[],
    breath: Breath,
  ): Promise<Map<string, UnitEntry>> {
    // In an order that a change of a record does not change.
    const own = records
      .filter((record) => shareUnitOf(record) === unit)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const exported = scopedExport({
      ...{ records: own, units: [unit], header: {}, includePrivate: [], leaveOut: [] },
      includeAttachments: own.flatMap(({ attachments }) => attachments.map(({ id }) => id)),
      nameOf: (id) => this.#keyOf(unit, id),
    });
    const { resources = [], attachments = [] } = exported.units[0] ?? {};
    const files = grouped(attachments, ({ path }) => path);
    const entries = new Map<string, UnitEntry>();
    for (const [at, resource] of resources.entries()) {
      const entry = this.#entryOf(unit, resource, files.get(`/${at}`) ?? []);
      entries.set(entry.key, entry);
      await breath.take();
    }
    return entries;
  }

  #keyOf(unit: ShareUnit, id: string): string {
    const name = `${unit}/${id}`;
    const key =
      this.#keys.get(name) ?? toHex(hmacSha256(this.#nameKey, utf8(name)).slice(0, KEY_BYTES));
    this.#keys.set(name, key);
    return key;
  }

  #entryOf(
    unit: ShareUnit,
    resource: FhirResource,
    attachments: readonly AttachmentRef[],
  ): UnitEntry {
    const key = resource.id ?? '';
    const said = JSON.stringify([resource, attachments]);
    const known = this.#digests.get(key);
    const digest = known?.said === said ? known.digest : digestOf(unit, resource, attachments);
    this.#digests.set(key, { said, digest });
    return { key, resource, attachments, digest };
  }
}

function digestOf(
  unit: ShareUnit,
  resource: FhirResource,
  attachments: readonly AttachmentRef[],
): string {
  const alone = attachments.map((attachment) => ({ ...attachment, path: '/0' }));
  return toHex(
    sha256(encodeUnit({ unit, resources: [resource], attachments: alone, notSent: [] })),
  );
}

/** SHA-256 over an entry's digest and the objects of those of its files that are ready. */
export function publishedDigest({ digest }: UnitEntry, objects: readonly string[]): string {
  return toHex(sha256(fromHex(digest), ...objects.map(fromHex)));
}
