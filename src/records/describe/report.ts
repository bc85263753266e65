import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  attachmentText,
  codeFields,
  conceptFields,
  dateFields,
  identifierFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { children, lineOf, paragraphsOf } from './json.ts';
import { referenceTexts } from './references.ts';
import { joined } from './text.ts';

/** DiagnosticReport: laboratory panels and written findings. */
export const report: Family = {
  types: ['DiagnosticReport'],
  describe: (resource, find) => ({
    kind: isLaboratory(resource) ? 'lab' : 'document',
    title: conceptIn(resource, 'code') || conceptIn(resource, 'category'),
    detail:
      lineOf(resource, 'conclusion') ||
      joined(conceptTexts(resource, 'conclusionCode'), ', ') ||
      joined(referenceTexts(resource, 'result', find).slice(0, 6), ', '),
    date: firstDate(resource, 'effectiveDateTime', 'effectivePeriod', 'issued'),
  }),
  fields: (resource, find) => [
    ...conceptFields(resource, 'name', 'code'),
    ...textFields('conclusion', paragraphsOf(resource, 'conclusion')),
    ...conceptFields(resource, 'diagnosis', 'conclusionCode'),
    ...referenceFields(resource, 'result', 'result', find),
    ...conceptFields(resource, 'category', 'category'),
    ...statusFields(resource),
    ...momentFields(resource, 'date', 'effective'),
    ...dateFields(resource, 'issued', 'issued'),
    ...referenceFields(resource, 'performer', 'performer', find),
    ...referenceFields(resource, 'author', 'resultsInterpreter', find),
    ...referenceFields(resource, 'specimen', 'specimen', find),
    ...textFields('attachment', children(resource, 'presentedForm').map(attachmentText)),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
    ...identifierFields(resource),
  ],
};

function isLaboratory(resource: JsonObject): boolean {
  const categories = conceptTexts(resource, 'category').join(' ');
  const codes = children(resource, 'category').flatMap((concept) =>
    children(concept, 'coding').map((coding) => lineOf(coding, 'code')),
  );
  const named = codes.some((code) => ['LAB', 'laboratory', 'HM', 'CH', 'MB'].includes(code));
  return named || /lab/i.test(categories) || children(resource, 'result').length > 0;
}
