import { memberOf, type Json } from '../fhir.ts';
import { codesIn } from '../partition/codes.ts';
import { placeOfCode } from '../partition/content-rules.ts';
import type { Partition, ShareUnit } from '../record.ts';

const units: Readonly<Record<Partition, readonly ShareUnit[]>> = {
  personal: ['personal'],
  medical: ['medical'],
  insurance: ['insurance-card', 'insurance-claims'],
  prescription: ['prescription'],
};

/** The units a document's section speaks of by its code; empty when it names no other unit. */
export function foreignUnits(section: Json, unit: ShareUnit): readonly ShareUnit[] {
  const place = placeOfCode(memberOf(section, 'code'));
  const named = place === null ? [] : units[place];
  return named.includes(unit) ? [] : named;
}

/** Says that the section exists and is kept back (FHIR R4 list-empty-reason). */
export function withheldSection(section: Json): Json {
  const codes = codesIn(memberOf(section, 'code')).filter((code) => /^\d{1,7}-\d$/.test(code));
  const coding = codes.map((code) => ({ system: 'http://loinc.org', code }));
  return { code: { coding }, emptyReason };
}

const emptyReason: Json = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'withheld' }],
};
