import { listOf, memberOf, textOf, type Json } from '../fhir.ts';

/** Every code of a CodeableConcept, or of a list of them; a bare Coding or code is tolerated. */
export function codesIn(concepts: Json | undefined): string[] {
  return listOf(concepts).flatMap((concept) => [
    ...ownCode(concept),
    ...listOf(memberOf(concept, 'coding')).flatMap(ownCode),
  ]);
}

function ownCode(value: Json): string[] {
  const code = textOf(value) ?? textOf(memberOf(value, 'code'));
  return code === null ? [] : [code];
}

/** Whether one of the concepts holds one of the codes, whatever the system. */
export function hasAnyCode(concepts: Json | undefined, codes: ReadonlySet<string>): boolean {
  return codesIn(concepts).some((code) => codes.has(code));
}
