import type { Json } from '../fhir.ts';
import { listOf } from '../fhir.ts';
import { conceptIn } from './concept.ts';
import type { JsonObject } from './json.ts';
import { asList, asObject, child, lineOf, linesOf, member, numberOf } from './json.ts';
import { quantityText, rangeText, ratioText, unitOf, withUnit, writtenNumber } from './quantity.ts';
import { distinct, joined } from './text.ts';

/** How a medicine is taken: each dosage's text, else words composed from its structure. */
export function dosageText(dosages: Json | undefined): string {
  return joined(
    distinct(
      asList(dosages)
        .slice(0, 8)
        .map((dosage) => oneDosage(asObject(dosage))),
    ),
  );
}

function oneDosage(dosage: JsonObject): string {
  const text = lineOf(dosage, 'text') || lineOf(dosage, 'patientInstruction');
  return text || composedDosage(dosage);
}

/** `1 tablet, 2 times a day, by mouth, as needed, for 7 days`: neutral English from the structure. */
export function composedDosage(dosage: JsonObject): string {
  const parts = [
    doseText(dosage),
    timingText(child(dosage, 'timing')),
    conceptIn(dosage, 'route'),
    asNeededText(dosage),
    boundsText(child(child(dosage, 'timing'), 'repeat')),
  ];
  return joined(distinct(parts), ', ');
}

/** The amount of one dose. */
export function doseText(dosage: JsonObject): string {
  const dose = child(dosage, 'doseAndRate');
  return (
    quantityText(child(dose, 'doseQuantity')) ||
    rangeText(child(dose, 'doseRange')) ||
    quantityText(child(dose, 'rateQuantity')) ||
    ratioText(child(dose, 'rateRatio')) ||
    quantityText(child(dosage, 'doseQuantity'))
  );
}

const periodWords: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['min', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['wk', 'week'],
  ['mo', 'month'],
  ['a', 'year'],
]);

const whenWords: ReadonlyMap<string, string> = new Map([
  ['MORN', 'in the morning'],
  ['MORN.early', 'early in the morning'],
  ['NOON', 'at noon'],
  ['AFT', 'in the afternoon'],
  ['EVE', 'in the evening'],
  ['NIGHT', 'at night'],
  ['HS', 'at bedtime'],
  ['WAKE', 'after waking'],
  ['C', 'with meals'],
  ['CM', 'with breakfast'],
  ['CD', 'with lunch'],
  ['CV', 'with dinner'],
  ['AC', 'before meals'],
  ['ACM', 'before breakfast'],
  ['ACD', 'before lunch'],
  ['ACV', 'before dinner'],
  ['PC', 'after meals'],
  ['PCM', 'after breakfast'],
  ['PCD', 'after lunch'],
  ['PCV', 'after dinner'],
]);

/** How often: the timing's own words, else its frequency, period, times of day and days. */
export function timingText(timing: JsonObject): string {
  const repeat = child(timing, 'repeat');
  const when = linesOf(repeat, 'when').map((code) => whenWords.get(code) ?? '');
  const parts = [
    frequencyText(repeat),
    ...distinct(when),
    joined(
      linesOf(repeat, 'timeOfDay').map((time) => time.slice(0, 5)),
      ', ',
    ),
    joined(linesOf(repeat, 'dayOfWeek'), ', '),
  ];
  return conceptIn(timing, 'code') || joined(distinct(parts), ', ');
}

function frequencyText(repeat: JsonObject): string {
  const period = numberOf(repeat, 'period');
  const word = periodWords.get(lineOf(repeat, 'periodUnit'));
  if (period === null || word === undefined) return '';
  const times = frequencyTimes(repeat);
  if (period === 1) return times === '1' ? `once a ${word}` : `${times} times a ${word}`;
  const every = `every ${writtenNumber(period)} ${word}s`;
  return times === '1' ? every : `${times} times ${every}`;
}

function frequencyTimes(repeat: JsonObject): string {
  const [least, most] = [numberOf(repeat, 'frequency') ?? 1, numberOf(repeat, 'frequencyMax')];
  return most === null ? writtenNumber(least) : `${writtenNumber(least)}–${writtenNumber(most)}`;
}

function asNeededText(dosage: JsonObject): string {
  const reason = conceptIn(dosage, 'asNeededCodeableConcept') || conceptIn(dosage, 'asNeededFor');
  if (reason !== '') return `as needed for ${reason}`;
  return member(dosage, 'asNeededBoolean') === true ? 'as needed' : '';
}

function boundsText(repeat: JsonObject): string {
  const duration = child(repeat, 'boundsDuration');
  const value = numberOf(duration, 'value');
  if (value === null) return '';
  const word = periodWords.get(lineOf(duration, 'code')) ?? unitOf(duration).replace(/s$/, '');
  return `for ${withUnit(writtenNumber(value), value === 1 ? word : `${word}s`)}`;
}

/** The first dosage of a medicine, under whichever name its type gives it. */
export function firstDosage(resource: JsonObject): JsonObject {
  const instructed = listOf(member(resource, 'dosageInstruction')).length > 0;
  return child(resource, instructed ? 'dosageInstruction' : 'dosage');
}
