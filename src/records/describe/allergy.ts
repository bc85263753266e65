import { conceptIn, conceptText, conceptTexts, hasCode } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  codeFields,
  dateFields,
  lineFields,
  momentFields,
  noteFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { asList, children, lineOf, linesOf, member } from './json.ts';
import { enteredInError, statusCodes } from './status.ts';
import { distinct, joined } from './text.ts';

/** SNOMED CT: anaphylaxis and its forms. */
const anaphylaxis = ['39579001', '417516000', '241929008', '213320003', '241944006'] as const;

/** AllergyIntolerance. */
export const allergy: Family = {
  types: ['AllergyIntolerance'],
  describe: (resource) => ({
    kind: 'allergy',
    title: substance(resource),
    detail: joined([joined(reactions(resource), ', '), ...concerns(resource)]),
    date: firstDate(resource, 'onsetDateTime', 'onsetPeriod', 'recordedDate', 'lastOccurrence'),
    severe: isSevere(resource),
  }),
  fields: (resource, find) => [
    ...textFields('substance', substance(resource)),
    ...statusFields(resource),
    ...textFields('reaction', children(resource, 'reaction').map(reactionLine)),
    ...lineFields(resource, 'criticality', 'criticality'),
    ...lineFields(resource, 'type', 'type'),
    ...textFields('category', linesOf(resource, 'category')),
    ...momentFields(resource, 'onset', 'onset'),
    ...dateFields(resource, 'last', 'lastOccurrence'),
    ...dateFields(resource, 'recorded', 'recordedDate'),
    ...referenceFields(resource, 'author', 'recorder', find),
    ...referenceFields(resource, 'author', 'asserter', find),
    ...noteFields(resource),
    ...codeFields(resource, 'code'),
  ],
};

function substance(resource: JsonObject): string {
  const inReactions = children(resource, 'reaction').map((item) => conceptIn(item, 'substance'));
  return conceptIn(resource, 'code') || (inReactions.find((text) => text !== '') ?? '');
}

function reactions(resource: JsonObject): string[] {
  const listed = children(resource, 'reaction').flatMap((item) => {
    const manifested = conceptTexts(item, 'manifestation');
    return manifested.length > 0 ? manifested : [lineOf(item, 'description')];
  });
  return distinct(listed).slice(0, 6);
}

function reactionLine(reaction: JsonObject): string {
  const manifested = joined(conceptTexts(reaction, 'manifestation'), ', ');
  const route = conceptIn(reaction, 'exposureRoute');
  return joined([manifested, lineOf(reaction, 'description'), lineOf(reaction, 'severity'), route]);
}

/** What a reader must not miss beside the reactions. */
function concerns(resource: JsonObject): string[] {
  const severities = children(resource, 'reaction').map((item) => lineOf(item, 'severity'));
  const worst = ['severe', 'moderate', 'mild'].find((severity) => severities.includes(severity));
  const doubt = statusCodes(resource, 'verificationStatus').find((code) =>
    ['refuted', 'unconfirmed', 'presumed'].includes(code),
  );
  return distinct([worst ?? '', doubt ?? '']);
}

function isSevere(resource: JsonObject): boolean {
  if (enteredInError(resource)) return false;
  const worst = children(resource, 'reaction').some(
    (item) => lineOf(item, 'severity') === 'severe',
  );
  return worst || lineOf(resource, 'criticality') === 'high' || hasAnaphylaxis(resource);
}

function hasAnaphylaxis(resource: JsonObject): boolean {
  return children(resource, 'reaction')
    .flatMap((item) => asList(member(item, 'manifestation')))
    .some((concept) => hasCode(concept, ...anaphylaxis) || /anaphyla/i.test(conceptText(concept)));
}
