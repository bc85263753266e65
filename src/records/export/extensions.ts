import { isObject, listOf, memberOf, textOf, type Json } from '../fhir.ts';

const dataAbsent = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
/** HL7 data-absent-reason, all of it: an open code could say anything. */
const absences: ReadonlySet<string> = new Set([
  ...['unknown', 'asked-unknown', 'temp-unknown', 'not-asked', 'asked-declined', 'masked'],
  ...['not-applicable', 'unsupported', 'as-text', 'error', 'not-a-number', 'negative-infinity'],
  ...['positive-infinity', 'not-performed', 'not-permitted'],
]);
const address = /^https?:\/\/[\w./-]{1,200}$/;

/** The extensions that leave: why a value is absent, and nothing else. */
export function allowedExtensions(extensions: Json): Json | undefined {
  const allowed = listOf(extensions).filter(
    (extension) =>
      memberOf(extension, 'url') === dataAbsent &&
      absences.has(textOf(memberOf(extension, 'valueCode')) ?? ''),
  );
  const plain = allowed.map((extension) => ({
    url: dataAbsent,
    valueCode: memberOf(extension, 'valueCode') ?? null,
  }));
  return plain.length > 0 ? plain : undefined;
}

/** What stands beside a primitive value: `_birthDate` and the like. */
export function besidePrimitive(value: Json): Json | undefined {
  const extension = isObject(value)
    ? allowedExtensions(memberOf(value, 'extension') ?? null)
    : undefined;
  return extension === undefined ? undefined : { extension };
}

/**
 * Extensions that change what the rest means (FHIR R4 §2.5.0.2) leave by their address, so that the
 * reader knows there is one; of their values only yes and no.
 */
export function allowedModifiers(modifiers: Json): Json | undefined {
  const plain = listOf(modifiers)
    .filter((modifier) => address.test(textOf(memberOf(modifier, 'url')) ?? ''))
    .map((modifier) => ({ url: memberOf(modifier, 'url') ?? null, ...yesOrNo(modifier) }));
  return plain.length > 0 ? plain : undefined;
}

function yesOrNo(modifier: Json): { valueBoolean?: boolean } {
  const value = memberOf(modifier, 'valueBoolean');
  return typeof value === 'boolean' ? { valueBoolean: value } : {};
}
