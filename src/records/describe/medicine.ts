import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { RecordStatus } from './description.ts';
import { dosageText } from './dosage.ts';
import type { Family } from './family.ts';
import type { Field } from './field.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  identifierFields,
  innerReferenceFields,
  lineFields,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf, member } from './json.ts';
import { quantityText, ratioText } from './quantity.ts';
import type { Find } from './references.ts';
import { referenceText, target } from './references.ts';
import { enteredInError, statusCodes, statusOf, therapyStatus } from './status.ts';
import { joined } from './text.ts';

/** What was asked for, given or taken: requests, statements, dispenses and administrations. */
export const medicine: Family = {
  types: [
    'MedicationRequest',
    'MedicationStatement',
    'MedicationDispense',
    'MedicationAdministration',
    'MedicationUsage',
  ],
  describe: (resource, find) => ({
    kind: 'medicine',
    title: medicineName(resource, find),
    detail: joined([caution(resource), doses(resource)]),
    date: medicineDate(resource),
    status: medicineStatus(resource),
  }),
  fields: (resource, find) => [
    ...textFields('medicine', medicineName(resource, find)),
    ...textFields('dose', doses(resource)),
    ...statusFields(resource),
    ...taken(resource),
    ...reasons(resource, find),
    ...people(resource, find),
    ...supply(resource),
    ...noteFields(resource),
    ...codeFields(resource, 'medicationCodeableConcept'),
    ...identifierFields(resource),
  ],
};

/** The name of the medicine: its concept, its reference's display, or the resource referred to. */
export function medicineName(resource: JsonObject, find: Find): string {
  const reference = child(resource, 'medicationReference');
  return (
    conceptIn(resource, 'medicationCodeableConcept') ||
    referenceText(reference, resource, find) ||
    medicationName(target(reference, resource, find)) ||
    conceptIn(child(resource, 'medication'), 'concept')
  );
}

function medicationName(medication: JsonObject): string {
  const ingredients = children(medication, 'ingredient').map((item) =>
    conceptIn(item, 'itemCodeableConcept'),
  );
  return conceptIn(medication, 'code') || joined(ingredients, ' + ');
}

function doses(resource: JsonObject): string {
  return dosageText(member(resource, 'dosageInstruction') ?? member(resource, 'dosage'));
}

function caution(resource: JsonObject): string {
  if (member(resource, 'doNotPerform') === true) return 'do not take';
  return statusCodes(resource, 'status').includes('on-hold') ? 'on hold' : '';
}

function medicineDate(resource: JsonObject): string | null {
  return firstDate(
    resource,
    ...['authoredOn', 'effectiveDateTime', 'effectivePeriod', 'whenHandedOver', 'whenPrepared'],
    ...['dateAsserted'],
  );
}

/** A dispense that is completed was handed over: that says nothing about its end. */
function medicineStatus(resource: JsonObject): RecordStatus {
  if (enteredInError(resource)) return 'entered-in-error';
  if (member(resource, 'doNotPerform') === true) return 'stopped';
  const handedOver = lineOf(resource, 'resourceType') === 'MedicationDispense';
  const status = handedOver ? statusOf(resource) : therapyStatus(resource);
  return handedOver && status === 'active' ? 'unknown' : status;
}

function taken(resource: JsonObject): Field[] {
  return [
    ...dateFields(resource, 'date', 'authoredOn', 'effectiveDateTime', 'whenHandedOver'),
    ...periodFields(resource, 'effectivePeriod'),
    ...dateFields(resource, 'recorded', 'dateAsserted'),
    ...lineFields(resource, 'type', 'intent'),
    ...conceptFields(resource, 'category', 'category'),
  ];
}

function reasons(resource: JsonObject, find: Find): Field[] {
  return [
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...referenceFields(resource, 'indication', 'reasonReference', find),
  ];
}

function people(resource: JsonObject, find: Find): Field[] {
  return [
    ...referenceFields(resource, 'requester', 'requester', find),
    ...referenceFields(resource, 'author', 'recorder', find),
    ...referenceFields(resource, 'author', 'informationSource', find),
    ...innerReferenceFields(resource, 'performer', ['performer', 'actor'], find),
  ];
}

function supply(resource: JsonObject): Field[] {
  const dispense = child(resource, 'dispenseRequest');
  return [
    ...textFields('quantity', quantityText(child(dispense, 'quantity'))),
    ...textFields('quantity', quantityText(child(resource, 'quantity'))),
    ...lineFields(dispense, 'refills', 'numberOfRepeatsAllowed'),
    ...dateFields(child(dispense, 'validityPeriod'), 'expires', 'end'),
  ];
}

/** A medicine as a product: what it is, not who takes it. */
export const product: Family = {
  types: ['Medication', 'MedicationKnowledge', 'Substance'],
  describe: (resource) => ({
    kind: 'other',
    title: medicationName(resource),
    detail: joined([conceptIn(resource, 'form'), ratioText(child(resource, 'amount'))]),
  }),
  fields: (resource, find) => [
    ...textFields('medicine', medicationName(resource)),
    ...conceptFields(resource, 'form', 'form'),
    ...textFields('quantity', ratioText(child(resource, 'amount'))),
    ...textFields('ingredient', children(resource, 'ingredient').map(ingredientLine)),
    ...referenceFields(resource, 'manufacturer', 'manufacturer', find),
    ...codeFields(resource, 'code'),
  ],
};

function ingredientLine(ingredient: JsonObject): string {
  const name = joined(conceptTexts(ingredient, 'itemCodeableConcept'));
  return joined([name, ratioText(child(ingredient, 'strength'))], ' ');
}
