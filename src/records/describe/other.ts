import type { Json } from '../fhir.ts';
import { conceptIn, conceptText } from './concept.ts';
import { asDate, firstDate } from './dates.ts';
import type { Family } from './family.ts';
import type { Field } from './field.ts';
import { dateField, narrativeText, noteFields, statusFields, textFields } from './field.ts';
import type { JsonObject } from './json.ts';
import { asLine, asList, asObject, lineOf } from './json.ts';
import { nameOf, nameText } from './people.ts';
import { quantityText } from './quantity.ts';
import { referenceText, type Find } from './references.ts';
import { distinct, joined, TITLE_LENGTH } from './text.ts';

/** Members that say nothing a person reads, or that other fields already say. */
const skipped = new Set([
  ...['resourceType', 'id', 'meta', 'implicitRules', 'language', 'text', 'contained', 'extension'],
  ...['modifierExtension', 'subject', 'patient', 'note', 'status', 'clinicalStatus'],
  ...['verificationStatus', 'statusReason', 'lifecycleStatus'],
]);

const nameMembers = ['code', 'type', 'category', 'description', 'event', 'topic'] as const;

/** Any type without a family of its own. Nothing is left out: unknown members stand under `other`. */
export const other: Family = {
  types: [],
  describe: (resource) => ({
    kind: 'other',
    title: otherTitle(resource),
    detail: joined(
      distinct([lineOf(resource, 'description'), conceptIn(resource, 'category')]).filter(
        (part) => part !== otherTitle(resource),
      ),
    ),
    date: firstDate(
      resource,
      ...['effectiveDateTime', 'occurrenceDateTime', 'identifiedDateTime', 'performedDateTime'],
      ...['date', 'authoredOn', 'recorded', 'occurredDateTime', 'period', 'created', 'issued'],
    ),
  }),
  fields: (resource, find) => [
    ...textFields('name', otherTitle(resource)),
    ...statusFields(resource),
    ...Object.keys(resource)
      .filter((key) => !skipped.has(key) && !key.startsWith('_'))
      .slice(0, 60)
      .flatMap((key) => memberFields(resource, key, find)),
    ...noteFields(resource),
    ...textFields('narrative', narrativeText(resource)),
  ],
};

function otherTitle(resource: JsonObject): string {
  const named = nameMembers.map((key) => conceptIn(resource, key));
  return (
    lineOf(resource, 'title', TITLE_LENGTH) ||
    nameOf(resource) ||
    (named.find((name) => name !== '') ?? '')
  );
}

function memberFields(resource: JsonObject, key: string, find: Find): Field[] {
  const values = asList(resource[key]).slice(0, 20);
  return values.flatMap((value) => {
    const date = asDate(value);
    if (date !== null) return dateField('date', date);
    const text = valueText(value, resource, find);
    const isTold = text === '' || text === otherTitle(resource);
    return isTold ? [] : textFields('other', `${spaced(key)}: ${text}`);
  });
}

/** A value of unknown type in words: whichever reading of it says something. */
function valueText(value: Json, resource: JsonObject, find: Find): string {
  const object = asObject(value);
  return (
    asLine(value) ||
    conceptText(object) ||
    quantityText(object) ||
    referenceText(object, resource, find) ||
    nameText(object) ||
    joined(
      Object.values(object)
        .slice(0, 12)
        .map((inner) => asLine(inner) || conceptText(inner)),
    )
  );
}

/** `bodyStructure` as `body structure`. */
function spaced(key: string): string {
  return asLine(key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(), 60);
}
