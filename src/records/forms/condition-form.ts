import { conceptIn } from '../describe/concept.ts';
import { asDate } from '../describe/dates.ts';
import { lineOf, member } from '../describe/json.ts';
import { statusOf } from '../describe/status.ts';
import type { Json } from '../fhir.ts';
import { blank, codeConcept, withMember, wordsConcept } from './edit.ts';
import type { ConditionForm } from './form.ts';
import { aboutPatient, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category';

/** Condition. */
export const conditionShape: Shape<ConditionForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'Condition',
  read: (resource) => ({
    form: 'condition',
    name: conceptIn(resource, 'code'),
    since: dayOf(asDate(member(resource, 'onsetDateTime'))),
    active: statusOf(resource) !== 'stopped',
  }),
  blank: () =>
    blank('Condition', {
      category: [codeConcept(CATEGORY, 'problem-list-item', 'Problem List Item')],
      subject: aboutPatient,
    }),
  edits: [
    [
      'name',
      ({ name }) =>
        (it) =>
          withMember(it, 'code', wordsConcept(name)),
    ],
    [
      'since',
      ({ since }) =>
        (it) =>
          withMember(it, 'onsetDateTime', since),
    ],
    [
      'active',
      ({ active }) =>
        (it) =>
          withMember(it, 'clinicalStatus', clinicalStatus(active)),
    ],
  ],
};

function clinicalStatus(active: boolean): Json {
  return active
    ? codeConcept(CLINICAL, 'active', 'Active')
    : codeConcept(CLINICAL, 'resolved', 'Resolved');
}
