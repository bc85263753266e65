import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Calendar } from './calendar.ts';
import { concept, patient, quantity } from './coding.ts';

/** Years and months ago, then the value. */
type Row = readonly [years: number, months: number, value: number];

interface Series {
  readonly id: string;
  readonly code: JsonObject;
  readonly category: 'laboratory' | 'vital-signs';
  readonly unit: readonly [unit: string, ucum: string];
  readonly range?: { low?: number; high?: number };
  readonly rows: readonly Row[];
}

const series: readonly Series[] = [
  {
    id: 'hba1c',
    code: concept('loinc', '4548-4', 'HbA1c'),
    category: 'laboratory',
    unit: ['%', '%'],
    range: { low: 4, high: 6 },
    rows: [
      [8, 1, 8.4],
      [6, 6, 7.6],
      [5, 0, 7.9],
      [3, 2, 7.4],
      [1, 2, 7.8],
      [0, 2, 6.9],
    ],
  },
  {
    id: 'ldl',
    code: concept('loinc', '22748-8', 'LDL cholesterol'),
    category: 'laboratory',
    unit: ['mmol/L', 'mmol/L'],
    range: { high: 2.6 },
    rows: [
      [7, 2, 4.3],
      [3, 2, 2.4],
      [0, 2, 2.1],
    ],
  },
  {
    id: 'egfr',
    code: concept('loinc', '98979-8', 'Kidney function (eGFR)'),
    category: 'laboratory',
    unit: ['mL/min/1.73 m²', 'mL/min/{1.73_m2}'],
    range: { low: 60 },
    rows: [
      [5, 0, 84],
      [3, 2, 66],
      [0, 2, 74],
    ],
  },
  {
    id: 'weight',
    code: concept('loinc', '29463-7', 'Body weight'),
    category: 'vital-signs',
    unit: ['kg', 'kg'],
    rows: [
      [8, 1, 91.5],
      [5, 0, 88.2],
      [1, 2, 86.4],
      [0, 2, 82.1],
    ],
  },
  {
    id: 'glucose',
    code: concept('loinc', '15074-8', 'Blood glucose'),
    category: 'laboratory',
    unit: ['mmol/L', 'mmol/L'],
    range: { low: 4, high: 7 },
    rows: [
      [0, 1, 7.2],
      [0, 0, 6.4],
    ],
  },
];

const pressures: readonly (readonly [
  years: number,
  months: number,
  upper: number,
  lower: number,
])[] = [
  [9, 8, 158, 96],
  [6, 6, 138, 86],
  [3, 2, 134, 82],
  [1, 2, 142, 88],
  [0, 2, 128, 78],
];

/** Laboratory values and vital signs with their history, and two that stand alone. */
export function measurements(on: Calendar): FhirResource[] {
  return [...series.flatMap((each) => valuesOf(each, on)), ...bloodPressures(on), ...single(on)];
}

function observation(id: string, category: string, at: string, more: JsonObject): FhirResource {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [concept('observationCategory', category, category)],
    subject: patient,
    effectiveDateTime: at,
    ...more,
  };
}

function valuesOf({ id, code, category, unit, range, rows }: Series, on: Calendar): FhirResource[] {
  return rows.map(([years, months, value], index) =>
    observation(`sample-${id}-${index + 1}`, category, on.at('08:10', years, months, 3), {
      code,
      valueQuantity: quantity(value, ...unit),
      ...(range === undefined ? {} : rangeOf(value, range, unit)),
    }),
  );
}

function rangeOf(
  value: number,
  { low, high }: { low?: number; high?: number },
  unit: readonly [string, string],
): JsonObject {
  const isHigh = high !== undefined && value > high;
  const isLow = low !== undefined && value < low;
  return {
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: quantity(low, ...unit) }),
        ...(high === undefined ? {} : { high: quantity(high, ...unit) }),
      },
    ],
    ...(isHigh ? { interpretation: [concept('interpretation', 'H', 'High')] } : {}),
    ...(isLow ? { interpretation: [concept('interpretation', 'L', 'Low')] } : {}),
  };
}

function bloodPressures(on: Calendar): FhirResource[] {
  const part = (code: string, name: string, value: number) => ({
    code: concept('loinc', code, name),
    valueQuantity: quantity(value, 'mmHg', 'mm[Hg]'),
  });
  return pressures.map(([years, months, upper, lower], index) =>
    observation(`sample-pressure-${index + 1}`, 'vital-signs', on.at('08:20', years, months), {
      code: concept('loinc', '85354-9', 'Blood pressure'),
      component: [
        part('8480-6', 'Systolic blood pressure', upper),
        part('8462-4', 'Diastolic blood pressure', lower),
      ],
    }),
  );
}

function single(on: Calendar): FhirResource[] {
  return [
    observation('sample-height', 'vital-signs', on.ago(8, 1), {
      code: concept('loinc', '8302-2', 'Body height'),
      valueQuantity: quantity(167, 'cm'),
    }),
    observation('sample-smoking', 'social-history', on.ago(0, 2), {
      code: concept('loinc', '72166-2', 'Tobacco smoking'),
      valueCodeableConcept: concept('snomed', '8517006', 'Stopped smoking 15 years ago'),
    }),
  ];
}
