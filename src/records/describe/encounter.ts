import { conceptIn, conceptTexts } from './concept.ts';
import { firstDate } from './dates.ts';
import type { Family } from './family.ts';
import {
  conceptFields,
  dateFields,
  identifierFields,
  innerReferenceFields,
  lineFields,
  noteFields,
  periodFields,
  referenceFields,
  statusFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, lineOf } from './json.ts';
import { referenceTexts } from './references.ts';
import { distinct, joined } from './text.ts';

/** Visits: encounters, episodes of care and appointments. */
export const encounter: Family = {
  types: ['Encounter', 'EpisodeOfCare', 'Appointment', 'AppointmentResponse'],
  describe: (resource, find) => ({
    kind: 'visit',
    title: visitName(resource),
    detail: joined(
      distinct([
        ...conceptTexts(resource, 'reasonCode'),
        ...referenceTexts(resource, 'reasonReference', find),
        ...referenceTexts(resource, 'serviceProvider', find),
      ]).slice(0, 4),
    ),
    date: firstDate(resource, 'period', 'start', 'actualPeriod', 'requestedPeriod', 'created'),
  }),
  fields: (resource, find) => [
    ...textFields('visit', visitName(resource)),
    ...textFields('category', conceptIn(resource, 'class')),
    ...statusFields(resource),
    ...periodFields(resource, 'period'),
    ...dateFields(resource, 'start', 'start'),
    ...dateFields(resource, 'end', 'end'),
    ...conceptFields(resource, 'indication', 'reasonCode'),
    ...referenceFields(resource, 'indication', 'reasonReference', find),
    ...innerReferenceFields(resource, 'diagnosis', ['diagnosis', 'condition'], find),
    ...innerReferenceFields(resource, 'participant', ['participant', 'individual'], find),
    ...innerReferenceFields(resource, 'participant', ['participant', 'actor'], find),
    ...referenceFields(resource, 'organisation', 'serviceProvider', find),
    ...innerReferenceFields(resource, 'location', ['location', 'location'], find),
    ...conceptFields(child(resource, 'hospitalization'), 'outcome', 'dischargeDisposition'),
    ...lineFields(resource, 'description', 'description'),
    ...lineFields(resource, 'note', 'comment'),
    ...lineFields(resource, 'instructions', 'patientInstruction'),
    ...noteFields(resource),
    ...identifierFields(resource),
  ],
};

function visitName(resource: JsonObject): string {
  return (
    conceptIn(resource, 'type') ||
    conceptIn(resource, 'appointmentType') ||
    conceptIn(resource, 'serviceType') ||
    lineOf(resource, 'description', 200) ||
    conceptIn(resource, 'class')
  );
}
