import { conceptIn, conceptTexts, hasCode } from './concept.ts';
import { firstDate } from './dates.ts';
import type { MeasuredValue, RecordKind } from './description.ts';
import type { Family } from './family.ts';
import type { Field } from './field.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { asList, child, children, lineOf, member, numberOf } from './json.ts';
import {
  choiceText,
  measuredCode,
  quantityText,
  rangeText,
  unitOf,
  withUnit,
  writtenNumber,
} from './quantity.ts';
import type { Find } from './references.ts';
import { referenceTexts } from './references.ts';
import { joined } from './text.ts';

/** LOINC: the parts of a blood pressure. */
const SYSTOLIC = '8480-6';
const DIASTOLIC = '8462-4';

/** LOINC codes people know as measurements even when no category says so. */
const vitalCodes = [
  ...['85354-9', '55284-4', SYSTOLIC, DIASTOLIC, '8867-4', '29463-7', '8302-2', '8310-5'],
  ...['39156-5', '2708-6', '59408-5', '9279-1'],
] as const;

/** Observation. */
export const observation: Family = {
  types: ['Observation'],
  describe: (resource, find) => {
    const value = mainValue(resource);
    return {
      kind: observationKind(resource),
      title: observationName(resource),
      detail: joined([
        valueLine(resource, find),
        conceptTexts(resource, 'interpretation').join(', '),
      ]),
      date: observationDate(resource),
      ...(value === undefined ? {} : { value }),
    };
  },
  fields: (resource, find) => [
    ...conceptFields(resource, 'name', 'code'),
    ...valueFields(resource),
    ...textFields('component', children(resource, 'component').map(componentLine)),
    ...referenceFields(resource, 'result', 'hasMember', find),
    ...conceptFields(resource, 'interpretation', 'interpretation'),
    ...textFields('reference-range', children(resource, 'referenceRange').map(rangeLine)),
    ...conceptFields(resource, 'missing-because', 'dataAbsentReason'),
    ...momentFields(resource, 'date', 'effective'),
    ...dateFields(resource, 'issued', 'issued'),
    ...statusFields(resource),
    ...circumstances(resource, find),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
  ],
};

/** The name of what was observed. */
function observationName(resource: JsonObject): string {
  return conceptIn(resource, 'code') || conceptIn(resource, 'category');
}

function observationDate(resource: JsonObject): string | null {
  return firstDate(resource, 'effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued');
}

function observationKind(resource: JsonObject): RecordKind {
  const categories = asList(member(resource, 'category'));
  const isIn = (code: string) => categories.some((concept) => hasCode(concept, code));
  if (isIn('laboratory')) return 'lab';
  if (isIn('vital-signs') || hasCode(member(resource, 'code'), ...vitalCodes)) return 'measurement';
  if (children(resource, 'referenceRange').length > 0) return 'lab';
  return numberOf(child(resource, 'valueQuantity'), 'value') === null ? 'other' : 'measurement';
}

/** Every number an observation holds: its own value first, then its components. */
export function measuredValues(resource: JsonObject): MeasuredValue[] {
  return [resource, ...children(resource, 'component')]
    .map(measuredValue)
    .filter((value) => value !== null);
}

/** The upper blood pressure where there is one, else the first number. */
function mainValue(resource: JsonObject): MeasuredValue | undefined {
  const values = measuredValues(resource);
  return values.find(({ code }) => code === SYSTOLIC) ?? values[0];
}

/** The names of {@link measuredValues}, in the same order. */
export function measuredNames(resource: JsonObject): string[] {
  return [resource, ...children(resource, 'component')]
    .filter((part) => measuredValue(part) !== null)
    .map((part) => conceptIn(part, 'code') || observationName(resource));
}

function measuredValue(part: JsonObject): MeasuredValue | null {
  const quantity = child(part, 'valueQuantity');
  const number = numberOf(quantity, 'value') ?? numberOf(part, 'valueInteger');
  if (number === null) return null;
  const code = measuredCode(child(part, 'code'), conceptIn(part, 'code'));
  return { number, unit: unitOf(quantity), code, ...referenceRange(part) };
}

/** The first range that is not for some special group. */
function referenceRange(part: JsonObject): { low?: number; high?: number } {
  const range = child(part, 'referenceRange');
  const low = numberOf(child(range, 'low'), 'value');
  const high = numberOf(child(range, 'high'), 'value');
  return { ...(low === null ? {} : { low }), ...(high === null ? {} : { high }) };
}

function valueLine(resource: JsonObject, find: Find): string {
  return (
    choiceText(resource, 'value') ||
    bloodPressure(resource) ||
    joined(children(resource, 'component').slice(0, 6).map(componentLine), ', ') ||
    joined(referenceTexts(resource, 'hasMember', find).slice(0, 6), ', ') ||
    conceptIn(resource, 'dataAbsentReason') ||
    lineOf(child(resource, 'note'), 'text')
  );
}

/** `128/78 mmHg`, as it is said aloud. */
function bloodPressure(resource: JsonObject): string {
  const [upper, lower] = [SYSTOLIC, DIASTOLIC].map((code) => partQuantity(resource, code));
  const [high, low] = [numberOf(upper ?? {}, 'value'), numberOf(lower ?? {}, 'value')];
  if (high === null || low === null) return '';
  return withUnit(`${writtenNumber(high)}/${writtenNumber(low)}`, unitOf(upper ?? {}));
}

function partQuantity(resource: JsonObject, code: string): JsonObject {
  const part = children(resource, 'component').find((item) => hasCode(member(item, 'code'), code));
  return child(part ?? {}, 'valueQuantity');
}

function componentLine(component: JsonObject): string {
  const value = choiceText(component, 'value') || conceptIn(component, 'dataAbsentReason');
  return value === '' ? '' : joined([conceptIn(component, 'code'), value], ': ');
}

function rangeLine(range: JsonObject): string {
  const who = joined([conceptIn(range, 'type'), ...conceptTexts(range, 'appliesTo')], ', ');
  return joined([lineOf(range, 'text') || rangeText(range), who]);
}

function valueFields(resource: JsonObject): Field[] {
  const quantity = quantityText(child(resource, 'valueQuantity'));
  if (quantity !== '') return textFields('value', quantity, 'quantity');
  return textFields('value', bloodPressure(resource) || choiceText(resource, 'value'));
}

function circumstances(resource: JsonObject, find: Find): Field[] {
  return [
    ...conceptFields(resource, 'category', 'category'),
    ...conceptFields(resource, 'body-site', 'bodySite'),
    ...conceptFields(resource, 'method', 'method'),
    ...referenceFields(resource, 'specimen', 'specimen', find),
    ...referenceFields(resource, 'device', 'device', find),
    ...referenceFields(resource, 'performer', 'performer', find),
  ];
}
