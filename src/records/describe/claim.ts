import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  conceptFields,
  dateFields,
  identifierFields,
  lineFields,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf } from './json.ts';
import { moneyText } from './quantity.ts';
import { distinct, joined } from './text.ts';

/** Claims, their answers, bills and payments. */
export const claim: Family = {
  types: [
    ...['Claim', 'ClaimResponse', 'ExplanationOfBenefit', 'CoverageEligibilityRequest'],
    ...['CoverageEligibilityResponse', 'EnrollmentRequest', 'EnrollmentResponse', 'Account'],
    ...['ChargeItem', 'Invoice', 'PaymentNotice', 'PaymentReconciliation'],
  ],
  describe: (resource) => ({
    kind: 'claim',
    title: claimTitle(resource),
    detail: joined(distinct([totalLine(resource), lineOf(resource, 'outcome')])),
    date: firstDate(resource, 'billablePeriod', 'servicedDate', 'occurrenceDateTime', 'created'),
  }),
  fields: (resource, find) => [
    ...textFields('name', claimTitle(resource)),
    ...conceptFields(resource, 'type', 'type'),
    ...lineFields(resource, 'category', 'use'),
    ...statusFields(resource),
    ...lineFields(resource, 'outcome', 'outcome'),
    ...lineFields(resource, 'description', 'disposition'),
    ...periodFields(resource, 'billablePeriod'),
    ...dateFields(resource, 'date', 'created', 'date', 'paymentDate', 'servicedDate'),
    ...textFields('total', totals(resource)),
    ...textFields('paid', moneyText(child(child(resource, 'payment'), 'amount'))),
    ...textFields('item', children(resource, 'item').map(itemLine)),
    ...textFields('diagnosis', coded(resource, 'diagnosis', 'diagnosisCodeableConcept')),
    ...textFields('procedure', coded(resource, 'procedure', 'procedureCodeableConcept')),
    ...referenceFields(resource, 'organisation', 'provider', find),
    ...referenceFields(resource, 'insurer', 'insurer', find),
    ...noteFields(resource, 'processNote'),
    ...identifierFields(resource),
  ],
};

function claimTitle(resource: JsonObject): string {
  const services = distinct(children(resource, 'item').map(serviceText));
  const more = services.length > 1 ? ` + ${services.length - 1}` : '';
  const first = services[0];
  return (
    (first === undefined ? '' : first + more) ||
    conceptIn(resource, 'type') ||
    conceptIn(resource, 'code') ||
    lineOf(resource, 'name', 200)
  );
}

function serviceText(item: JsonObject): string {
  return conceptIn(item, 'productOrService') || conceptTexts(item, 'revenue').join(', ');
}

function itemLine(item: JsonObject): string {
  return joined([serviceText(item), moneyText(child(item, 'net'))]);
}

function coded(resource: JsonObject, key: string, inner: string): string[] {
  return children(resource, key).map((item) => conceptIn(item, inner));
}

/** The total of a Claim is one amount; that of an answer is a list by category. */
function totals(resource: JsonObject): string[] {
  return children(resource, 'total').map((total) => {
    const amount = child(total, 'amount');
    return joined([conceptIn(total, 'category'), moneyText(total) || moneyText(amount)], ': ');
  });
}

function totalLine(resource: JsonObject): string {
  return totals(resource)[0] ?? moneyText(child(resource, 'totalNet'));
}
