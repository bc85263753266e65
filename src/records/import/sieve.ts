import { memberOf, textOf } from '../fhir.ts';
import type { Found } from './collect.ts';
import { isOlderFhir } from './fhir-version.ts';
import { filed, type Filed } from './filed.ts';
import { contentKey } from './identity.ts';
import { settleId } from './settle-id.ts';
import type { OddityCode } from './parsed-import.ts';
import type { Tally } from './tally.ts';

/**
 * Keeps what is a record: not what says nothing about a patient, one of those that say the same,
 * and the latest of those that a history lists under one id.
 */
export class Sieve {
  /** What was left out, with what stands in its place. */
  readonly superseded = new Map<Filed, Filed>();
  readonly #kept = new Set<Filed>();
  readonly #byContent = new Map<string, Filed>();
  readonly #byVersionedId = new Map<string, Filed>();
  readonly #notPatientData = new Map<string, number>();
  readonly #tally: Tally;
  #seen = 0;
  #old = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  add(found: Found): void {
    const item = filed(found);
    const { resourceType } = item.resource;
    this.#seen += 1;
    if (isOlderFhir(item.resource)) this.#old += 1;
    if (item.place === 'drop' || item.place === 'not-patient-data') {
      this.#notPatientData.set(resourceType, (this.#notPatientData.get(resourceType) ?? 0) + 1);
      return;
    }
    settleId(item, this.#tally);
    this.#keep(item);
  }

  /** What is left, in the order of the file. */
  kept(): Filed[] {
    return [...this.#kept];
  }

  notPatientData(): Record<string, number> {
    return Object.fromEntries(this.#notPatientData);
  }

  /** No resource of any kind was there. */
  get isEmpty(): boolean {
    return this.#seen === 0;
  }

  /** Enough is older than R4 that the rest, which cannot be told, is too. */
  get isOlderFhir(): boolean {
    return this.#old * 4 > this.#seen;
  }

  #keep(item: Filed): void {
    const content = contentKey(item.resource);
    const same = this.#byContent.get(content);
    if (same !== undefined) this.#leaveOut(item, same, 'duplicate');
    else if (this.#isLatest(item)) {
      this.#byContent.set(content, item);
      this.#kept.add(item);
    }
  }

  /** Leaves out the older one of two versions. */
  #isLatest(item: Filed): boolean {
    const id = versionedId(item);
    if (id === null) return true;
    const other = this.#byVersionedId.get(id);
    const isLatest = other === undefined || isNewer(item, other);
    if (isLatest) this.#byVersionedId.set(id, item);
    if (other === undefined) return true;
    this.#leaveOut(...(isLatest ? ([other, item] as const) : ([item, other] as const)));
    return isLatest;
  }

  #leaveOut(item: Filed, instead: Filed, code: OddityCode = 'older-version'): void {
    this.#tally.add(code, item.resource.resourceType);
    this.#kept.delete(item);
    this.superseded.set(item, instead);
    instead.private ||= item.private;
  }
}

function versionedId({ resource, fromHistory }: Filed): string | null {
  const { resourceType, id } = resource;
  return fromHistory && id !== undefined ? `${resourceType}/${id}` : null;
}

/** By the instant of the last update; a history lists the newest first (FHIR R4 §3.1.0.11). */
function isNewer(item: Filed, other: Filed): boolean {
  return updatedAt(item) > updatedAt(other);
}

/** NaN, which is newer than nothing, where no instant is said. */
function updatedAt({ resource }: Filed): number {
  return Date.parse(textOf(memberOf(resource['meta'], 'lastUpdated')) ?? '');
}
