import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import {
  coding,
  concept,
  diabetesNurse,
  gp,
  hospital,
  patient,
  quantity,
  surgeon,
  to,
  words,
} from './coding.ts';

/** Vaccinations, visits, reports, plans, the meter, and a type no table knows. */
export function care(on: Calendar): FhirResource[] {
  return [...vaccinations(on), ...visits(on), ...reports(on), ...plans(on), ...meter(), diary(on)];
}

function vaccination(id: string, cvx: string, name: string, more: JsonObject): FhirResource {
  return {
    resourceType: 'Immunization',
    id,
    status: 'completed',
    vaccineCode: concept('cvx', cvx, name),
    patient,
    primarySource: true,
    ...more,
  };
}

function vaccinations(on: Calendar): FhirResource[] {
  const flu = (years: number, lotNumber: string) =>
    vaccination(`sample-flu-${years}`, '150', 'Influenza vaccine', {
      occurrenceDateTime: on.ago(years, 1),
      lotNumber,
    });
  const covid = (dose: number, years: number, months: number) =>
    vaccination(`sample-covid-${dose}`, '208', 'COVID-19 vaccine (mRNA)', {
      occurrenceDateTime: on.ago(years, months),
      protocolApplied: [{ targetDisease: [words('COVID-19')], doseNumberPositiveInt: dose }],
    });
  return [
    flu(0, 'FL2290'),
    flu(1, 'FL1873'),
    flu(2, 'FL1402'),
    covid(1, 4, 9),
    covid(2, 4, 6),
    vaccination('sample-tetanus', '115', 'Tetanus, diphtheria, whooping cough', {
      occurrenceDateTime: on.ago(6, 8),
    }),
    vaccination('sample-pneumococcal', '33', 'Pneumococcal vaccine', {
      occurrenceDateTime: on.ago(3, 0, 12),
      lotNumber: 'PN7714',
    }),
    vaccination('sample-shingles', '187', 'Shingles vaccine', {
      status: 'not-done',
      statusReason: words('Wants to think about it'),
      occurrenceDateTime: on.ago(1, 1),
    }),
  ];
}

function visits(on: Calendar): FhirResource[] {
  const visit = (id: string, code: string, type: string, more: JsonObject): FhirResource => ({
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: coding('encounterClass', code, type),
    type: [words(type)],
    subject: patient,
    ...more,
  });
  return [
    visit('sample-visit-year', 'AMB', 'Yearly diabetes check', {
      period: { start: on.at('09:00', 0, 2), end: on.at('09:35', 0, 2) },
      reasonCode: [words('Type 2 diabetes')],
      participant: [{ individual: diabetesNurse }],
      serviceProvider: { display: 'Larkspur Surgery' },
    }),
    visit('sample-visit-cough', 'AMB', 'Surgery visit', {
      period: { start: on.at('16:40', 2, 9), end: on.at('16:55', 2, 9) },
      reasonCode: [words('Cough with fever')],
      participant: [{ individual: gp }],
      serviceProvider: { display: 'Larkspur Surgery' },
    }),
    visit('sample-visit-operation', 'IMP', 'Hospital stay', {
      period: { start: on.at('07:30', 6, 2), end: on.at('11:00', 6, 1, 28) },
      reasonCode: [words('Gallstones')],
      participant: [{ individual: surgeon }],
      serviceProvider: hospital,
    }),
  ];
}

function reports(on: Calendar): FhirResource[] {
  const report = (id: string, more: JsonObject): FhirResource => ({
    resourceType: 'DiagnosticReport',
    id,
    status: 'final',
    subject: patient,
    ...more,
  });
  return [
    report('sample-blood-panel', {
      category: [concept('reportSection', 'LAB', 'Laboratory')],
      code: concept('loinc', '24323-8', 'Yearly blood tests'),
      effectiveDateTime: on.ago(0, 2),
      result: [
        to('Observation', 'sample-hba1c-6', 'HbA1c'),
        to('Observation', 'sample-ldl-3', 'LDL cholesterol'),
        to('Observation', 'sample-egfr-3', 'Kidney function (eGFR)'),
      ],
      conclusion: 'Better controlled than last year. Kidney function stable.',
    }),
    report('sample-knee-xray', {
      category: [concept('reportSection', 'RAD', 'Radiology')],
      code: concept('loinc', '37637-7', 'X-ray of the right knee'),
      effectiveDateTime: on.ago(3, 5),
      performer: [hospital],
      conclusion: 'Narrowed joint space on the inner side, small bone spurs. No fracture.',
    }),
  ];
}

function plans(on: Calendar): FhirResource[] {
  return [
    {
      resourceType: 'CarePlan',
      id: 'sample-care-plan',
      status: 'active',
      intent: 'plan',
      title: 'Diabetes care plan',
      subject: patient,
      period: { start: on.ago(0, 2) },
      addresses: [to('Condition', 'sample-diabetes', 'Type 2 diabetes')],
      goal: [to('Goal', 'sample-goal', 'HbA1c below 7 %')],
      activity: [
        'Walk 30 minutes a day',
        'Check feet every evening',
        'Eye screening every year',
      ].map((text) => ({ detail: { status: 'in-progress', code: words(text) } })),
    },
    {
      resourceType: 'Goal',
      id: 'sample-goal',
      lifecycleStatus: 'active',
      achievementStatus: words('Achieved'),
      description: words('HbA1c below 7 %'),
      subject: patient,
      startDate: on.ago(1, 2),
      target: [{ measure: words('HbA1c'), detailQuantity: quantity(7, '%') }],
    },
    {
      resourceType: 'ServiceRequest',
      id: 'sample-referral',
      status: 'active',
      intent: 'order',
      code: words('Physiotherapy for the right knee'),
      subject: patient,
      authoredOn: on.ago(0, 0, 23),
      requester: gp,
      reasonReference: [to('Condition', 'sample-knee', 'Osteoarthritis of the knee')],
    },
  ];
}

function meter(): FhirResource[] {
  return [
    {
      resourceType: 'Device',
      id: 'sample-meter',
      status: 'active',
      type: words('Blood glucose meter'),
      manufacturer: 'Brightwell Devices',
      modelNumber: 'GM-20',
      patient,
    },
  ];
}

/** From an app that speaks a later FHIR: filed under medical and marked as unsorted. */
function diary(on: Calendar): FhirResource {
  return {
    resourceType: 'NutritionIntake',
    id: 'sample-meal-diary',
    status: 'completed',
    code: words('Meal diary: breakfast'),
    subject: patient,
    occurrenceDateTime: on.at('07:45', 0, 0, 6),
    note: [{ text: 'Porridge with berries, black coffee.' }],
  };
}
