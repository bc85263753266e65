import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  identifierFields,
  innerReferenceFields,
  lineFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf } from './json.ts';
import { quantityText } from './quantity.ts';
import { statusCodes } from './status.ts';
import { distinct, joined } from './text.ts';

/** Immunization and what is recommended or judged about it. */
export const immunization: Family = {
  types: ['Immunization', 'ImmunizationEvaluation', 'ImmunizationRecommendation'],
  describe: (resource) => ({
    kind: 'vaccination',
    title: vaccine(resource),
    detail: joined(distinct([notGiven(resource), doseNumber(resource), lot(resource)])),
    date: firstDate(resource, 'occurrenceDateTime', 'recorded', 'date'),
  }),
  fields: (resource, find) => [
    ...textFields('vaccine', vaccine(resource)),
    ...statusFields(resource),
    ...momentFields(resource, 'date', 'occurrence'),
    ...textFields('dose-number', doseNumber(resource)),
    ...textFields('disease', diseases(resource)),
    ...lineFields(resource, 'lot', 'lotNumber'),
    ...dateFields(resource, 'expires', 'expirationDate'),
    ...referenceFields(resource, 'manufacturer', 'manufacturer', find),
    ...textFields('quantity', quantityText(child(resource, 'doseQuantity'))),
    ...conceptFields(resource, 'body-site', 'site'),
    ...conceptFields(resource, 'route', 'route'),
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...innerReferenceFields(resource, 'performer', ['performer', 'actor'], find),
    ...referenceFields(resource, 'location', 'location', find),
    ...dateFields(resource, 'recorded', 'recorded', 'date'),
    ...noteFields(resource),
    ...codeFields(resource, 'vaccineCode'),
    ...identifierFields(resource),
  ],
};

function vaccine(resource: JsonObject): string {
  const recommended = children(resource, 'recommendation').flatMap((item) => [
    ...conceptTexts(item, 'vaccineCode'),
    conceptIn(item, 'targetDisease'),
  ]);
  return (
    conceptIn(resource, 'vaccineCode') ||
    joined(diseases(resource), ', ') ||
    joined(distinct(recommended).slice(0, 4), ', ')
  );
}

function diseases(resource: JsonObject): string[] {
  const targeted = children(resource, 'protocolApplied').flatMap((item) =>
    conceptTexts(item, 'targetDisease'),
  );
  return distinct([...targeted, conceptIn(resource, 'targetDisease')]);
}

function notGiven(resource: JsonObject): string {
  return statusCodes(resource, 'status').includes('not-done')
    ? joined(['not done', conceptIn(resource, 'statusReason')], ': ')
    : '';
}

function doseNumber(resource: JsonObject): string {
  const protocol = child(resource, 'protocolApplied');
  const number = lineOf(protocol, 'doseNumberPositiveInt') || lineOf(protocol, 'doseNumberString');
  return number === '' ? '' : `dose ${number}`;
}

function lot(resource: JsonObject): string {
  const number = lineOf(resource, 'lotNumber');
  return number === '' ? '' : `lot ${number}`;
}
