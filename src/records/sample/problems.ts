import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import {
  coding,
  concept,
  gp,
  hospital,
  patient,
  restricted,
  surgeon,
  to,
  words,
} from './coding.ts';

/** Allergies, conditions, operations, family. */
export function problems(on: Calendar): FhirResource[] {
  return [...allergies(on), ...conditions(on), ...procedures(on), ...family(on)];
}

function allergy(id: string, code: JsonObject, more: JsonObject): FhirResource {
  return {
    resourceType: 'AllergyIntolerance',
    id,
    clinicalStatus: concept('allergyClinical', 'active', 'Active'),
    verificationStatus: concept('allergyVerification', 'confirmed', 'Confirmed'),
    code,
    patient,
    ...more,
  };
}

function allergies(on: Calendar): FhirResource[] {
  return [
    allergy('sample-penicillin', concept('snomed', '764146007', 'Penicillin'), {
      category: ['medication'],
      criticality: 'high',
      onsetDateTime: on.ago(31).slice(0, 4),
      recordedDate: on.ago(10),
      recorder: gp,
      reaction: [
        {
          manifestation: [
            concept('snomed', '39579001', 'Anaphylaxis'),
            concept('snomed', '126485001', 'Hives'),
          ],
          severity: 'severe',
          description: 'Within ten minutes of the first amoxicillin capsule.',
        },
      ],
    }),
    allergy('sample-latex', concept('snomed', '111088007', 'Latex'), {
      category: ['environment'],
      criticality: 'low',
      onsetDateTime: on.ago(6, 2).slice(0, 7),
      recorder: surgeon,
      reaction: [
        { manifestation: [concept('snomed', '40275004', 'Contact dermatitis')], severity: 'mild' },
      ],
    }),
    allergy('sample-egg', concept('snomed', '102263004', 'Egg'), {
      clinicalStatus: concept('allergyClinical', 'resolved', 'Resolved'),
      category: ['food'],
      onsetDateTime: on.ago(54).slice(0, 4),
      note: [{ text: 'Outgrown. Has eaten eggs without trouble since her twenties.' }],
    }),
    allergy('sample-sulfonamide', concept('snomed', '387406002', 'Sulfonamide'), {
      clinicalStatus: concept('allergyClinical', 'inactive', 'Inactive'),
      verificationStatus: concept('allergyVerification', 'entered-in-error', 'Entered in error'),
      recordedDate: on.ago(5, 1),
    }),
  ];
}

function condition(
  id: string,
  [snomed, icd10, name]: readonly [string, string, string],
  more: JsonObject,
): FhirResource {
  return {
    resourceType: 'Condition',
    id,
    clinicalStatus: concept('conditionClinical', 'active', 'Active'),
    verificationStatus: concept('conditionVerification', 'confirmed', 'Confirmed'),
    code: { coding: [coding('snomed', snomed, name), coding('icd10', icd10, name)], text: name },
    subject: patient,
    recorder: gp,
    ...more,
  };
}

const resolved = { clinicalStatus: concept('conditionClinical', 'resolved', 'Resolved') };

function conditions(on: Calendar): FhirResource[] {
  return [
    condition('sample-diabetes', ['44054006', 'E11', 'Type 2 diabetes'], {
      onsetDateTime: on.ago(8, 1).slice(0, 7),
      note: [{ text: 'Found at a routine check. Glucose meter at home since then.' }],
    }),
    condition('sample-hypertension', ['59621000', 'I10', 'High blood pressure'], {
      onsetDateTime: on.ago(9, 8).slice(0, 7),
    }),
    condition('sample-cholesterol', ['55822004', 'E78', 'High cholesterol'], {
      onsetDateTime: on.ago(7, 2).slice(0, 7),
    }),
    condition('sample-knee', ['239873007', 'M17', 'Osteoarthritis of the knee'], {
      onsetDateTime: on.ago(3, 5).slice(0, 7),
      bodySite: [words('Right knee')],
      severity: concept('snomed', '6736007', 'Moderate'),
    }),
    condition('sample-gallstones', ['235919008', 'K80', 'Gallstones'], {
      ...resolved,
      onsetDateTime: on.ago(6, 4),
      abatementDateTime: on.ago(6, 2),
    }),
    condition('sample-anaemia', ['87522002', 'D50', 'Iron deficiency anaemia'], {
      ...resolved,
      onsetDateTime: on.ago(9, 11),
      abatementDateTime: on.ago(9, 2),
    }),
    condition('sample-bronchitis', ['10509002', 'J20', 'Acute bronchitis'], {
      ...resolved,
      onsetDateTime: on.ago(2, 9),
      abatementDateTime: on.ago(2, 8),
    }),
    condition('sample-depression', ['310496002', 'F32', 'Moderate depressive episode'], {
      ...resolved,
      meta: restricted,
      onsetDateTime: on.ago(4, 6),
      abatementDateTime: on.ago(3, 7),
    }),
  ];
}

function procedures(on: Calendar): FhirResource[] {
  return [
    {
      resourceType: 'Procedure',
      id: 'sample-cholecystectomy',
      status: 'completed',
      code: concept('snomed', '45595009', 'Laparoscopic removal of the gallbladder'),
      subject: patient,
      performedPeriod: { start: on.ago(6, 2), end: on.ago(6, 2) },
      performer: [{ actor: surgeon }],
      location: hospital,
      reasonReference: [to('Condition', 'sample-gallstones', 'Gallstones')],
      outcome: words('No complications'),
    },
    {
      resourceType: 'Procedure',
      id: 'sample-eye-screening',
      status: 'completed',
      code: concept('snomed', '134395001', 'Diabetic eye screening'),
      subject: patient,
      performedDateTime: on.ago(0, 10),
      outcome: words('No sign of retinopathy'),
    },
    {
      resourceType: 'Procedure',
      id: 'sample-foot-check',
      status: 'completed',
      code: concept('snomed', '401191002', 'Diabetic foot check'),
      subject: patient,
      performedDateTime: on.ago(0, 11, 3),
      outcome: words('Feeling and pulses normal'),
    },
  ];
}

function family(on: Calendar): FhirResource[] {
  const relative = (id: string, relationship: string, condition: JsonObject[]): FhirResource => ({
    resourceType: 'FamilyMemberHistory',
    id,
    status: 'completed',
    patient,
    date: on.ago(8, 1),
    relationship: words(relationship),
    condition,
  });
  return [
    relative('sample-mother', 'Mother', [
      {
        code: concept('snomed', '44054006', 'Type 2 diabetes'),
        onsetAge: { value: 61, unit: 'years' },
      },
    ]),
    relative('sample-father', 'Father', [
      {
        code: concept('snomed', '22298006', 'Heart attack'),
        onsetAge: { value: 66, unit: 'years' },
      },
    ]),
  ];
}
