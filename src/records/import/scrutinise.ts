import { isList, isObject, listOf, type FhirResource, type Json } from '../fhir.ts';
import { isOlderFhir } from './fhir-version.ts';
import type { Tally } from './tally.ts';

/** FHIR date, dateTime and instant, with the shorter forms (FHIR R4 §2.24.0.1). */
const date =
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-4]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

const dateElements: ReadonlySet<string> = new Set([
  ...['birthDate', 'deceasedDateTime', 'recordedDate', 'onsetDateTime', 'abatementDateTime'],
  ...['effectiveDateTime', 'occurrenceDateTime', 'performedDateTime', 'authoredOn', 'issued'],
  ...['whenHandedOver', 'whenPrepared', 'dateAsserted', 'date', 'created', 'start', 'end'],
  ...['expirationDate', 'recorded', 'started', 'lastUpdated'],
]);

const conceptElements = ['code', 'category', 'clinicalStatus', 'vaccineCode', 'type'];

/** Names what is odd about a resource and changes nothing. */
export function scrutinise(resource: FhirResource, tally: Tally): void {
  const { resourceType } = resource;
  if (isOlderFhir(resource)) tally.add('older-fhir', resourceType);
  else if (hasWrongType(resource)) tally.add('wrong-type', resourceType);
  if (hasInvalidDate(resource)) tally.add('invalid-date', resourceType);
}

function hasInvalidDate(value: Json): boolean {
  if (isList(value)) return value.some(hasInvalidDate);
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([key, member]) =>
      (dateElements.has(key) && typeof member === 'string' && !date.test(member)) ||
      hasInvalidDate(member),
  );
}

/** Text where a concept belongs, or something else where a status or a list does. */
function hasWrongType(resource: FhirResource): boolean {
  const { status, contained, resourceType } = resource;
  if (status !== undefined && typeof status !== 'string') return true;
  if (contained !== undefined && !isList(contained)) return true;
  const concepts = conceptElements.filter((key) => !isCodeElement(resourceType, key));
  return concepts.some((key) => listOf(resource[key]).some((item) => !isObject(item)));
}

/** `AllergyIntolerance.type` and `.category` are plain codes, and so are a few others' types. */
function isCodeElement(resourceType: string, key: string): boolean {
  if (resourceType === 'AllergyIntolerance') return key === 'type' || key === 'category';
  return resourceType === 'Bundle' || (resourceType === 'Account' && key === 'status');
}
