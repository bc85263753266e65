import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Draft, Family } from './family.ts';
import type { Field } from './field.ts';
import {
  attachmentText,
  conceptFields,
  dateFields,
  identifierFields,
  narrativeText,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf, member, paragraphsOf } from './json.ts';
import { choiceText } from './quantity.ts';
import type { Find } from './references.ts';
import { referenceTexts } from './references.ts';
import { distinct, joined, line, paragraphs, TITLE_LENGTH } from './text.ts';

/** Base64 characters of inline text that are decoded: far above what stays inline on import. */
const INLINE_LENGTH = 65_536;

/** Letters, scans, pictures, compositions, filled-in forms and consents. */
export const document: Family = {
  types: [
    ...['DocumentReference', 'DocumentManifest', 'Composition', 'Media', 'ImagingStudy'],
    ...['QuestionnaireResponse', 'Consent', 'Binary', 'ClinicalImpression', 'Contract'],
    ...['Communication', 'CommunicationRequest'],
  ],
  describe: (resource, find) => ({
    kind: 'document',
    title: documentTitle(resource),
    detail: documentDetail(resource, find),
    date: documentDate(resource),
    ...documentStatus(resource),
  }),
  fields: (resource, find) => [
    ...textFields('name', documentTitle(resource)),
    ...textFields('note', inlineTexts(resource)),
    ...textFields('description', paragraphsOf(resource, 'summary')),
    ...conceptFields(resource, 'type', 'type'),
    ...conceptFields(resource, 'type', 'modality'),
    ...conceptFields(resource, 'category', 'category'),
    ...conceptFields(resource, 'permission', 'scope'),
    ...textFields('permission', lineOf(child(resource, 'provision'), 'type')),
    ...statusFields(resource),
    ...documentDates(resource),
    ...documentPeople(resource, find),
    ...textFields('attachment', attachments(resource).map(attachmentText)),
    ...sections(resource),
    ...answers(resource),
    ...noteFields(resource),
    ...identifierFields(resource),
  ],
};

function attachments(resource: JsonObject): JsonObject[] {
  const listed = children(resource, 'content').map((item) => child(item, 'attachment'));
  const payloads = children(resource, 'payload').map((item) => child(item, 'contentAttachment'));
  return [...listed, ...payloads, child(resource, 'content'), child(resource, 'sourceAttachment')];
}

function documentTitle(resource: JsonObject): string {
  const titles = attachments(resource).map((item) => lineOf(item, 'title', TITLE_LENGTH));
  const named = [
    lineOf(resource, 'title', TITLE_LENGTH),
    lineOf(resource, 'description', TITLE_LENGTH),
    titles.find((title) => title !== '') ?? '',
    ...['type', 'code', 'topic', 'category', 'scope', 'modality'].map((key) =>
      conceptIn(resource, key),
    ),
    payloadText(resource),
    joined(['modality', 'bodySite'].map((key) => conceptIn(child(resource, 'series'), key))),
  ];
  return line(named.find((name) => name !== '') ?? '', TITLE_LENGTH);
}

function payloadText(resource: JsonObject): string {
  return lineOf(child(resource, 'payload'), 'contentString');
}

function documentDetail(resource: JsonObject, find: Find): string {
  const title = documentTitle(resource);
  const said = [
    conceptIn(resource, 'type') || conceptTexts(resource, 'category').join(', '),
    ...referenceTexts(resource, 'author', find).slice(0, 2),
    payloadText(resource),
  ];
  return joined(distinct(said).filter((part) => part !== title));
}

function documentDate(resource: JsonObject): string | null {
  const created = attachments(resource).map((item) => firstDate(item, 'creation'));
  return (
    firstDate(resource, 'date', 'created', 'createdDateTime', 'dateTime', 'started', 'authored') ??
    firstDate(resource, 'sent', 'effectiveDateTime', 'issued') ??
    created.find((date) => date !== null) ??
    null
  );
}

/** A consent that refuses is no less in force than one that permits. */
function documentStatus(resource: JsonObject): Partial<Draft> {
  return lineOf(resource, 'status') === 'rejected' ? { status: 'stopped' } : {};
}

function documentDates(resource: JsonObject): Field[] {
  return [
    ...dateFields(resource, 'date', 'date', 'created', 'createdDateTime', 'dateTime', 'started'),
    ...dateFields(resource, 'date', 'authored', 'sent', 'effectiveDateTime'),
    ...periodFields(child(resource, 'context'), 'period'),
    ...periodFields(child(resource, 'provision'), 'period'),
  ];
}

function documentPeople(resource: JsonObject, find: Find): Field[] {
  return [
    ...referenceFields(resource, 'author', 'author', find),
    ...referenceFields(resource, 'author', 'sender', find),
    ...referenceFields(resource, 'organisation', 'custodian', find),
    ...referenceFields(resource, 'organisation', 'organization', find),
    ...referenceFields(resource, 'performer', 'performer', find),
  ];
}

/** The text of notes that are small enough to lie inside the resource. */
function inlineTexts(resource: JsonObject): string[] {
  const strings = children(resource, 'payload').map((item) => paragraphsOf(item, 'contentString'));
  return [...attachments(resource).map(inlineText), ...strings];
}

function inlineText(attachment: JsonObject): string {
  const data = member(attachment, 'data');
  const isText = lineOf(attachment, 'contentType').startsWith('text/plain');
  if (!isText || typeof data !== 'string' || data.length > INLINE_LENGTH) return '';
  return paragraphs(decodeText(data));
}

function decodeText(base64: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return '';
  }
}

function sections(resource: JsonObject): Field[] {
  const texts = children(resource, 'section').map((section) =>
    joined([lineOf(section, 'title'), narrativeText(section)], '\n'),
  );
  return textFields('section', texts);
}

/** A filled-in form: each question with its answer, two levels deep. */
function answers(resource: JsonObject): Field[] {
  const items = children(resource, 'item');
  const nested = items.flatMap((item) => children(item, 'item'));
  return textFields('answer', [...items, ...nested].map(answerLine));
}

function answerLine(item: JsonObject): string {
  const given = children(item, 'answer').map((answer) => choiceText(answer, 'value'));
  const said = joined(distinct(given), ', ');
  return said === '' ? '' : joined([lineOf(item, 'text'), said], ': ');
}
