import type { HealthRecord } from '../record.ts';
import { referenceTarget } from '../reference.ts';

/** Ids as long as this are random: they name the same thing in every file. */
const UNIVERSAL_ID_LENGTH = 16;

/** Finds records of one unit by the references of other records of the same unit. */
export class UnitIndex {
  readonly #byName = new Map<string, HealthRecord[]>();

  constructor(records: readonly HealthRecord[]) {
    for (const record of records) {
      const { resourceType, id } = record.resource;
      if (id === undefined) continue;
      for (const name of [id, `${resourceType}/${id}`]) this.#enter(name, record);
    }
  }

  /** The record meant: of the same origin, or, for an id that is unlike any other, of any. */
  resolve(literal: string, from: HealthRecord): HealthRecord | null {
    const named = referenceTarget(literal);
    if (named === null) return null;
    const name = named.type === null ? named.id : `${named.type}/${named.id}`;
    const candidates = this.#byName.get(name) ?? [];
    const near = candidates.filter((record) => originKey(record) === originKey(from));
    if (near.length > 0) return near[0] ?? null;
    const isUniversal = named.id.length >= UNIVERSAL_ID_LENGTH && candidates.length === 1;
    return isUniversal ? (candidates[0] ?? null) : null;
  }

  #enter(name: string, record: HealthRecord): void {
    const held = this.#byName.get(name) ?? [];
    held.push(record);
    this.#byName.set(name, held);
  }
}

function originKey({ origin }: HealthRecord): string {
  return origin.sourceBlob ?? JSON.stringify([origin.kind, origin.name, origin.at]);
}
