import { conceptIn, conceptTexts } from '../describe/concept.ts';
import { asDate } from '../describe/dates.ts';
import type { JsonObject } from '../describe/json.ts';
import { child, lineOf, member } from '../describe/json.ts';
import { statusOf } from '../describe/status.ts';
import type { Json } from '../fhir.ts';
import { blank, codeConcept, withFirst, withMember, wordsConcept } from './edit.ts';
import type { AllergyForm } from './form.ts';
import { aboutPatient, absent, dayOf } from './parts.ts';
import type { Shape } from './shape.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';

/** AllergyIntolerance. */
export const allergyShape: Shape<AllergyForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'AllergyIntolerance',
  read: (resource) => ({
    form: 'allergy',
    substance: conceptIn(resource, 'code'),
    reaction: conceptTexts(child(resource, 'reaction'), 'manifestation').join(', '),
    severity: severityOf(resource),
    since: dayOf(asDate(member(resource, 'onsetDateTime'))),
    active: statusOf(resource) !== 'stopped',
  }),
  blank: () => blank('AllergyIntolerance', { patient: aboutPatient }),
  edits: [
    [
      'substance',
      ({ substance }) =>
        (it) =>
          withMember(it, 'code', wordsConcept(substance)),
    ],
    ['reaction', (form) => (it) => withFirst(it, 'reaction', (item) => reaction(item, form))],
    ['severity', (form) => (it) => withFirst(it, 'reaction', (item) => reaction(item, form))],
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

function severityOf(resource: JsonObject): AllergyForm['severity'] {
  const severity = lineOf(child(resource, 'reaction'), 'severity');
  return severity === 'mild' || severity === 'moderate' || severity === 'severe' ? severity : '';
}

/** A reaction must say how it showed; when nobody knows, it says so in FHIR's way. */
function reaction(item: JsonObject, form: AllergyForm): JsonObject {
  const shown = conceptTexts(item, 'manifestation').join(', ');
  const graded = withMember(item, 'severity', form.severity);
  if (form.reaction === '' && form.severity === '')
    return withMember(graded, 'manifestation', null);
  if (form.reaction !== '' && form.reaction === shown) return graded;
  const manifestation: Json = form.reaction === '' ? absent : { text: form.reaction };
  return withMember(graded, 'manifestation', [manifestation]);
}

function clinicalStatus(active: boolean): Json {
  return active
    ? codeConcept(CLINICAL, 'active', 'Active')
    : codeConcept(CLINICAL, 'inactive', 'Inactive');
}
