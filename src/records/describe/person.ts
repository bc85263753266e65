import { conceptIn, conceptTexts } from './concept.ts';
import { asDate, periodOf } from './dates.ts';
import type { Family } from './family.ts';
import type { Field } from './field.ts';
import {
  codeFields,
  conceptFields,
  dateFields,
  identifierFields,
  lineFields,
  periodFields,
  referenceFields,
  textFields,
} from './field.ts';
import type { JsonObject } from './json.ts';
import { child, children, lineOf, member } from './json.ts';
import { addressText, contactPoints, nameOf, nameText } from './people.ts';
import type { Find } from './references.ts';
import { innerReferenceTexts, referenceText } from './references.ts';
import { distinct, joined } from './text.ts';

/** The patient. */
export const person: Family = {
  types: ['Patient', 'Person'],
  describe: (resource) => ({
    kind: 'person',
    title: nameOf(resource),
    detail: joined([lineOf(resource, 'gender'), ...contactPoints(resource, 'phone').slice(0, 1)]),
    date: asDate(member(resource, 'birthDate')),
    status: 'active',
  }),
  fields: (resource, find) => [
    ...textFields('name', names(resource)),
    ...dateFields(resource, 'birth-date', 'birthDate'),
    ...lineFields(resource, 'sex', 'gender'),
    ...reachFields(resource),
    ...textFields('language', languages(resource)),
    ...conceptFields(resource, 'marital-status', 'maritalStatus'),
    ...dateFields(resource, 'died', 'deceasedDateTime'),
    ...textFields('contact', children(resource, 'contact').map(contactLine)),
    ...referenceFields(resource, 'doctor', 'generalPractitioner', find),
    ...referenceFields(resource, 'organisation', 'managingOrganization', find),
    ...identifierFields(resource),
  ],
};

/** Somebody to call: a relative, a carer. */
export const contact: Family = {
  types: ['RelatedPerson'],
  describe: (resource) => ({
    kind: 'contact',
    title: nameOf(resource) || conceptIn(resource, 'relationship'),
    detail: joined([
      conceptTexts(resource, 'relationship').join(', '),
      ...contactPoints(resource, 'phone').slice(0, 1),
    ]),
    date: periodOf(resource, 'period').start,
    status: member(resource, 'active') === false ? 'stopped' : 'active',
  }),
  fields: (resource) => [
    ...textFields('name', names(resource)),
    ...conceptFields(resource, 'relationship', 'relationship'),
    ...reachFields(resource),
    ...dateFields(resource, 'birth-date', 'birthDate'),
    ...lineFields(resource, 'sex', 'gender'),
    ...periodFields(resource, 'period'),
    ...identifierFields(resource),
  ],
};

/** Those who care, and where: they come along with what refers to them. */
export const caregiver: Family = {
  types: [
    ...['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService'],
    ...['Endpoint', 'OrganizationAffiliation'],
  ],
  describe: (resource, find) => ({
    kind: 'other',
    title: caregiverName(resource, find),
    detail: joined(
      distinct([
        ...conceptTexts(resource, 'specialty'),
        ...conceptTexts(resource, 'type'),
        ...children(resource, 'address').map(addressText),
      ]).slice(0, 3),
    ),
  }),
  fields: (resource, find) => [
    ...textFields('name', caregiverName(resource, find)),
    ...conceptFields(resource, 'type', 'type'),
    ...conceptFields(resource, 'type', 'code'),
    ...conceptFields(resource, 'category', 'specialty'),
    ...referenceFields(resource, 'organisation', 'organization', find),
    ...reachFields(resource),
    ...codeFields(resource, 'code'),
    ...identifierFields(resource),
  ],
};

function names(resource: JsonObject): string[] {
  return distinct([nameOf(resource), ...children(resource, 'name').map(nameText)]);
}

function caregiverName(resource: JsonObject, find: Find): string {
  const practitioner = referenceText(child(resource, 'practitioner'), resource, find);
  return nameOf(resource) || practitioner || conceptIn(resource, 'code');
}

function reachFields(resource: JsonObject): Field[] {
  return [
    ...textFields('phone', contactPoints(resource, 'phone'), 'phone'),
    ...textFields('email', contactPoints(resource, 'email'), 'email'),
    ...textFields('address', children(resource, 'address').map(addressText)),
  ];
}

function languages(resource: JsonObject): string[] {
  return children(resource, 'communication').map((item) => conceptIn(item, 'language'));
}

function contactLine(contact: JsonObject): string {
  return joined([
    nameText(child(contact, 'name')),
    conceptTexts(contact, 'relationship').join(', '),
    ...contactPoints(contact, 'phone'),
  ]);
}

/** The people of a care team, with what they do. */
export function teamLines(resource: JsonObject, find: Find): string[] {
  const members = innerReferenceTexts(resource, 'participant', 'member', find);
  const roles = children(resource, 'participant').flatMap((item) => conceptTexts(item, 'role'));
  return members.length > 0 ? members : distinct(roles);
}
