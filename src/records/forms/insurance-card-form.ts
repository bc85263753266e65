import { hasCode } from '../describe/concept.ts';
import { classValue, insurer, memberId } from '../describe/coverage.ts';
import { periodOf } from '../describe/dates.ts';
import type { JsonObject } from '../describe/json.ts';
import { lineOf, member } from '../describe/json.ts';
import { nothingBeside } from '../describe/references.ts';
import { blank, withChild, withItem, withMember } from './edit.ts';
import type { InsuranceCardForm } from './form.ts';
import { aboutPatient, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

const CLASS = 'http://terminology.hl7.org/CodeSystem/coverage-class';

/** Coverage. */
export const insuranceCardShape: Shape<InsuranceCardForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'Coverage',
  read: (resource) => ({
    form: 'insurance-card',
    insurer: insurer(resource, nothingBeside),
    memberId: memberId(resource),
    plan: classValue(resource, 'plan'),
    group: classValue(resource, 'group'),
    validUntil: dayOf(periodOf(resource, 'period').end),
  }),
  blank: () => blank('Coverage', { status: 'active', beneficiary: aboutPatient }),
  edits: [
    ['insurer', (form) => (it) => withMember(it, 'payor', payors(form.insurer))],
    ['memberId', (form) => (it) => withMember(it, 'subscriberId', form.memberId)],
    ['plan', (form) => (it) => withClass(it, 'plan', form.plan)],
    ['group', (form) => (it) => withClass(it, 'group', form.group)],
    [
      'validUntil',
      (form) => (it) =>
        withChild(it, 'period', (period) => withMember(period, 'end', form.validUntil)),
    ],
  ],
};

function payors(name: string) {
  return name === '' ? [] : [{ display: name }];
}

function withClass(coverage: JsonObject, type: string, value: string): JsonObject {
  return withItem(
    coverage,
    'class',
    (item) => hasCode(member(item, 'type'), type),
    () => (value === '' ? {} : { type: { coding: [{ system: CLASS, code: type }] }, value }),
  );
}
