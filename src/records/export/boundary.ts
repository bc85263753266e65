import type { ShareUnit } from '../record.ts';

/**
 * Elements by which a record of one unit restates what another unit holds. They leave only when
 * every unit they restate is granted as well. References need no entry here: they leave only when
 * what they point at stands in the same unit.
 */
type Restated = Readonly<Record<string, readonly ShareUnit[]>>;

const medical: readonly ShareUnit[] = ['medical'];
const drugs: readonly ShareUnit[] = ['prescription'];
/** A billed product may be a treatment or a drug; the code does not say which. */
const treatmentOrDrug: readonly ShareUnit[] = ['medical', 'prescription'];

/** What every unit but the medical one may hold of it, besides what {@link saysWhy}. */
const treatment: Restated = {
  condition: medical,
  evidence: medical,
  'DocumentReference.context': medical,
  'DocumentReference.event': medical,
  'DocumentReference.facilityType': medical,
  'DocumentReference.practiceSetting': medical,
  'DocumentReference.modality': medical,
  'DocumentReference.bodySite': medical,
  'Composition.event': medical,
};

/**
 * What somebody is treated for, under the names of every FHIR version: `reasonCode` and
 * `reasonReference`, DSTU2's `reasonForUse…`, STU3's `reasonNotGiven`, R5's `diagnosisRelatedGroup`.
 */
const saysWhy = /reason|indication|diagnos/i;

/** Why something is missing, or was paid otherwise: nothing about the person. */
const plainReasons: ReadonlySet<string> = new Set([
  ...['emptyReason', 'dataAbsentReason', 'adjustmentReason'],
]);

const restated: Readonly<Record<ShareUnit, Restated>> = {
  personal: {
    ...treatment,
    topic: medical,
    'Appointment.serviceCategory': medical,
    'Appointment.serviceType': medical,
    'Appointment.specialty': medical,
    'Consent.code': medical,
    'Consent.data': medical,
  },
  medical: {
    medicationCodeableConcept: drugs,
    medicationReference: drugs,
    productCodeableConcept: drugs,
    productReference: drugs,
    usedCode: drugs,
    usedReference: drugs,
    'Procedure.used': drugs,
    suspectEntity: drugs,
    'FamilyMemberHistory.name': ['personal'],
  },
  prescription: {
    ...treatment,
    asNeededCodeableConcept: medical,
    asNeededFor: medical,
  },
  'insurance-card': treatment,
  'insurance-claims': {
    ...treatment,
    procedure: medical,
    procedureSequence: medical,
    information: treatmentOrDrug,
    informationSequence: treatmentOrDrug,
    supportingInfo: treatmentOrDrug,
    accident: medical,
    bodySite: medical,
    bodysite: medical,
    subSite: medical,
    qualification: medical,
    service: treatmentOrDrug,
    productOrService: treatmentOrDrug,
    productOrServiceEnd: treatmentOrDrug,
    productCodeableConcept: treatmentOrDrug,
    chargeItemCodeableConcept: treatmentOrDrug,
    revenue: treatmentOrDrug,
    modifier: treatmentOrDrug,
    programCode: treatmentOrDrug,
    description: treatmentOrDrug,
    title: treatmentOrDrug,
    name: treatmentOrDrug,
    topicCodeableConcept: treatmentOrDrug,
    term: treatmentOrDrug,
    'ChargeItem.code': treatmentOrDrug,
    'DocumentReference.category': treatmentOrDrug,
  },
};

/** The units an element restates besides its own; empty for what belongs to the unit itself. */
export function restatedBy(
  unit: ShareUnit,
  resourceType: string,
  element: string,
): readonly ShareUnit[] {
  const table = restated[unit];
  const name = `${resourceType}.${element}`;
  const found = Object.hasOwn(table, name)
    ? table[name]
    : Object.hasOwn(table, element)
      ? table[element]
      : whyBy(unit, element);
  return found ?? [];
}

function whyBy(unit: ShareUnit, element: string): readonly ShareUnit[] {
  return unit !== 'medical' && saysWhy.test(element) && !plainReasons.has(element) ? medical : [];
}

/** Numbers that name a person or a thing elsewhere, by the element that holds them. */
const numbers =
  /identifier$|^(preAuthRef|requisition|serialNumber|udiCarrier|subscriberId|accession)$/i;

/** The patient's own numbers belong to the person, the member's number to the card. */
export function isForeignNumber(unit: ShareUnit, element: string): boolean {
  return numbers.test(element) && unit !== 'personal' && unit !== 'insurance-card';
}

/** HL7 v2-0203: identifier types of insured people. */
export const memberNumbers: ReadonlySet<string> = new Set(['MB', 'SN', 'MC', 'MA', 'NIIP', 'HC']);

/**
 * Elements that leave with nothing: who stored what where and under which name, links out of the
 * record, and signatures over what is no longer whole.
 */
export const neverLeaves: ReadonlySet<string> = new Set([
  ...['id', 'meta', 'contained', 'fhir_comments', 'implicitRules', 'instantiatesUri', 'hash'],
  ...['instantiatesCanonical', 'definition', 'definitionUri', 'definitionCanonical', 'signature'],
  ...['query', 'network', 'sourceId', 'versionId'],
]);

/** Elements in which a mere name, without a reference, is that of a professional or a place. */
export const actorElements: ReadonlySet<string> = new Set([
  ...['requester', 'performer', 'recorder', 'asserter', 'author', 'authorReference', 'actor'],
  ...['individual', 'payor', 'insurer', 'provider', 'serviceProvider', 'manufacturer', 'location'],
  ...['facility', 'custodian', 'managingOrganization', 'organization', 'practitioner', 'assigner'],
  ...['generalPractitioner', 'resultsInterpreter', 'dispenser', 'who'],
]);

/** Items that say nothing without the reference that named their subject. */
export const carriers: Readonly<Record<string, string>> = {
  'List.entry': 'item',
  'Encounter.diagnosis': 'condition',
  'Provenance.entity': 'what',
  'AuditEvent.entity': 'what',
};
