import { hasCode } from '../describe/concept.ts';
import type { JsonObject } from '../describe/json.ts';
import { asObject, children, lineOf, member } from '../describe/json.ts';
import type { FhirResource } from '../fhir.ts';

/**
 * What is said about a group of records. `none-known`: somebody states that there are none.
 * `nothing-recorded`: it was granted and is empty. `withheld`: it was not granted.
 */
export type Statement = 'listed' | 'none-known' | 'nothing-recorded' | 'withheld';

/** The groups a doctor reads first. */
export type Group = 'allergies' | 'medicines' | 'problems' | 'vaccinations';

/** How records and lists say of one group that it is empty. */
interface EmptyWords {
  /** SNOMED CT, and the code system older patient summaries use. */
  readonly noneKnown: readonly string[];
  /** LOINC codes of the section or list. */
  readonly sections: readonly string[];
  readonly said: RegExp;
}

const emptyWords: Readonly<Record<Group, EmptyWords>> = {
  allergies: {
    noneKnown: ['716186003', 'no-known-allergies'],
    sections: ['48765-2', '52472-8'],
    said: /^(nka|no known allerg(y|ies))\.?$/i,
  },
  medicines: {
    noneKnown: ['787481004', 'no-known-medications'],
    sections: ['10160-0', '29549-3'],
    said: /^no known (current )?medic(ations|ines)\.?$/i,
  },
  problems: {
    noneKnown: ['160245001', 'no-known-problems'],
    sections: ['11450-4'],
    said: /^no known (current )?(problems|conditions)\.?$/i,
  },
  vaccinations: {
    noneKnown: ['no-known-immunizations'],
    sections: ['11369-6'],
    said: /^no known (vaccinations|immunizations)\.?$/i,
  },
};

/** "No information available", which is not the same as none. */
const noInformation = [
  ...['1287211007', 'no-allergy-info', 'no-medication-info', 'no-problem-info'],
  ...['no-immunization-info', 'no-procedure-info', 'no-device-info'],
] as const;

const conceptMembers = ['code', 'medicationCodeableConcept', 'vaccineCode'] as const;

/** What a record that stands for an empty group says; `record` when it is an ordinary record. */
export function emptyStatement(
  group: Group,
  resource: FhirResource,
  title: string,
): 'none-known' | 'no-information' | 'record' {
  const concepts = conceptMembers.map((key) => member(asObject(resource), key));
  const words = emptyWords[group];
  if (concepts.some((concept) => hasCode(concept, ...noInformation))) return 'no-information';
  const noneKnown = concepts.some((concept) => hasCode(concept, ...words.noneKnown));
  return noneKnown || words.said.test(title) ? 'none-known' : 'record';
}

/** Why lists and sections of this group say they are empty (`nilknown`, `withheld`, `notasked` …). */
export function emptyReasons(group: Group, resource: FhirResource): string[] {
  const object = asObject(resource);
  const isHolder = resource.resourceType === 'List' || resource.resourceType === 'Composition';
  if (!isHolder || lineOf(object, 'status') === 'entered-in-error') return [];
  return [object, ...children(object, 'section')]
    .filter((part) => hasCode(member(part, 'code'), ...emptyWords[group].sections))
    .flatMap(reasonCodes);
}

function reasonCodes(part: JsonObject): string[] {
  return children(asObject(member(part, 'emptyReason')), 'coding').map((code) =>
    lineOf(code, 'code'),
  );
}
