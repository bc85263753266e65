import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  codeFields,
  conceptFields,
  identifierFields,
  innerReferenceFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import { referenceTexts } from './references.ts';
import { distinct, joined } from './text.ts';

/** Procedure. */
export const procedure: Family = {
  types: ['Procedure'],
  describe: (resource, find) => ({
    kind: 'procedure',
    title: conceptIn(resource, 'code') || conceptIn(resource, 'category'),
    detail: joined(
      distinct([
        ...conceptTexts(resource, 'bodySite'),
        ...conceptTexts(resource, 'reasonCode'),
        ...referenceTexts(resource, 'reasonReference', find),
      ]).slice(0, 4),
    ),
    date: firstDate(resource, 'performedDateTime', 'performedPeriod', 'occurrenceDateTime'),
  }),
  fields: (resource, find) => [
    ...conceptFields(resource, 'procedure', 'code'),
    ...statusFields(resource),
    ...momentFields(resource, 'date', 'performed'),
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...referenceFields(resource, 'indication', 'reasonReference', find),
    ...conceptFields(resource, 'body-site', 'bodySite'),
    ...conceptFields(resource, 'outcome', 'outcome'),
    ...conceptFields(resource, 'complication', 'complication'),
    ...conceptFields(resource, 'follow-up', 'followUp'),
    ...innerReferenceFields(resource, 'performer', ['performer', 'actor'], find),
    ...referenceFields(resource, 'location', 'location', find),
    ...textFields('category', conceptTexts(resource, 'category')),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
    ...identifierFields(resource),
  ],
};
