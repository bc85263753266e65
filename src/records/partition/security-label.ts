import { listOf, memberOf, type FhirResource, type Json } from '../fhir.ts';
import { hasAnyCode } from './codes.ts';

/**
 * Labels that make a record private on import: restricted and very restricted
 * (HL7 v3 Confidentiality), 42 CFR Part 2, and the sensitivity policies of HL7 v3
 * ActInformationSensitivityPolicy that speak of a condition or an event.
 */
export const restrictedLabels: ReadonlySet<string> = new Set([
  ...['R', 'V', '42CFRPart2', 'TBOO'],
  ...['ETH', 'ETHUD', 'OPIOIDUD', 'SUD', 'SUDTHERP', 'BH', 'COGN', 'DVD', 'EMOTDIS', 'MH'],
  ...['PSY', 'PSYC', 'PSYTHPN', 'SPI', 'GDIS', 'SCA', 'HIV', 'STD', 'SEX', 'SDV', 'VIO', 'MST'],
]);

/** Whether the resource carries a restricted label, itself or on something it contains. */
export function isRestricted(resource: FhirResource): boolean {
  return carriesLabel(resource) || listOf(resource['contained']).some(carriesLabel);
}

function carriesLabel(value: Json): boolean {
  const security = memberOf(memberOf(value, 'meta'), 'security');
  return (
    hasAnyCode(security, restrictedLabels) ||
    hasAnyCode(memberOf(value, 'confidentiality'), restrictedLabels)
  );
}
