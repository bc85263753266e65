import { isList, isObject, memberOf, type Json } from '../fhir.ts';

/** Elements in which somebody wrote sentences. */
const proseElements: ReadonlySet<string> = new Set([
  ...['note', 'notes', 'comment', 'comments', 'description', 'conclusion', 'summary', 'title'],
  ...['patientInstruction', 'contentString', 'valueString', 'valueMarkdown', 'disposition'],
  ...['processNote', 'detail', 'details', 'clinicalNotes', 'reaction'],
]);

/** Elements whose `text` holds directions. */
const directionElements: ReadonlySet<string> = new Set(['dosage', 'dosageInstruction']);

/** Whether the value holds words that somebody wrote, or a file: they may restate anything. */
export function holdsFreeText(value: Json): boolean {
  if (isList(value)) return value.some(holdsFreeText);
  if (!isObject(value)) return false;
  if (typeof memberOf(value, 'data') === 'string') return true;
  return Object.entries(value).some(
    ([key, member]) =>
      (proseElements.has(key) && isProse(member)) ||
      isDirected(key, member) ||
      holdsFreeText(member),
  );
}

function isProse(value: Json): boolean {
  if (isList(value)) return value.some(isProse);
  if (isObject(value)) return typeof memberOf(value, 'text') === 'string';
  return typeof value === 'string' && value.trim() !== '';
}

function isDirected(key: string, value: Json): boolean {
  return directionElements.has(key) && isProse(value);
}
