import type { RecordKind } from '../describe/description.ts';
import { asObject, child, lineOf } from '../describe/json.ts';
import type { AttachmentRef, PatientHeader, ShareUnit } from '../record.ts';
import { shareUnits } from '../record.ts';
import type { GrantedUnit, Placed, SummaryItem } from './item.ts';
import { byNewest, ordered, placed } from './item.ts';
import type { Group, Statement } from './statement.ts';
import { emptyReasons, emptyStatement } from './statement.ts';
import type { Trend } from './trend.ts';
import { trendsOf, withoutTold } from './trend.ts';

/** One group that is read first. */
export interface SummaryGroup {
  readonly statement: Statement;
  /** What holds now, or may: dangerous first, then the newest. */
  readonly items: readonly SummaryItem[];
  /** What no longer holds, to be folded. */
  readonly stopped: readonly SummaryItem[];
}

/** What a reader sees of granted records, in the order it is needed. */
export interface Summary {
  readonly header: PatientHeader;
  readonly allergies: SummaryGroup;
  readonly medicines: SummaryGroup;
  readonly problems: SummaryGroup;
  readonly vaccinations: SummaryGroup;
  /** The rest by kind; kinds without a record are absent. */
  readonly sections: readonly { kind: RecordKind; items: readonly SummaryItem[] }[];
  readonly trends: readonly Trend[];
  readonly withheld: readonly ShareUnit[];
  readonly notSent: readonly { title: string; size: number; id: string }[];
  readonly attachments: readonly (AttachmentRef & { unit: ShareUnit })[];
}

/** What {@link summarise} reads. */
export interface SummaryInput {
  readonly header: PatientHeader;
  readonly units: readonly GrantedUnit[];
}

/** Which records a group holds, and the unit that must be granted before it can be called empty. */
const groups: Readonly<Record<Group, { kind: RecordKind; unit: ShareUnit }>> = {
  allergies: { kind: 'allergy', unit: 'medical' },
  medicines: { kind: 'medicine', unit: 'prescription' },
  problems: { kind: 'condition', unit: 'medical' },
  vaccinations: { kind: 'vaccination', unit: 'medical' },
};

const sectionKinds: readonly RecordKind[] = [
  ...(['measurement', 'lab', 'procedure', 'visit', 'document', 'care-plan'] as const),
  ...(['family-history', 'device', 'insurance-card', 'claim', 'person', 'contact'] as const),
  'other',
];

/** They come along with what refers to them and are read there. */
const supporting = new Set([
  ...['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService'],
  ...['Endpoint', 'OrganizationAffiliation', 'Substance', 'Provenance', 'AuditEvent'],
]);

/**
 * The summary of what was granted: for the doctor, for the patient's preview, and for the
 * patient's own home. Records entered in error are left out; a group that was not granted says so
 * and is never called empty.
 */
export function summarise({ header, units }: SummaryInput): Summary {
  const records = placed(units);
  const trends = trendsOf(records);
  const granted = new Set(units.map(({ unit }) => unit));
  return {
    header,
    allergies: groupOf('allergies', records, granted),
    medicines: groupOf('medicines', records, granted),
    problems: groupOf('problems', records, granted),
    vaccinations: groupOf('vaccinations', records, granted),
    sections: sectionsOf(records, trends),
    trends,
    withheld: shareUnits.filter((unit) => !granted.has(unit)),
    notSent: units.flatMap(({ notSent }) => notSent),
    attachments: units.flatMap(({ unit, attachments }) =>
      attachments.map((attachment) => ({ ...attachment, unit })),
    ),
  };
}

function groupOf(
  name: Group,
  records: readonly Placed[],
  granted: ReadonlySet<ShareUnit>,
): SummaryGroup {
  const { kind } = groups[name];
  const ofKind = records.filter(({ description }) => description.kind === kind);
  const listed = ofKind.filter((record) => saying(name, record) === 'record');
  const items = listed.map(({ item }) => item);
  const arranged = name === 'vaccinations' ? byDate : ordered;
  return {
    statement: statementOf(name, records, listed.length, granted),
    items: arranged(items.filter(({ status }) => status !== 'stopped')),
    stopped: arranged(items.filter(({ status }) => status === 'stopped')),
  };
}

/** Every dose of a vaccine counts: none is folded into another. */
function byDate(items: readonly SummaryItem[]): SummaryItem[] {
  return [...items].sort(byNewest);
}

function saying(name: Group, { resource, description }: Placed) {
  return emptyStatement(name, resource, description.title);
}

function statementOf(
  name: Group,
  records: readonly Placed[],
  listed: number,
  granted: ReadonlySet<ShareUnit>,
): Statement {
  if (listed > 0) return 'listed';
  if (!granted.has(groups[name].unit)) return 'withheld';
  const reasons = records.flatMap(({ resource }) => emptyReasons(name, resource));
  if (reasons.includes('withheld')) return 'withheld';
  const stated = records.some((record) => statesNone(name, record));
  return stated || reasons.includes('nilknown') ? 'none-known' : 'nothing-recorded';
}

/** A statement that was refuted or has ended states nothing any more. */
function statesNone(name: Group, record: Placed): boolean {
  const { kind, status } = record.description;
  const holds = kind === groups[name].kind && status !== 'stopped';
  return holds && saying(name, record) === 'none-known';
}

function sectionsOf(records: readonly Placed[], trends: readonly Trend[]) {
  const medications = namedMedications(records);
  const shown = records.filter(
    ({ resource }) =>
      !supporting.has(resource.resourceType) &&
      !medications.has(`${resource.resourceType}/${resource.id ?? ''}`),
  );
  return sectionKinds
    .map((kind) => ({ kind, items: sectionItems(kind, shown, trends) }))
    .filter(({ items }) => items.length > 0);
}

function sectionItems(kind: RecordKind, records: readonly Placed[], trends: readonly Trend[]) {
  const ofKind = records.filter(({ description }) => description.kind === kind);
  if (kind === 'measurement' || kind === 'lab') return withoutTold(ofKind, trends);
  const items = ofKind.map(({ item }) => item);
  return kind === 'other' ? ordered(items) : items.sort(byNewest);
}

/** Products that a request or a statement names: they are read there. */
function namedMedications(records: readonly Placed[]): Set<string> {
  return new Set(
    records
      .map(({ resource }) => lineOf(child(asObject(resource), 'medicationReference'), 'reference'))
      .map((reference) =>
        reference.startsWith('urn:uuid:')
          ? `Medication/${reference.slice('urn:uuid:'.length)}`
          : reference.split('/').slice(-2).join('/'),
      ),
  );
}
