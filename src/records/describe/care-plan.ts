import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  identifierFields,
  lineFields,
  momentFields,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf } from './json.ts';
import { teamLines } from './person.ts';
import { choiceText } from './quantity.ts';
import type { Find } from './references.ts';
import { referenceTexts } from './references.ts';
import { therapyStatus } from './status.ts';
import { distinct, joined } from './text.ts';

/** What is planned: care plans, their teams and goals, and what was ordered. */
export const carePlan: Family = {
  types: [
    'CarePlan',
    'CareTeam',
    'Goal',
    'ServiceRequest',
    'RequestGroup',
    'NutritionOrder',
    'Task',
  ],
  describe: (resource, find) => ({
    kind: 'care-plan',
    title: planName(resource),
    detail: joined(distinct(planContent(resource, find)).slice(0, 5), ', '),
    date: firstDate(
      resource,
      ...['period', 'startDate', 'authoredOn', 'occurrenceDateTime', 'created', 'statusDate'],
      ...['dateTime'],
    ),
    status: therapyStatus(resource),
  }),
  fields: (resource, find) => [
    ...textFields('name', planName(resource)),
    ...statusFields(resource),
    ...conceptFields(resource, 'outcome', 'achievementStatus'),
    ...lineFields(resource, 'description', 'description'),
    ...textFields('activity', activities(resource, find)),
    ...textFields('goal', targets(resource)),
    ...referenceFields(resource, 'goal', 'goal', find),
    ...referenceFields(resource, 'condition', 'addresses', find),
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...textFields('participant', teamLines(resource, find)),
    ...conceptFields(resource, 'category', 'category'),
    ...periodFields(resource, 'period'),
    ...dateFields(resource, 'start', 'startDate'),
    ...dateFields(resource, 'date', 'authoredOn', 'created'),
    ...momentFields(resource, 'date', 'occurrence'),
    ...referenceFields(resource, 'requester', 'requester', find),
    ...referenceFields(resource, 'performer', 'performer', find),
    ...lineFields(resource, 'instructions', 'patientInstruction'),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
    ...identifierFields(resource),
  ],
};

function planName(resource: JsonObject): string {
  return (
    lineOf(resource, 'title', 200) ||
    lineOf(resource, 'name', 200) ||
    conceptIn(resource, 'code') ||
    conceptIn(resource, 'description') ||
    lineOf(resource, 'description', 200) ||
    conceptTexts(resource, 'category').at(-1) ||
    conceptTexts(resource, 'reasonCode')[0] ||
    ''
  );
}

function planContent(resource: JsonObject, find: Find): string[] {
  return [
    ...activities(resource, find),
    ...targets(resource),
    ...teamLines(resource, find),
    ...conceptTexts(resource, 'reasonCode'),
  ];
}

function activities(resource: JsonObject, find: Find): string[] {
  return children(resource, 'activity').flatMap((activity) => [
    conceptIn(child(activity, 'detail'), 'code') ||
      lineOf(child(activity, 'detail'), 'description'),
    ...referenceTexts(activity, 'reference', find),
  ]);
}

function targets(resource: JsonObject): string[] {
  return children(resource, 'target').map((item) =>
    joined([conceptIn(item, 'measure'), choiceText(item, 'detail')], ': '),
  );
}
