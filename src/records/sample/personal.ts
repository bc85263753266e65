import type { FhirResource } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import { gp, patient, to, words } from './coding.ts';

/** Who she is, whom to call, what she agreed to, and when she is expected next. */
export function personal(on: Calendar): FhirResource[] {
  return [person(on), ...contacts(), consent(on), appointment(on), message(on)];
}

function person(on: Calendar): FhirResource {
  return {
    resourceType: 'Patient',
    id: 'sample-patient',
    active: true,
    identifier: [
      { type: words('Hospital number'), system: 'urn:example:northgate', value: 'NG-4471902' },
    ],
    name: [
      { use: 'official', family: 'Solheim', given: ['Mira', 'Astrid'] },
      { use: 'maiden', family: 'Varga', given: ['Mira'] },
    ],
    telecom: [
      { system: 'phone', value: '+44 20 7946 0107', use: 'mobile' },
      { system: 'email', value: 'mira.solheim@example.org' },
    ],
    gender: 'female',
    birthDate: on.ago(58, 3, 11),
    address: [
      {
        use: 'home',
        line: ['14 Larkspur Close'],
        city: 'Eastbury',
        postalCode: 'EB4 7QT',
        country: 'GB',
      },
    ],
    maritalStatus: words('Married'),
    communication: [
      { language: words('English'), preferred: true },
      { language: words('Norwegian') },
    ],
    generalPractitioner: [gp],
  };
}

function contacts(): FhirResource[] {
  return [
    {
      resourceType: 'RelatedPerson',
      id: 'sample-husband',
      active: true,
      patient,
      relationship: [words('Husband')],
      name: [{ text: 'Jonas Solheim' }],
      telecom: [{ system: 'phone', value: '+44 20 7946 0139', use: 'mobile' }],
    },
    {
      resourceType: 'RelatedPerson',
      id: 'sample-daughter',
      active: true,
      patient,
      relationship: [words('Daughter')],
      name: [{ text: 'Linnea Solheim' }],
      telecom: [{ system: 'phone', value: '+44 20 7946 0171', use: 'mobile' }],
    },
  ];
}

function consent(on: Calendar): FhirResource {
  return {
    resourceType: 'Consent',
    id: 'sample-consent',
    status: 'active',
    scope: words('Privacy'),
    category: [words('Sharing of records with the diabetes clinic')],
    patient,
    dateTime: on.ago(7, 10),
    provision: { type: 'permit', period: { start: on.ago(7, 10) } },
  };
}

function appointment(on: Calendar): FhirResource {
  return {
    resourceType: 'Appointment',
    id: 'sample-appointment',
    status: 'booked',
    appointmentType: words('Yearly diabetes check'),
    description: 'Please bring your glucose diary.',
    start: `${on.ahead(1)}T09:20:00Z`,
    end: `${on.ahead(1)}T09:50:00Z`,
    participant: [{ actor: gp, status: 'accepted' }],
  };
}

function message(on: Calendar): FhirResource {
  return {
    resourceType: 'Communication',
    id: 'sample-message',
    status: 'completed',
    subject: patient,
    topic: words('Change of address'),
    sent: on.at('10:15', 3, 4),
    sender: to('Patient', 'sample-patient', 'Mira Solheim'),
    payload: [
      { contentString: 'We have moved to 14 Larkspur Close. The phone numbers stay the same.' },
    ],
  };
}
