import { asDate, firstDate } from '../describe/dates.ts';
import { doseText, firstDosage, timingText } from '../describe/dosage.ts';
import type { JsonObject } from '../describe/json.ts';
import { child, lineOf, member } from '../describe/json.ts';
import { medicineName } from '../describe/medicine.ts';
import { quantityText } from '../describe/quantity.ts';
import { nothingBeside } from '../describe/references.ts';
import { therapyStatus } from '../describe/status.ts';
import { joined } from '../describe/text.ts';
import type { Json } from '../fhir.ts';
import { blank, withChild, withFirst, withMember, without, wordsConcept } from './edit.ts';
import type { MedicineForm } from './form.ts';
import { aboutPatient, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

/** MedicationStatement, which the form makes, and MedicationRequest, which it can edit. */
export const medicineShape: Shape<MedicineForm> = {
  fits: (resource) =>
    ['MedicationStatement', 'MedicationRequest'].includes(lineOf(resource, 'resourceType')) &&
    nameIn(resource) !== '',
  read: (resource) => ({
    form: 'medicine',
    name: nameIn(resource),
    dose: doseIn(firstDosage(resource)),
    frequency: timingText(child(firstDosage(resource), 'timing')),
    since: dayOf(firstDate(resource, ...sinceMembers(resource))),
    stillTaking: therapyStatus(resource) !== 'stopped',
  }),
  blank: () => blank('MedicationStatement', { status: 'active', subject: aboutPatient }),
  edits: [
    [
      'name',
      ({ name }) =>
        (it) =>
          named(it, name),
    ],
    ['dose', (form) => (it) => withFirst(it, dosageMember(it), (dosage) => dosed(dosage, form))],
    [
      'frequency',
      (form) => (it) => withFirst(it, dosageMember(it), (dosage) => timed(dosage, form)),
    ],
    [
      'since',
      ({ since }) =>
        (it) =>
          started(it, since),
    ],
    [
      'stillTaking',
      ({ stillTaking }) =>
        (it) =>
          withMember(it, 'status', stillTaking ? 'active' : 'stopped'),
    ],
  ],
};

const nameIn = (resource: JsonObject) => medicineName(resource, nothingBeside);
const isRequest = (resource: JsonObject) =>
  lineOf(resource, 'resourceType') === 'MedicationRequest';
const dosageMember = (resource: JsonObject) =>
  isRequest(resource) ? 'dosageInstruction' : 'dosage';

function sinceMembers(resource: JsonObject): string[] {
  return isRequest(resource) ? ['authoredOn'] : ['effectivePeriod', 'effectiveDateTime'];
}

function named(resource: JsonObject, name: string): JsonObject {
  const unreferred = withMember(resource, 'medicationReference', null);
  return withMember(unreferred, 'medicationCodeableConcept', wordsConcept(name));
}

function started(resource: JsonObject, since: string): JsonObject {
  if (isRequest(resource)) return withMember(resource, 'authoredOn', since);
  if (asDate(member(resource, 'effectiveDateTime')) !== null)
    return withMember(resource, 'effectiveDateTime', since);
  return withChild(resource, 'effectivePeriod', (period) => withMember(period, 'start', since));
}

/** The dose of its own, else the instruction without what it says of the timing. */
function doseIn(dosage: JsonObject): string {
  const timing = timingText(child(dosage, 'timing'));
  const text = lineOf(dosage, 'text');
  if (doseText(dosage) !== '') return doseText(dosage);
  if (text === timing) return '';
  return timing !== '' && text.endsWith(`, ${timing}`) ? text.slice(0, -timing.length - 2) : text;
}

function dosed(dosage: JsonObject, form: MedicineForm): JsonObject {
  return worded({ ...without(dosage, 'doseAndRate'), ...quantityOf(form.dose) }, form);
}

function timed(dosage: JsonObject, form: MedicineForm): JsonObject {
  return worded(withMember(dosage, 'timing', timingOf(form.frequency)), form);
}

function worded(dosage: JsonObject, { dose, frequency }: MedicineForm): JsonObject {
  return withMember(dosage, 'text', joined([dose, frequency], ', '));
}

function timingOf(frequency: string): Json {
  return frequency === '' ? null : { code: { text: frequency } };
}

/** `500 mg` as a number and a unit; words stay words, and so does what would read back otherwise. */
function quantityOf(dose: string): JsonObject {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,4})?) (\D.{0,40})$/.exec(dose) ?? [];
  if (number === undefined || unit === undefined) return {};
  const doseQuantity = { value: Number(number), unit };
  return quantityText(doseQuantity) === dose ? { doseAndRate: [{ doseQuantity }] } : {};
}
