import type { ShareUnit } from '../records/index.ts';
import { SharingError } from './errors.ts';

/** The five switches in the order of their codes 0 to 4 on the wire. */
const unitsByCode: readonly ShareUnit[] = [
  'personal',
  'medical',
  'insurance-card',
  'insurance-claims',
  'prescription',
];

export const UNIT_COUNT = unitsByCode.length;

/** The bounds of a set of units on the wire. */
export const UNIT_SET_RANGE = { min: 0, max: 2 ** UNIT_COUNT - 1 } as const;

export const unitCode = (unit: ShareUnit): number => unitsByCode.indexOf(unit);

/** @throws SharingError `malformed`. */
export function unitOfCode(code: number): ShareUnit {
  const unit = unitsByCode[code];
  if (unit === undefined) throw new SharingError('malformed');
  return unit;
}

/** Bit `code` is set for each unit in the set. */
export const unitSet = (units: readonly ShareUnit[]): number =>
  units.reduce((set, unit) => set | (1 << unitCode(unit)), 0);

/** The units of a set, in the order of their codes. */
export const unitsOfSet = (set: number): ShareUnit[] =>
  unitsByCode.filter((unit) => (set & (1 << unitCode(unit))) !== 0);
