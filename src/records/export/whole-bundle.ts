import { fromBase64url } from '../../bytes/base64url.ts';
import { toHex } from '../../bytes/hex.ts';
import type { FhirResource, Json } from '../fhir.ts';
import type { HealthRecord } from '../record.ts';

/**
 * Every record as it is, private ones too, in one FHIR R4 Bundle of type `collection`. Each entry's
 * `fullUrl` is a URN made from the record's own id, so that no two are alike.
 */
export function wholeBundle(records: readonly HealthRecord[]): FhirResource {
  const entry: Json = records.map(({ id, resource }) => ({ fullUrl: entryUrl(id), resource }));
  return { resourceType: 'Bundle', type: 'collection', entry };
}

/** The `fullUrl` of a record: its 16 bytes as RFC 4122 writes them. */
export function entryUrl(id: string): string {
  const hex = toHex(fromBase64url(id));
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
