import { parentPointer } from '../json-pointer.ts';
import { classify } from '../partition/index.ts';
import { eachReference } from '../reference.ts';
import {
  shareUnitOf,
  shareUnits,
  type AttachmentRef,
  type HealthRecord,
  type PatientHeader,
  type ShareUnit,
} from '../record.ts';
import { restatedBy } from './boundary.ts';
import { cut } from './cut.ts';
import { holdsFreeText } from './free-text.ts';
import type { ExportInput, ScopedExport, UnitExport } from './unit-export.ts';
import { UnitIndex } from './unit-index.ts';

/**
 * What leaves in a grant: the granted units and nothing that restates another.
 *
 * What a unit says depends on its own records, on the order in which they are handed in, and on
 * *which* units are granted beside it; never on what those other units hold. So with one choice
 * fixed, changing or emptying a partition that is not granted leaves every byte as it was.
 *
 * - A record leaves when its unit is granted, it is not left out, and it is not private or is named.
 * - Ids are numbered anew within each unit, or named by `nameOf`. A reference leaves when what it
 *   points at leaves in the
 *   same unit. One to a practitioner, an organization or a place becomes that one's name, which the
 *   import wrote beside it; the directory entries themselves stay, unless a person made or moved them.
 * - Elements that restate another unit (a prescription's reason, a claim's diagnosis and product)
 *   leave only when that unit is granted too: see `boundary.ts`. The insurance card leaves without
 *   claims; claims leave as who billed, when and how much.
 * - Narratives, links out, extensions (but why a value is absent) and numbers that name things
 *   elsewhere do not leave; numbers of the person do with the personal unit, those of the member
 *   with the card. What is contained leaves when it would as a record.
 * - The Patient resource leaves with the personal unit alone; the header is the patient's to choose.
 * - A document's section about a unit that is not granted says that it is withheld.
 * - Provenance leaves when something it vouches for does.
 *
 * Words that somebody wrote stay in their own unit; whether there are any is in `freeText`.
 */
export function scopedExport(input: ExportInput): ScopedExport {
  const granted = new Set(input.units);
  const units = shareUnits
    .filter((unit) => granted.has(unit))
    .map((unit) => exportUnit(unit, granted, input));
  const freeText = units.some(
    ({ resources, attachments }) =>
      attachments.length > 0 ||
      resources.some((one) => input.memory?.holdsFreeText(one) ?? holdsFreeText(one)),
  );
  return { header: plainHeader(input.header), units, freeText };
}

function plainHeader({ name, birthDate, sex }: PatientHeader): PatientHeader {
  return { ...(name && { name }), ...(birthDate && { birthDate }), ...(sex && { sex }) };
}

function exportUnit(
  unit: ShareUnit,
  granted: ReadonlySet<ShareUnit>,
  input: ExportInput,
): UnitExport {
  const chosen = chosenRecords(unit, input);
  const index = new UnitIndex(chosen);
  const { nameOf } = input;
  const numbers = new Map(
    chosen.map((record, at) => [record, nameOf?.(record.id) ?? `r${at + 1}`]),
  );
  const exported: UnitExport = { unit, resources: [], attachments: [], notSent: [] };
  for (const record of chosen) {
    const lead = (literal: string): string | null => {
      const target = index.resolve(literal, record);
      return target === null ? null : `${target.resource.resourceType}/${numbers.get(target)}`;
    };
    const id = numbers.get(record) ?? '';
    const scope = { unit, granted, lead };
    const make = (noted: typeof lead) => cut(record.resource, id, { ...scope, lead: noted });
    const { resource, left } = input.memory?.cut(record, id, scope, make) ?? make(lead);
    const titled = restatedBy(unit, resource.resourceType, 'title').every((one) =>
      granted.has(one),
    );
    const files = record.attachments.filter(isLeft(left));
    addFiles(exported, titled ? files : files.map(untitled), input);
    exported.resources.push(resource);
  }
  return exported;
}

/** The records of a unit that leave, in the order in which they came. */
function chosenRecords(unit: ShareUnit, input: ExportInput): HealthRecord[] {
  const { records, includePrivate, leaveOut } = input;
  const [named, out] = [new Set(includePrivate), new Set(leaveOut)];
  const own = records
    .filter((record) => shareUnitOf(record) === unit && !out.has(record.id))
    .filter((record) => !record.private || named.has(record.id));
  const standing = own.filter((record) => standsAlone(record));
  const index = new UnitIndex(standing);
  return own.filter((record) => standsAlone(record) || vouches(record, index));
}

/** Directory entries are named by what refers to them; only a person's own choice sends one. */
function standsAlone({ resource, origin, movedByHand }: HealthRecord): boolean {
  const { place } = classify(resource);
  if (place === 'follow') return false;
  return place !== 'shared' || origin.kind === 'hand' || movedByHand;
}

function vouches(record: HealthRecord, index: UnitIndex): boolean {
  const { resource } = record;
  if (classify(resource).place !== 'follow') return false;
  let found = false;
  eachReference([resource['target'] ?? null, resource['entity'] ?? null], ({ reference }) => {
    if (typeof reference === 'string' && index.resolve(reference, record) !== null) found = true;
  });
  return found;
}

/** Longer titles are no titles; the reader refuses them. */
const MAX_TITLE_LENGTH = 256;

/** Files leave with the element that held them. */
function isLeft(left: ReadonlySet<string>): (attachment: AttachmentRef) => boolean {
  return ({ path }) => left.has(parentPointer(path));
}

/** Where an element's title may not leave, the file's, which was taken from it, does not either. */
const untitled = (attachment: AttachmentRef): AttachmentRef => ({ ...attachment, title: '' });

function addFiles(
  exported: UnitExport,
  attachments: readonly AttachmentRef[],
  { includeAttachments }: ExportInput,
): void {
  const at = `/${exported.resources.length}`;
  for (const attachment of attachments) {
    const { id, size } = attachment;
    const title = attachment.title.slice(0, MAX_TITLE_LENGTH);
    const contentType = attachment.contentType.slice(0, MAX_TITLE_LENGTH);
    const sent = { ...attachment, title, contentType, path: at };
    if (includeAttachments.includes(id)) exported.attachments.push(sent);
    else exported.notSent.push({ title, size, id });
  }
}
