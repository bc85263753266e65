import type { Json } from '../fhir.ts';
import type { JsonObject } from './json.ts';
import { asLine, asList, asObject, children, lineOf, member } from './json.ts';
import { distinct, joined, TITLE_LENGTH } from './text.ts';

/** One code of a concept. */
interface Code {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** The codes of a CodeableConcept. */
export function codesOf(concept: Json | undefined): Code[] {
  return children(asObject(concept), 'coding').map(asCode);
}

function asCode(coding: JsonObject): Code {
  const [system, code, display] = ['system', 'code', 'display'] as const;
  return {
    system: lineOf(coding, system),
    code: lineOf(coding, code),
    display: lineOf(coding, display, TITLE_LENGTH),
  };
}

/** Whether a concept holds one of these codes, whatever its system. */
export function hasCode(concept: Json | undefined, ...wanted: readonly string[]): boolean {
  return codesOf(concept).some(({ code }) => wanted.includes(code));
}

/** SNOMED CT ends its full names with the kind of thing; a person does not need it. */
const semanticTag =
  / \((record artifact|disorder|finding|procedure|substance|situation|regime\/therapy|product|medicinal product|clinical drug|morphologic abnormality|observable entity|event|qualifier value|body structure|occupation|person|organism|physical object)\)$/;

/** A clinical name as people say it. */
function plainName(name: string): string {
  return name.replace(semanticTag, '');
}

/**
 * What a CodeableConcept says: its text, else the first display, else the first code. A text that
 * only repeats a code gives way to the display. A bare Coding or string is tolerated.
 */
export function conceptText(concept: Json | undefined): string {
  if (typeof concept === 'string') return plainName(asLine(concept, TITLE_LENGTH));
  const object = asObject(asList(concept)[0]);
  const codes = [...codesOf(object), asCode(object)];
  const text = lineOf(object, 'text', TITLE_LENGTH);
  const display = codes.find((code) => code.display !== '')?.display ?? '';
  const textIsCode = display !== '' && codes.some(({ code }) => code === text);
  const code = codes.find((candidate) => candidate.code !== '')?.code ?? '';
  return plainName((textIsCode ? '' : text) || display || code);
}

/** What each concept of a member list says, without repetition. */
export function conceptTexts(object: JsonObject, key: string): string[] {
  return distinct(asList(member(object, key)).map((concept) => conceptText(concept)));
}

/** What one concept member says. */
export function conceptIn(object: JsonObject, key: string): string {
  return conceptText(member(object, key));
}

const systemNames: ReadonlyMap<string, string> = new Map([
  ['http://snomed.info/sct', 'SNOMED CT'],
  ['http://loinc.org', 'LOINC'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', 'RxNorm'],
  ['http://hl7.org/fhir/sid/cvx', 'CVX'],
  ['http://hl7.org/fhir/sid/ndc', 'NDC'],
  ['http://hl7.org/fhir/sid/icd-10', 'ICD-10'],
  ['http://hl7.org/fhir/sid/icd-10-cm', 'ICD-10-CM'],
  ['http://www.whocc.no/atc', 'ATC'],
  ['http://www.ama-assn.org/go/cpt', 'CPT'],
  ['http://unitsofmeasure.org', 'UCUM'],
]);

/** The codes of a concept as one line: `SNOMED CT 44054006 · ICD-10 E11`. Unknown systems stay unnamed. */
export function codeLine(concept: Json | undefined): string {
  const written = codesOf(concept)
    .filter(({ code }) => code !== '')
    .map(({ system, code }) => joined([systemNames.get(system) ?? '', code], ' '));
  return joined(distinct(written).slice(0, 8));
}
