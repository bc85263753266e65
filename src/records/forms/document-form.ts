import { asDate } from '../describe/dates.ts';
import type { JsonObject } from '../describe/json.ts';
import { child, lineOf, member } from '../describe/json.ts';
import { TITLE_LENGTH } from '../describe/text.ts';
import { blank, withMember } from './edit.ts';
import type { DocumentForm } from './form.ts';
import { aboutPatient, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

/** DocumentReference. The title is its description; its file keeps the name it came with. */
export const documentShape: Shape<DocumentForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'DocumentReference',
  read: (resource) => ({
    form: 'document',
    title: titleIn(resource),
    date: dayOf(asDate(member(resource, 'date'))),
  }),
  blank: () => blank('DocumentReference', { status: 'current', subject: aboutPatient }),
  edits: [
    [
      'title',
      ({ title }) =>
        (it) =>
          withMember(it, 'description', title),
    ],
    [
      'date',
      ({ date }) =>
        (it) =>
          withMember(it, 'date', date),
    ],
  ],
};

function titleIn(resource: JsonObject): string {
  const attachment = child(child(resource, 'content'), 'attachment');
  return lineOf(resource, 'description', TITLE_LENGTH) || lineOf(attachment, 'title', TITLE_LENGTH);
}
