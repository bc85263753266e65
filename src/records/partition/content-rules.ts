import { isObject, listOf, memberOf, textOf, type FhirResource, type Json } from '../fhir.ts';
import type { Partition } from '../record.ts';
import { hasAnyCode } from './codes.ts';
import { typePlace } from './type-place.ts';

/** LOINC: prescription, medication list and dispensation documents. */
const medicationDocuments = new Set([
  ...['57833-6', '10160-0', '56445-0', '29551-9', '60590-7', '60593-1', '61356-2'],
]);

/** LOINC: health insurance card, and other insurance related documents. */
const insuranceCards = new Set(['64290-0']);
const insuranceDocuments = new Set(['64289-2', '52034-6']);

/** LOINC: patient data, as on a scanned identity card. */
const identityDocuments = new Set(['55188-7']);

/** Consent scope `adr`; consent categories and LOINC for advance directives of every kind. */
const advanceDirectives = new Set(['adr', 'acd', 'dnr', 'hcd', 'polst', 'emrgonly', '42348-3']);

/** Also used for every consent document, so it decides only where no scope is named. */
const consentDocument = new Set(['59284-0']);

/** HL7 v3 ActCode: alerts about drugs taken together, twice or with food. */
const drugAlerts = new Set(['DRG', 'DUPTHPY', 'DUPTHPCLS', 'DUPTHPGEN', 'FOOD', 'NHP', 'TPROD']);

const documents = new Set(['DocumentReference', 'DocumentManifest', 'Composition', 'List']);

/** Where what a resource says overrules its type. Null: the type decides. */
export function placeByContent(resource: FhirResource): Partition | null {
  if (documents.has(resource.resourceType)) return placeOfDocument(resource);
  if (resource.resourceType === 'Consent') return isAdvanceDirective(resource) ? 'medical' : null;
  if (resource.resourceType === 'DetectedIssue') {
    return isAboutDrugs(resource) ? 'prescription' : null;
  }
  return null;
}

/** Whether the document is a scanned insurance card: the one document the card's switch grants. */
export function isInsuranceCardScan(resource: FhirResource): boolean {
  return documents.has(resource.resourceType) && isAbout(resource, insuranceCards);
}

/** The partition a document type or section code speaks of. Null: none of its own. */
export function placeOfCode(concept: Json | undefined): Partition | null {
  if (hasAnyCode(concept, medicationDocuments)) return 'prescription';
  if (hasAnyCode(concept, insuranceCards)) return 'insurance';
  if (hasAnyCode(concept, insuranceDocuments)) return 'insurance';
  return hasAnyCode(concept, identityDocuments) ? 'personal' : null;
}

function placeOfDocument(resource: FhirResource): Partition | null {
  const named = placeOfCode(resource['type']) ?? placeOfCode(resource['code']);
  return named ?? (resource.resourceType === 'List' ? placeOfEntries(resource) : null);
}

function isAbout(resource: FhirResource, codes: ReadonlySet<string>): boolean {
  return hasAnyCode(resource['type'], codes) || hasAnyCode(resource['code'], codes);
}

/** The one partition that everything on a list belongs to, as far as its references tell. */
function placeOfEntries(list: FhirResource): Partition | null {
  const places = new Set(
    listOf(list['entry']).map((entry) => placeOfReference(memberOf(entry, 'item'))),
  );
  const [only] = places;
  return places.size === 1 ? (only ?? null) : null;
}

function placeOfReference(reference: Json | undefined): Partition | null {
  if (!isObject(reference)) return null;
  const [type] = textOf(reference['reference'])?.split('/').slice(-2) ?? [];
  const place = typePlace(textOf(reference['type']) ?? type ?? '');
  return place === 'shared' || place === 'follow' || place === 'drop' ? null : place;
}

function isAdvanceDirective(consent: FhirResource): boolean {
  const [scope, category] = [consent['scope'], consent['category']];
  if (hasAnyCode(scope, advanceDirectives) || hasAnyCode(category, advanceDirectives)) return true;
  return scope === undefined && hasAnyCode(category, consentDocument);
}

function isAboutDrugs(issue: FhirResource): boolean {
  if (hasAnyCode(issue['code'], drugAlerts)) return true;
  const implicated = listOf(issue['implicated']).map(placeOfReference);
  return implicated.length > 1 && implicated.every((place) => place === 'prescription');
}
