import { fromHex, toHex } from '../../bytes/hex.ts';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { hmacSha256, sha256 } from '../../crypto/index.ts';
import {
  encodeUnit,
  ExportMemory,
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

/** What a unit exported, and of which records. */
interface Last {
  readonly own: readonly HealthRecord[];
  readonly entries: ReadonlyMap<string, UnitEntry>;
  readonly memory: ExportMemory;
}

const KEY_BYTES = 16;

const nothingYet = (): Last => ({ own: [], entries: new Map(), memory: new ExportMemory() });

/** The same records, none of which is ever changed in place. */
function isSame(before: readonly HealthRecord[], now: readonly HealthRecord[]): boolean {
  return before.length === now.length && before.every((record, at) => record === now[at]);
}

/**
 * What units publish, by key. A unit is exported alone, as if nothing else were ever granted: whoever
 * may read two units gets no more than their sum. Private records stay behind.
 */
export class UnitEntries {
  readonly #nameKey: Bytes;
  readonly #keys = new Map<string, string>();
  /** Of each unit, what was exported last and of which records: of a long record little changes. */
  readonly #last = new Map<ShareUnit, Last>();
  /** What each key said last, and its digest. */
  readonly #digests = new Map<string, { said: string; digest: string }>();
  /** Of records without files: their resource alone says what they say. */
  readonly #alone = new WeakMap<FhirResource, UnitEntry>();

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
  ): Promise<ReadonlyMap<string, UnitEntry>> {
    // In an order that a change of a record does not change.
    const own = records
      .filter((record) => shareUnitOf(record) === unit)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const last = this.#last.get(unit) ?? nothingYet();
    if (isSame(last.own, own)) return last.entries;
    const exported = scopedExport({
      ...{ records: own, units: [unit], header: {}, includePrivate: [], leaveOut: [] },
      includeAttachments: own.flatMap(({ attachments }) => attachments.map(({ id }) => id)),
      nameOf: (id) => this.#keyOf(unit, id),
      memory: last.memory,
    });
    const { resources = [], attachments = [] } = exported.units[0] ?? {};
    const files = grouped(attachments, ({ path }) => path);
    const entries = new Map<string, UnitEntry>();
    for (const [at, resource] of resources.entries()) {
      const entry = this.#entryOf(unit, resource, files.get(`/${at}`) ?? []);
      entries.set(entry.key, entry);
      await breath.take();
    }
    this.#last.set(unit, { ...last, own, entries });
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
    const alone = attachments.length === 0 ? this.#alone.get(resource) : undefined;
    if (alone !== undefined) return alone;
    const key = resource.id ?? '';
    const said = JSON.stringify([resource, attachments]);
    const known = this.#digests.get(key);
    const digest = known?.said === said ? known.digest : digestOf(unit, resource, attachments);
    this.#digests.set(key, { said, digest });
    const entry = { key, resource, attachments, digest };
    if (attachments.length === 0) this.#alone.set(resource, entry);
    return entry;
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

/** Of entries without files, which are most. */
const publishedAlone = new WeakMap<UnitEntry, string>();

/** SHA-256 over an entry's digest and the objects of those of its files that are ready. */
export function publishedDigest(entry: UnitEntry, objects: readonly string[]): string {
  const known = objects.length === 0 ? publishedAlone.get(entry) : undefined;
  if (known !== undefined) return known;
  const digest = toHex(sha256(fromHex(entry.digest), ...objects.map(fromHex)));
  if (objects.length === 0) publishedAlone.set(entry, digest);
  return digest;
}
