import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import { coding, concept, hospital, patient, to, words } from './coding.ts';

const insurer = { display: 'Harbour Mutual Health' };
const card = to('Coverage', 'sample-card');

/** Two cards, and claims with what was paid. */
export function insurance(on: Calendar): FhirResource[] {
  return [...cards(on), ...claims(on)];
}

function cards(on: Calendar): FhirResource[] {
  const planClass = (type: 'plan' | 'group', value: string) => ({
    type: { coding: [coding('coverageClass', type, type)] },
    value,
    name: value,
  });
  return [
    {
      resourceType: 'Coverage',
      id: 'sample-card',
      status: 'active',
      type: words('Health insurance'),
      subscriberId: 'HM 204 886 15',
      beneficiary: patient,
      relationship: words('Self'),
      period: { start: on.ago(4), end: on.ahead(14) },
      payor: [insurer],
      class: [planClass('plan', 'Family Plus'), planClass('group', 'Eastbury Schools')],
    },
    {
      resourceType: 'Coverage',
      id: 'sample-dental-card',
      status: 'active',
      type: words('Dental insurance'),
      subscriberId: 'BD-77120',
      beneficiary: patient,
      period: { start: on.ago(2), end: on.ahead(3) },
      payor: [{ display: 'Brightside Dental Fund' }],
    },
  ];
}

const money = (value: number) => ({ value, currency: 'GBP' });

function claim(type: 'Claim' | 'ExplanationOfBenefit', id: string, more: JsonObject): FhirResource {
  return {
    resourceType: type,
    id,
    status: 'active',
    type: concept('claimType', 'institutional', 'Institutional'),
    use: 'claim',
    patient,
    insurer,
    provider: hospital,
    ...more,
  };
}

function settled(
  id: string,
  [service, date]: readonly [string, string],
  [billed, paid]: readonly [number, number],
  diagnosis: JsonObject,
): FhirResource {
  return claim('ExplanationOfBenefit', id, {
    outcome: 'complete',
    created: date,
    billablePeriod: { start: date, end: date },
    insurance: [{ focal: true, coverage: card }],
    diagnosis: [{ sequence: 1, diagnosisCodeableConcept: diagnosis }],
    item: [{ sequence: 1, productOrService: words(service), net: money(billed) }],
    total: [{ category: words('Submitted'), amount: money(billed) }],
    payment: { amount: money(paid) },
  });
}

function claims(on: Calendar): FhirResource[] {
  return [
    settled(
      'sample-eob-operation',
      ['Laparoscopic removal of the gallbladder', on.ago(6, 1, 20)],
      [4180, 3980],
      concept('icd10', 'K80', 'Gallstones'),
    ),
    settled(
      'sample-eob-xray',
      ['X-ray of the right knee', on.ago(3, 5)],
      [96.5, 86.5],
      concept('icd10', 'M17', 'Osteoarthritis of the knee'),
    ),
    settled(
      'sample-eob-check',
      ['Yearly diabetes check', on.ago(0, 2)],
      [142, 142],
      concept('icd10', 'E11', 'Type 2 diabetes'),
    ),
    claim('Claim', 'sample-claim-physio', {
      created: on.ago(0, 0, 12),
      billablePeriod: { start: on.ago(0, 0, 20), end: on.ago(0, 0, 13) },
      priority: words('Normal'),
      insurance: [{ sequence: 1, focal: true, coverage: card }],
      item: [
        { sequence: 1, productOrService: words('Physiotherapy, three sessions'), net: money(165) },
      ],
      total: money(165),
    }),
  ];
}
