import { conceptIn, conceptText, hasCode } from './concept.ts';
import { periodOf } from './dates.ts';
import type { Family } from './family.ts';
import {
  conceptFields,
  identifierFields,
  lineFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf, member } from './json.ts';
import { choiceText, moneyText } from './quantity.ts';
import type { Find } from './references.ts';
import { referenceTexts } from './references.ts';
import { distinct, joined } from './text.ts';

/** Coverage: an insurance card. */
export const coverage: Family = {
  types: ['Coverage'],
  describe: (resource, find) => ({
    kind: 'insurance-card',
    title: insurer(resource, find) || plan(resource) || conceptIn(resource, 'type'),
    detail: joined(distinct([plan(resource), memberId(resource)])),
    date: periodOf(resource, 'period').start,
  }),
  fields: (resource, find) => [
    ...textFields('insurer', insurer(resource, find)),
    ...textFields('member-id', memberId(resource)),
    ...textFields('plan', plan(resource)),
    ...textFields('group', classValue(resource, 'group')),
    ...statusFields(resource),
    ...periodFields(resource, 'period'),
    ...conceptFields(resource, 'type', 'type'),
    ...conceptFields(resource, 'relationship', 'relationship'),
    ...referenceFields(resource, 'subscriber', 'subscriber', find),
    ...referenceFields(resource, 'subscriber', 'policyHolder', find),
    ...lineFields(resource, 'other', 'network'),
    ...textFields('cost-share', children(resource, 'costToBeneficiary').map(costLine)),
    ...identifierFields(resource),
  ],
};

/** Who pays. */
export function insurer(resource: JsonObject, find: Find): string {
  return referenceTexts(resource, 'payor', find).join(', ');
}

/** The number on the card: the subscriber's, else the first identifier. */
export function memberId(resource: JsonObject): string {
  return lineOf(resource, 'subscriberId') || lineOf(child(resource, 'identifier'), 'value');
}

function plan(resource: JsonObject): string {
  return classValue(resource, 'plan');
}

/** The name or value of the Coverage class of this type (`plan`, `group` …). */
export function classValue(resource: JsonObject, type: string): string {
  const found = children(resource, 'class').find((item) => hasCode(member(item, 'type'), type));
  return found === undefined ? '' : lineOf(found, 'name') || lineOf(found, 'value');
}

function costLine(cost: JsonObject): string {
  const share = choiceText(cost, 'value') || moneyText(child(cost, 'valueMoney'));
  return joined([conceptText(member(cost, 'type')), share], ': ');
}
