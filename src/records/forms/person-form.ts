import { conceptIn } from '../describe/concept.ts';
import { asDate } from '../describe/dates.ts';
import type { JsonObject } from '../describe/json.ts';
import { child, lineOf, member } from '../describe/json.ts';
import { addressText, contactPoints, nameOf, nameText } from '../describe/people.ts';
import { blank, withFirst, withItem, withMember, wordsConcept } from './edit.ts';
import type { ContactForm, PersonForm } from './form.ts';
import { aboutPatient } from './parts.ts';
import type { Shape } from './shape.ts';

/** Patient. */
export const personShape: Shape<PersonForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'Patient',
  read: (resource) => ({
    form: 'person',
    name: nameOf(resource),
    birthDate: asDate(member(resource, 'birthDate')) ?? '',
    sex: sexOf(resource),
    address: addressText(child(resource, 'address')),
    phone: contactPoints(resource, 'phone')[0] ?? '',
    email: contactPoints(resource, 'email')[0] ?? '',
    language: conceptIn(child(resource, 'communication'), 'language'),
  }),
  blank: () => blank('Patient'),
  edits: [
    [
      'name',
      ({ name }) =>
        (it) =>
          withName(it, name),
    ],
    [
      'birthDate',
      ({ birthDate }) =>
        (it) =>
          withMember(it, 'birthDate', birthDate),
    ],
    [
      'sex',
      ({ sex }) =>
        (it) =>
          withMember(it, 'gender', sex),
    ],
    [
      'address',
      ({ address }) =>
        (it) =>
          withAddress(it, address),
    ],
    [
      'phone',
      ({ phone }) =>
        (it) =>
          withContactPoint(it, 'phone', phone),
    ],
    [
      'email',
      ({ email }) =>
        (it) =>
          withContactPoint(it, 'email', email),
    ],
    [
      'language',
      ({ language }) =>
        (it) =>
          withLanguage(it, language),
    ],
  ],
};

/** RelatedPerson. */
export const contactShape: Shape<ContactForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'RelatedPerson',
  read: (resource) => ({
    form: 'contact',
    name: nameOf(resource),
    relation: conceptIn(resource, 'relationship'),
    phone: contactPoints(resource, 'phone')[0] ?? '',
  }),
  blank: () => blank('RelatedPerson', { active: true, patient: aboutPatient }),
  edits: [
    [
      'name',
      ({ name }) =>
        (it) =>
          withName(it, name),
    ],
    [
      'relation',
      ({ relation }) =>
        (it) =>
          withRelation(it, relation),
    ],
    [
      'phone',
      ({ phone }) =>
        (it) =>
          withContactPoint(it, 'phone', phone),
    ],
  ],
};

function sexOf(resource: JsonObject): PersonForm['sex'] {
  const sex = lineOf(resource, 'gender');
  return sex === 'female' || sex === 'male' || sex === 'other' || sex === 'unknown' ? sex : '';
}

/** The name in one piece: where it divides into given and family is not for a form to guess. */
function withName(resource: JsonObject, name: string): JsonObject {
  const current = nameOf(resource);
  return withItem(
    resource,
    'name',
    (item) => nameText(item) === current && lineOf(item, 'use') !== 'old',
    (item) =>
      name === '' ? {} : withMember({ use: member(item, 'use') ?? 'usual' }, 'text', name),
  );
}

function withAddress(resource: JsonObject, address: string): JsonObject {
  return withFirst(resource, 'address', (item) =>
    address === '' ? {} : { use: member(item, 'use') ?? 'home', text: address },
  );
}

function withContactPoint(resource: JsonObject, system: string, value: string): JsonObject {
  const [current] = contactPoints(resource, system);
  return withItem(
    resource,
    'telecom',
    (item) => lineOf(item, 'system') === system && lineOf(item, 'value') === current,
    (item) => (value === '' ? {} : { ...item, system, value }),
  );
}

function withLanguage(resource: JsonObject, language: string): JsonObject {
  return withFirst(resource, 'communication', (item) =>
    language === '' ? {} : { ...item, language: wordsConcept(language) },
  );
}

function withRelation(resource: JsonObject, relation: string): JsonObject {
  return withFirst(resource, 'relationship', () => (relation === '' ? {} : { text: relation }));
}
