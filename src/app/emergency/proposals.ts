import {
  describe,
  isObject,
  listOf,
  memberOf,
  resourceToForm,
  textOf,
  type HealthRecord,
} from '../../records/index.ts';
import type { EmergencyKind } from '../../sharing/index.ts';
import type { Entry, Home } from '../api.ts';
import type { EmergencyLine } from '../emergency-api.ts';
import { homeOf } from '../home.ts';
import type { RecordBook } from '../record-book.ts';
import { lineText } from './line-text.ts';

/** LOINC: ABO and Rh group, ABO group. */
const bloodGroupCodes: readonly string[] = ['882-1', '883-9'];

/**
 * What nobody has to think about before it is printed. Medicines and conditions tell a stranger what
 * somebody suffers from, so the patient switches each on.
 */
const shownAtFirst: ReadonlySet<EmergencyKind> = new Set([
  'name',
  'born',
  'blood',
  'allergy',
  'contact',
  'language',
]);

/** The card's lines as the record has them now; what is private stays out. */
export function proposalsFrom(book: RecordBook): EmergencyLine[] {
  const home = homeOf(book);
  const open = book.records().filter((record) => !record.private);
  return [
    ...line('name', home.header.name ?? '', null),
    ...line('born', (home.header.birthDate ?? '').slice(0, 4), null),
    ...open.filter(isBloodGroup).slice(0, 1).flatMap(bloodGroup),
    ...group('allergy', home.allergies, titleAndDetail),
    ...group('medicine', home.medicines, titleAndDetail),
    ...group('condition', home.problems, ({ title }) => title),
    ...open.flatMap(contact),
    ...open.flatMap(language).slice(0, 1),
  ];
}

/** Names what a proposal says, so that a later one can be told from it. */
export const fingerprintOf = ({ kind, text, from }: EmergencyLine): string =>
  [kind, from ?? '', text].join('|');

function line(kind: EmergencyKind, text: string, from: string | null): EmergencyLine[] {
  const short = lineText(text);
  return short === '' ? [] : [{ kind, text: short, from, shown: shownAtFirst.has(kind) }];
}

function group(
  kind: EmergencyKind,
  { statement, items }: Home['allergies'],
  said: (entry: Entry) => string,
): EmergencyLine[] {
  if (statement === 'none-known') return line(kind, 'None known', null);
  return items
    .filter((entry) => !entry.private)
    .flatMap((entry) => line(kind, said(entry), entry.id));
}

const titleAndDetail = ({ title, detail }: Entry): string =>
  detail === '' ? title : `${title}: ${detail}`;

function isBloodGroup({ resource }: HealthRecord): boolean {
  if (resource.resourceType !== 'Observation') return false;
  return listOf(memberOf(memberOf(resource, 'code'), 'coding')).some(
    (coding) =>
      isObject(coding) && bloodGroupCodes.includes(textOf(memberOf(coding, 'code')) ?? ''),
  );
}

const bloodGroup = ({ id, resource }: HealthRecord): EmergencyLine[] =>
  line('blood', describe(resource).detail, id);

function contact({ id, resource }: HealthRecord): EmergencyLine[] {
  const form = resourceToForm(resource);
  if (form?.form !== 'contact') return [];
  const parts = [form.name, form.relation, form.phone].filter((part) => part !== '');
  return line('contact', parts.join(', '), id);
}

function language({ id, resource }: HealthRecord): EmergencyLine[] {
  const form = resourceToForm(resource);
  return form?.form === 'person' ? line('language', form.language, id) : [];
}
