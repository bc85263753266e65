import type { JsonObject } from './json.ts';
import { child, lineOf, member, numberOf } from './json.ts';
import { codesOf, conceptIn } from './concept.ts';
import { joined, paragraphs, LINE_LENGTH } from './text.ts';
import { asDate } from './dates.ts';

/** UCUM units whose symbol is not what people write. */
const writtenUnits: ReadonlyMap<string, string> = new Map([
  ['mm[Hg]', 'mmHg'],
  ['Cel', '°C'],
  ['[degF]', '°F'],
  ['kg/m2', 'kg/m²'],
  ['mL/min/{1.73_m2}', 'mL/min/1.73 m²'],
  ['mL/min/1.73m2', 'mL/min/1.73 m²'],
  ['10*3/uL', '10³/µL'],
  ['10*6/uL', '10⁶/µL'],
  ['10*9/L', '10⁹/L'],
  ['10*12/L', '10¹²/L'],
  ['ug', 'µg'],
  ['ug/L', 'µg/L'],
  ['umol/L', 'µmol/L'],
  ['[lb_av]', 'lb'],
  ['[in_i]', 'in'],
  ['[IU]', 'IU'],
  ['{score}', ''],
  ['{count}', ''],
  ['{ratio}', ''],
  ['1', ''],
]);

/** The unit as people write it. */
function writtenUnit(unit: string): string {
  return writtenUnits.get(unit) ?? unit.replace(/\{[^}]*\}/g, '').trim();
}

/** The unit of a Quantity: its own words, else its UCUM code. */
export function unitOf(quantity: JsonObject): string {
  return writtenUnit(lineOf(quantity, 'unit', 60) || lineOf(quantity, 'code', 60));
}

/**
 * A number as a person reads it. Up to four decimals stand as recorded; more are a device's or a
 * converter's noise, and two decimals (three significant digits below one) are left.
 */
export function writtenNumber(value: number): string {
  const written = String(value);
  if (!/\.\d{5}/.test(written) && !written.includes('e')) return written;
  if (Math.abs(value) >= 1e15) return written;
  return String(Number(Math.abs(value) >= 1 ? value.toFixed(2) : value.toPrecision(3)));
}

/** A Quantity, Age, Duration or Money in words. */
export function quantityText(quantity: JsonObject): string {
  const value = numberOf(quantity, 'value');
  if (value === null) return '';
  const number = lineOf(quantity, 'comparator', 4) + writtenNumber(value);
  return withUnit(number, unitOf(quantity) || lineOf(quantity, 'currency', 8));
}

/** A number and its unit; the percent sign stands close. */
export function withUnit(number: string, unit: string): string {
  return unit.startsWith('%') ? `${number} ${unit}` : joined([number, unit], ' ');
}

/** Money with two decimals and its currency code. */
export function moneyText(money: JsonObject): string {
  const value = numberOf(money, 'value');
  return value === null ? '' : joined([value.toFixed(2), lineOf(money, 'currency', 8)], ' ');
}

/** A Range in words. */
export function rangeText(range: JsonObject): string {
  const [low, high] = [child(range, 'low'), child(range, 'high')];
  const unit = unitOf(low) || unitOf(high);
  const [from, to] = [numberOf(low, 'value'), numberOf(high, 'value')];
  if (from === null && to === null) return '';
  if (from === null) return withUnit(`≤ ${writtenNumber(to ?? 0)}`, unit);
  if (to === null) return withUnit(`≥ ${writtenNumber(from)}`, unit);
  return withUnit(`${writtenNumber(from)}–${writtenNumber(to)}`, unit);
}

/** A Ratio in words: `5 mg / 1 mL`. */
export function ratioText(ratio: JsonObject): string {
  const parts = [child(ratio, 'numerator'), child(ratio, 'denominator')].map(quantityText);
  return joined(parts, ' / ');
}

/** Whatever `value[x]` (or another choice of types) holds, in words; dates as recorded. */
export function choiceText(object: JsonObject, stem: string): string {
  const date = asDate(member(object, `${stem}DateTime`)) ?? asDate(member(object, `${stem}Date`));
  return (
    quantityText(child(object, `${stem}Quantity`)) ||
    conceptIn(object, `${stem}CodeableConcept`) ||
    conceptIn(object, `${stem}Coding`) ||
    plainString(object, `${stem}String`) ||
    rangeText(child(object, `${stem}Range`)) ||
    ratioText(child(object, `${stem}Ratio`)) ||
    lineOf(object, `${stem}Integer`) ||
    lineOf(object, `${stem}Decimal`) ||
    lineOf(object, `${stem}Boolean`) ||
    lineOf(object, `${stem}Time`) ||
    (date ?? '')
  );
}

function plainString(object: JsonObject, key: string): string {
  const value = member(object, key);
  return typeof value === 'string' ? paragraphs(value, LINE_LENGTH) : lineOf(object, key);
}

/** The name a code system gives what was measured, for comparing one value with the next. */
export function measuredCode(concept: JsonObject, name: string): string {
  const codes = codesOf(concept);
  const loinc = codes.find(({ system, code }) => system === 'http://loinc.org' && code !== '');
  return loinc?.code ?? codes.find(({ code }) => code !== '')?.code ?? name.toLowerCase();
}
