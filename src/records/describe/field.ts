import type { JsonObject } from './json.ts';
import { asList, asObject, child, children, lineOf, member, paragraphsOf } from './json.ts';
import { codeLine, conceptTexts } from './concept.ts';
import { asDate } from './dates.ts';
import { identifierText } from './people.ts';
import { quantityText } from './quantity.ts';
import type { Find } from './references.ts';
import { innerReferenceTexts, referenceTexts } from './references.ts';
import { distinct, joined, line, paragraphs, NOTE_LENGTH } from './text.ts';

/** Every label a readable page can carry; the words for people are the interface's. */
export const fieldLabels = [
  ...(['name', 'code', 'category', 'type', 'status', 'verification', 'severity', 'stage'] as const),
  ...(['criticality', 'substance', 'reaction', 'onset', 'ended', 'recorded', 'last'] as const),
  ...(['date', 'start', 'end', 'issued', 'value', 'component', 'interpretation'] as const),
  ...(['reference-range', 'method', 'specimen', 'body-site', 'device', 'missing-because'] as const),
  ...(['medicine', 'dose', 'route', 'form', 'ingredient', 'quantity', 'refills'] as const),
  ...(['reason', 'indication', 'performer', 'requester', 'author', 'organisation'] as const),
  ...(['location', 'note', 'instructions', 'conclusion', 'result', 'vaccine', 'lot'] as const),
  ...(['manufacturer', 'dose-number', 'disease', 'expires', 'visit', 'participant'] as const),
  ...(['diagnosis', 'procedure', 'outcome', 'complication', 'follow-up', 'section'] as const),
  ...(['attachment', 'description', 'answer', 'insurer', 'member-id', 'plan', 'group'] as const),
  ...(['subscriber', 'relationship', 'cost-share', 'total', 'paid', 'item', 'birth-date'] as const),
  ...(['sex', 'phone', 'email', 'address', 'language', 'marital-status', 'died'] as const),
  ...(['identifier', 'contact', 'doctor', 'goal', 'activity', 'condition', 'relative'] as const),
  ...(['age', 'model', 'serial-number', 'permission', 'narrative', 'other'] as const),
] as const;

/** A label of a readable page. */
export type FieldLabel = (typeof fieldLabels)[number];

/** How the interface should write a field's value. */
export type FieldKind = 'text' | 'date' | 'datetime' | 'quantity' | 'code' | 'phone' | 'email';

/** One line of a record's readable page. The value is never empty and at most 8,000 characters. */
export interface Field {
  readonly label: FieldLabel;
  readonly value: string;
  readonly kind: FieldKind;
}

/** Fields of one label, one for each text that says something. */
export function textFields(
  label: FieldLabel,
  values: string | readonly string[],
  kind: FieldKind = 'text',
): Field[] {
  const texts = typeof values === 'string' ? [values] : values;
  return distinct(texts).map((value) => ({ label, value, kind }));
}

/** A date field; `datetime` when the record has a time of day. */
export function dateField(label: FieldLabel, value: string | null): Field[] {
  if (value === null) return [];
  return [{ label, value, kind: value.includes('T') ? 'datetime' : 'date' }];
}

/** The date, dateTime or instant members of these names, under one label. */
export function dateFields(
  resource: JsonObject,
  label: FieldLabel,
  ...names: readonly string[]
): Field[] {
  return names.flatMap((name) => dateField(label, asDate(member(resource, name))));
}

/** The start and the end of a Period. */
export function periodFields(resource: JsonObject, name: string): Field[] {
  const period = child(resource, name);
  return [...dateFields(period, 'start', 'start'), ...dateFields(period, 'end', 'end')];
}

/** A choice of dateTime, Period, Age, Range or string, such as `onset[x]`. */
export function momentFields(resource: JsonObject, label: FieldLabel, stem: string): Field[] {
  return [
    ...dateFields(resource, label, `${stem}DateTime`, `${stem}Date`),
    ...dateFields(child(resource, `${stem}Period`), label, 'start', 'end'),
    ...textFields(label, [
      quantityText(child(resource, `${stem}Age`)),
      lineOf(resource, `${stem}String`),
    ]),
  ];
}

/** What the CodeableConcepts of a member say. */
export function conceptFields(resource: JsonObject, label: FieldLabel, key: string): Field[] {
  return textFields(label, conceptTexts(resource, key));
}

/** The codes of a CodeableConcept member. */
export function codeFields(resource: JsonObject, key: string): Field[] {
  return textFields('code', codeLine(member(resource, key)), 'code');
}

/** What the References of a member are to. */
export function referenceFields(
  resource: JsonObject,
  label: FieldLabel,
  key: string,
  find: Find,
): Field[] {
  return textFields(label, referenceTexts(resource, key, find));
}

/** What the Reference inside each item of a member is to. */
export function innerReferenceFields(
  resource: JsonObject,
  label: FieldLabel,
  path: readonly [key: string, inner: string],
  find: Find,
): Field[] {
  return textFields(label, innerReferenceTexts(resource, path[0], path[1], find));
}

/** The annotations; a bare string is tolerated. */
export function noteFields(resource: JsonObject, key = 'note'): Field[] {
  const notes = asList(member(resource, key)).map((note) =>
    typeof note === 'string' ? paragraphs(note) : paragraphsOf(asObject(note), 'text'),
  );
  return textFields('note', notes);
}

/** The business identifiers. */
export function identifierFields(resource: JsonObject): Field[] {
  return textFields('identifier', children(resource, 'identifier').map(identifierText));
}

/** A member holding one code or string. */
export function lineFields(resource: JsonObject, label: FieldLabel, key: string): Field[] {
  return textFields(label, lineOf(resource, key));
}

/** Status and verification, as the record has them. */
export function statusFields(resource: JsonObject): Field[] {
  return [
    ...conceptFields(resource, 'status', 'clinicalStatus'),
    ...textFields('status', statusLine(resource)),
    ...conceptFields(resource, 'verification', 'verificationStatus'),
    ...conceptFields(resource, 'reason', 'statusReason'),
  ];
}

function statusLine(resource: JsonObject): string {
  return joined([lineOf(resource, 'status'), lineOf(resource, 'lifecycleStatus')]);
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['#39', "'"],
  ['nbsp', ' '],
]);

/** The narrative of a resource or a section as plain words. The XHTML itself is never shown. */
export function narrativeText(holder: JsonObject): string {
  const xhtml = member(child(holder, 'text'), 'div');
  if (typeof xhtml !== 'string') return '';
  const words = xhtml
    .slice(0, NOTE_LENGTH * 8)
    .replace(/<(style|script)\b[^<>]*>[^<]*/gi, '')
    .replace(/<\/?(p|div|br|tr|li|h\d|table|ul|ol)\b[^<>]*>/gi, '\n')
    .replace(/<\/(td|th)\s*>/gi, ' · ')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#39|\w{2,4});/g, (all, name: string) => entities.get(name) ?? all);
  return paragraphs(words.replace(/( · )+\n/g, '\n'));
}

/** The amount of an Attachment, as a line of its own: title and type. */
export function attachmentText(attachment: JsonObject): string {
  return line(joined([lineOf(attachment, 'title'), lineOf(attachment, 'contentType')]));
}
