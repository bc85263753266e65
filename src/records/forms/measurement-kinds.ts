/** A unit a measurement can be written in. */
export interface MeasurementUnit {
  /** As people write it. */
  readonly unit: string;
  /** UCUM code, and the form's value. */
  readonly ucum: string;
  /** Where the unit decides the LOINC code. */
  readonly loinc?: string;
  /** What a person can have: outside of it the value is a slip of the finger. */
  readonly least: number;
  readonly most: number;
}

/** One part of a measurement that has two numbers. */
export interface MeasurementPart {
  readonly key: 'upper' | 'lower';
  readonly loinc: string;
  readonly name: string;
}

/** A kind of measurement a person can write down. */
export interface MeasurementKind {
  readonly key:
    | 'blood-pressure'
    | 'weight'
    | 'height'
    | 'glucose'
    | 'temperature'
    | 'heart-rate'
    | 'oxygen-saturation'
    | 'hba1c'
    | 'respiratory-rate'
    | 'waist'
    | 'peak-flow'
    | 'steps'
    | 'cholesterol-ldl';
  readonly loinc: string;
  /** LOINC's name in short, written into the record. */
  readonly name: string;
  readonly category: 'vital-signs' | 'laboratory' | 'activity';
  /** The usual unit. */
  readonly unit: string;
  readonly ucum: string;
  /** Every unit, the usual one first. */
  readonly units: readonly MeasurementUnit[];
  readonly parts?: readonly [MeasurementPart, MeasurementPart];
}

type Row = Omit<MeasurementKind, 'unit' | 'ucum'> & {
  units: readonly [MeasurementUnit, ...MeasurementUnit[]];
};

function unit(unit: string, ucum: string, range: readonly [number, number]): MeasurementUnit {
  return { unit, ucum, least: range[0], most: range[1] };
}

const rows: readonly Row[] = [
  {
    key: 'blood-pressure',
    loinc: '85354-9',
    name: 'Blood pressure',
    category: 'vital-signs',
    units: [unit('mmHg', 'mm[Hg]', [20, 350])],
    parts: [
      { key: 'upper', loinc: '8480-6', name: 'Systolic blood pressure' },
      { key: 'lower', loinc: '8462-4', name: 'Diastolic blood pressure' },
    ],
  },
  {
    key: 'weight',
    loinc: '29463-7',
    name: 'Body weight',
    category: 'vital-signs',
    units: [unit('kg', 'kg', [0.2, 500]), unit('lb', '[lb_av]', [0.5, 1100])],
  },
  {
    key: 'height',
    loinc: '8302-2',
    name: 'Body height',
    category: 'vital-signs',
    units: [unit('cm', 'cm', [20, 275]), unit('in', '[in_i]', [8, 108])],
  },
  {
    key: 'glucose',
    loinc: '15074-8',
    name: 'Blood glucose',
    category: 'laboratory',
    units: [
      { ...unit('mmol/L', 'mmol/L', [0.5, 60]), loinc: '15074-8' },
      { ...unit('mg/dL', 'mg/dL', [9, 1100]), loinc: '2339-0' },
    ],
  },
  {
    key: 'temperature',
    loinc: '8310-5',
    name: 'Body temperature',
    category: 'vital-signs',
    units: [unit('°C', 'Cel', [25, 45]), unit('°F', '[degF]', [77, 113])],
  },
  {
    key: 'heart-rate',
    loinc: '8867-4',
    name: 'Heart rate',
    category: 'vital-signs',
    units: [unit('/min', '/min', [15, 350])],
  },
  {
    key: 'oxygen-saturation',
    loinc: '59408-5',
    name: 'Oxygen saturation',
    category: 'vital-signs',
    units: [unit('%', '%', [30, 100])],
  },
  {
    key: 'hba1c',
    loinc: '4548-4',
    name: 'HbA1c',
    category: 'laboratory',
    units: [
      { ...unit('%', '%', [2, 25]), loinc: '4548-4' },
      { ...unit('mmol/mol', 'mmol/mol', [5, 250]), loinc: '59261-8' },
    ],
  },
  {
    key: 'respiratory-rate',
    loinc: '9279-1',
    name: 'Respiratory rate',
    category: 'vital-signs',
    units: [unit('/min', '/min', [3, 120])],
  },
  {
    key: 'waist',
    loinc: '8280-0',
    name: 'Waist circumference',
    category: 'vital-signs',
    units: [unit('cm', 'cm', [20, 300]), unit('in', '[in_i]', [8, 120])],
  },
  {
    key: 'peak-flow',
    loinc: '33452-4',
    name: 'Peak expiratory flow',
    category: 'vital-signs',
    units: [unit('L/min', 'L/min', [30, 1200])],
  },
  {
    key: 'steps',
    loinc: '41950-7',
    name: 'Steps in 24 hours',
    category: 'activity',
    units: [unit('steps', '{steps}', [0, 200_000])],
  },
  {
    key: 'cholesterol-ldl',
    loinc: '18262-6',
    name: 'LDL cholesterol',
    category: 'laboratory',
    units: [
      { ...unit('mmol/L', 'mmol/L', [0.1, 30]), loinc: '22748-8' },
      { ...unit('mg/dL', 'mg/dL', [4, 1200]), loinc: '18262-6' },
    ],
  },
];

/** What a person can measure, in the order a list shows it. Ranges are limits of life, not of health. */
export const measurementKinds: readonly MeasurementKind[] = rows.map((row) => ({
  ...row,
  unit: row.units[0].unit,
  ucum: row.units[0].ucum,
}));

/** The LOINC code of a kind in one of its units. */
export function loincOf(kind: MeasurementKind, ucum: string): string {
  return kind.units.find((each) => each.ucum === ucum)?.loinc ?? kind.loinc;
}

/** Other codes under which the same things are recorded elsewhere. */
const alsoKnown: ReadonlyMap<string, MeasurementKind['key']> = new Map([
  ['55284-4', 'blood-pressure'],
  ['2708-6', 'oxygen-saturation'],
  ['3141-9', 'weight'],
]);

/** The kind that records this LOINC code, if any. */
export function kindOfLoinc(code: string): MeasurementKind | undefined {
  const key = alsoKnown.get(code);
  return measurementKinds.find(
    (kind) =>
      kind.key === key || kind.loinc === code || kind.units.some(({ loinc }) => loinc === code),
  );
}
