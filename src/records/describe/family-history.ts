import { conceptIn } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  conceptFields,
  dateFields,
  identifierFields,
  lineFields,
  momentFields,
  noteFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf, member } from './json.ts';
import { choiceText, quantityText } from './quantity.ts';
import { distinct, joined } from './text.ts';

/** FamilyMemberHistory. */
export const familyHistory: Family = {
  types: ['FamilyMemberHistory'],
  describe: (resource) => ({
    kind: 'family-history',
    title: conceptIn(resource, 'relationship') || lineOf(resource, 'name', 200),
    detail: joined(distinct(children(resource, 'condition').map(conditionLine)).slice(0, 6), ', '),
    date: firstDate(resource, 'date'),
  }),
  fields: (resource) => [
    ...conceptFields(resource, 'relative', 'relationship'),
    ...lineFields(resource, 'name', 'name'),
    ...textFields('condition', children(resource, 'condition').map(conditionLine)),
    ...textFields('age', quantityText(child(resource, 'ageAge')) || lineOf(resource, 'ageString')),
    ...conceptFields(resource, 'sex', 'sex'),
    ...momentFields(resource, 'died', 'deceased'),
    ...textFields('died', member(resource, 'deceasedBoolean') === true ? 'yes' : ''),
    ...statusFields(resource),
    ...dateFields(resource, 'recorded', 'date'),
    ...noteFields(resource),
    ...identifierFields(resource),
  ],
};

function conditionLine(condition: JsonObject): string {
  const onset = quantityText(child(condition, 'onsetAge')) || choiceText(condition, 'onset');
  return joined([conceptIn(condition, 'code'), onset === '' ? '' : `(${onset})`], ' ');
}
