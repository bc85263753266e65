import type { Description, RecordKind } from '../describe/description.ts';
import { describe } from '../describe/describe.ts';
import { asObject } from '../describe/json.ts';
import type { Find } from '../describe/references.ts';
import { findAmong, innerReferenceTexts, referenceTexts } from '../describe/references.ts';
import { foldForSearch } from '../describe/search.ts';
import type { FhirResource } from '../fhir.ts';
import type { AttachmentRef, ShareUnit } from '../record.ts';

/** One granted unit, as the export made it. */
export interface GrantedUnit {
  readonly unit: ShareUnit;
  readonly resources: readonly FhirResource[];
  readonly attachments: readonly AttachmentRef[];
  readonly notSent: readonly { title: string; size: number; id: string }[];
}

/** One line of a summary. */
export interface SummaryItem {
  readonly title: string;
  readonly detail: string;
  /** As recorded, or null. */
  readonly date: string | null;
  /** Who recorded it, empty when the record does not say. */
  readonly source: string;
  readonly status: Description['status'];
  readonly severe: boolean;
  readonly unit: ShareUnit;
  /** Into the unit's resources. */
  readonly index: number;
  readonly kind: RecordKind;
  /** How many records say the same; this one is the newest of them. */
  readonly count: number;
}

/** A granted resource with its description. */
export interface Placed {
  readonly resource: FhirResource;
  readonly description: Description;
  readonly item: SummaryItem;
}

/** Every granted resource that was not entered in error. */
export function placed(units: readonly GrantedUnit[]): Placed[] {
  return units.flatMap((granted) => {
    const find = findAmong(granted.resources);
    return granted.resources
      .map((resource, index) => place(resource, granted.unit, index, find))
      .filter(({ description }) => description.status !== 'entered-in-error');
  });
}

function place(resource: FhirResource, unit: ShareUnit, index: number, find: Find): Placed {
  const description = describe(resource, find);
  const { title, detail, date, status, severe, kind } = description;
  const source = sourceOf(resource, find);
  const item = { title, detail, date, source, status, severe, unit, index, kind, count: 1 };
  return { resource, description, item };
}

const sourceMembers = [
  ...[
    'requester',
    'recorder',
    'asserter',
    'informationSource',
    'author',
    'performer',
    'prescriber',
  ],
  ...['serviceProvider', 'provider', 'custodian', 'insurer'],
] as const;

function sourceOf(resource: FhirResource, find: Find): string {
  const object = asObject(resource);
  for (const key of sourceMembers) {
    const [named] = [
      ...referenceTexts(object, key, find),
      ...innerReferenceTexts(object, key, 'actor', find),
    ];
    if (named !== undefined) return named;
  }
  return '';
}

const statusOrder: readonly Description['status'][] = ['active', 'unknown', 'stopped'];

/** Dangerous first, then what holds now, then the newest. */
function byWeight(a: SummaryItem, b: SummaryItem): number {
  return (
    Number(b.severe) - Number(a.severe) ||
    statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) ||
    byNewest(a, b)
  );
}

/** Newest first, undated last, then by title. */
export function byNewest(a: SummaryItem, b: SummaryItem): number {
  const [left, right] = [a.date ?? '', b.date ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return foldForSearch(a.title) < foldForSearch(b.title) ? -1 : 1;
}

/**
 * Sorted, and records that say the same told once: the newest, with their number. Two doses of one
 * medicine are a difference the reader must see, so only an equal or an empty detail is folded in.
 */
export function ordered(items: readonly SummaryItem[]): SummaryItem[] {
  const told = new Map<string, SummaryItem>();
  const firstOfName = new Map<string, string>();
  for (const item of [...items].sort(detailedFirst)) {
    const name = foldForSearch(item.title);
    const first = item.detail === '' ? firstOfName.get(name) : undefined;
    const key = first ?? `${name}\n${item.detail}`;
    if (!firstOfName.has(name)) firstOfName.set(name, key);
    const same = told.get(key);
    told.set(key, same === undefined ? item : merged(same, item));
  }
  return [...told.values()].sort(byWeight);
}

/** An item without a detail comes after the detailed one that it belongs to. */
function detailedFirst(a: SummaryItem, b: SummaryItem): number {
  return Number(a.detail === '') - Number(b.detail === '') || byWeight(a, b);
}

function merged(kept: SummaryItem, item: SummaryItem): SummaryItem {
  const status = item.status === 'active' ? 'active' : kept.status;
  return { ...kept, status, severe: kept.severe || item.severe, count: kept.count + 1 };
}
