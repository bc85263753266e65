import { conceptIn } from '../describe/concept.ts';
import { asDate } from '../describe/dates.ts';
import { lineOf, member } from '../describe/json.ts';
import { blank, withMember, wordsConcept } from './edit.ts';
import type { VaccinationForm } from './form.ts';
import { aboutPatient, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

/** Immunization. */
export const vaccinationShape: Shape<VaccinationForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'Immunization',
  read: (resource) => ({
    form: 'vaccination',
    vaccine: conceptIn(resource, 'vaccineCode'),
    date: dayOf(asDate(member(resource, 'occurrenceDateTime'))),
    lot: lineOf(resource, 'lotNumber'),
  }),
  blank: () =>
    blank('Immunization', { status: 'completed', patient: aboutPatient, primarySource: false }),
  edits: [
    [
      'vaccine',
      ({ vaccine }) =>
        (it) =>
          withMember(it, 'vaccineCode', wordsConcept(vaccine)),
    ],
    [
      'date',
      ({ date }) =>
        (it) =>
          withMember(it, 'occurrenceDateTime', date),
    ],
    [
      'lot',
      ({ lot }) =>
        (it) =>
          withMember(it, 'lotNumber', lot),
    ],
  ],
};
