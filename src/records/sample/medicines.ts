import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import { concept, gp, patient, quantity, restricted, to, words } from './coding.ts';

/** What she takes, took, and what was handed over. */
export function medicines(on: Calendar): FhirResource[] {
  return [...requests(on), ...statements(on), ...empagliflozin(on)];
}

function dosage(
  text: string,
  dose: JsonObject,
  frequency: number,
  more: JsonObject = {},
): JsonObject {
  return {
    text,
    timing: { repeat: { frequency, period: 1, periodUnit: 'd' } },
    doseAndRate: [{ doseQuantity: dose }],
    ...more,
  };
}

function request(
  id: string,
  [rxnorm, name]: readonly [string, string],
  more: JsonObject,
): FhirResource {
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: concept('rxnorm', rxnorm, name),
    subject: patient,
    requester: gp,
    ...more,
  };
}

const tablet = (count: number) => quantity(count, count === 1 ? 'tablet' : 'tablets', '{tbl}');

function requests(on: Calendar): FhirResource[] {
  return [
    request('sample-metformin', ['861004', 'Metformin 1000 mg tablet'], {
      authoredOn: on.ago(5, 7),
      dosageInstruction: [dosage('1 tablet twice a day with meals', tablet(1), 2)],
      reasonReference: [to('Condition', 'sample-diabetes', 'Type 2 diabetes')],
    }),
    request('sample-losartan', ['979492', 'Losartan 50 mg tablet'], {
      authoredOn: on.ago(6, 9),
      dosageInstruction: [dosage('1 tablet every morning', tablet(1), 1)],
      reasonReference: [to('Condition', 'sample-hypertension', 'High blood pressure')],
    }),
    request('sample-atorvastatin', ['617310', 'Atorvastatin 20 mg tablet'], {
      authoredOn: on.ago(7, 2),
      dosageInstruction: [dosage('1 tablet at bedtime', tablet(1), 1)],
      reasonReference: [to('Condition', 'sample-cholesterol', 'High cholesterol')],
    }),
    request('sample-omeprazole', ['402014', 'Omeprazole 20 mg capsule'], {
      authoredOn: on.ago(1, 3),
      dosageInstruction: [
        dosage(
          '1 capsule a day when needed for heartburn',
          quantity(1, 'capsule', '{capsule}'),
          1,
          {
            asNeededBoolean: true,
          },
        ),
      ],
    }),
    request('sample-metformin-500', ['861007', 'Metformin 500 mg tablet'], {
      status: 'stopped',
      authoredOn: on.ago(8, 1),
      statusReason: words('Dose raised'),
      dosageInstruction: [dosage('1 tablet twice a day with meals', tablet(1), 2)],
    }),
    request('sample-lisinopril', ['314076', 'Lisinopril 10 mg tablet'], {
      status: 'stopped',
      authoredOn: on.ago(9, 8),
      statusReason: words('Dry cough'),
      dosageInstruction: [dosage('1 tablet a day', tablet(1), 1)],
    }),
    request('sample-ibuprofen', ['197806', 'Ibuprofen 600 mg tablet'], {
      status: 'stopped',
      authoredOn: on.ago(3, 4),
      statusReason: words('Kidney function'),
      dosageInstruction: [dosage('1 tablet up to three times a day', tablet(1), 3)],
    }),
    request('sample-doxycycline', ['1649988', 'Doxycycline 100 mg capsule'], {
      status: 'completed',
      authoredOn: on.ago(2, 9),
      dosageInstruction: [
        dosage('1 capsule a day for 7 days', quantity(1, 'capsule', '{capsule}'), 1),
      ],
      note: [{ text: 'Chosen because of the penicillin allergy.' }],
    }),
    request('sample-sertraline', ['312940', 'Sertraline 50 mg tablet'], {
      status: 'completed',
      meta: restricted,
      authoredOn: on.ago(4, 6),
      dosageInstruction: [dosage('1 tablet a day', tablet(1), 1)],
    }),
  ];
}

function statements(on: Calendar): FhirResource[] {
  const statement = (id: string, name: JsonObject, more: JsonObject): FhirResource => ({
    resourceType: 'MedicationStatement',
    id,
    status: 'active',
    medicationCodeableConcept: name,
    subject: patient,
    informationSource: to('Patient', 'sample-patient', 'Mira Solheim'),
    ...more,
  });
  return [
    statement('sample-metformin-taken', concept('rxnorm', '861004', 'Metformin 1000 mg tablet'), {
      effectivePeriod: { start: on.ago(5, 7) },
      dateAsserted: on.ago(0, 2),
    }),
    statement('sample-vitamin-d', words('Vitamin D 1000 IU'), {
      effectivePeriod: { start: on.ago(2, 1) },
      dosage: [{ text: '1 capsule a day, October to March' }],
    }),
  ];
}

/** One that names its product by reference, as hospitals do, and one box handed over. */
function empagliflozin(on: Calendar): FhirResource[] {
  const name = 'Empagliflozin 10 mg tablet';
  const medicationReference = to('Medication', 'sample-empagliflozin-product', name);
  return [
    {
      resourceType: 'Medication',
      id: 'sample-empagliflozin-product',
      code: concept('rxnorm', '1545658', name),
      form: words('Film-coated tablet'),
    },
    {
      resourceType: 'MedicationRequest',
      id: 'sample-empagliflozin',
      status: 'active',
      intent: 'order',
      medicationReference,
      subject: patient,
      requester: gp,
      authoredOn: on.ago(1, 1),
      dosageInstruction: [dosage('1 tablet every morning', tablet(1), 1)],
      dispenseRequest: { numberOfRepeatsAllowed: 11, quantity: quantity(28, 'tablets', '{tbl}') },
      note: [{ text: 'Pause when ill with fever, vomiting or diarrhoea.' }],
    },
    {
      resourceType: 'MedicationDispense',
      id: 'sample-empagliflozin-box',
      status: 'completed',
      medicationReference,
      subject: patient,
      whenHandedOver: on.ago(0, 0, 19),
      quantity: quantity(28, 'tablets', '{tbl}'),
      performer: [{ actor: { display: 'Larkspur Pharmacy' } }],
      authorizingPrescription: [to('MedicationRequest', 'sample-empagliflozin')],
    },
  ];
}
