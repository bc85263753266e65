import type { FhirResource } from './fhir.ts';

/** The four parts a record book is sorted into. */
export type Partition = 'personal' | 'medical' | 'insurance' | 'prescription';

/** Within insurance: the card alone, or claims, which restate diagnoses, procedures and drugs. */
export type InsuranceLevel = 'card' | 'claims';

/** What one switch of the consent screen grants: five of them, 32 choices. */
export type ShareUnit =
  'personal' | 'medical' | 'insurance-card' | 'insurance-claims' | 'prescription';

/** Every partition, in the order screens show them. */
export const partitions: readonly Partition[] = [
  'personal',
  'medical',
  'insurance',
  'prescription',
];

/** Every share unit, in the order grants list them. */
export const shareUnits: readonly ShareUnit[] = [
  'personal',
  'medical',
  'insurance-card',
  'insurance-claims',
  'prescription',
];

/** A record's name in the vault: 16 random bytes as 22 characters of base64url. */
export type RecordId = string & { readonly brand: 'record-id' };

/** A file that belongs to a record and is stored beside it, encrypted in chunks. */
export interface AttachmentRef {
  /** Name of the stored bytes. */
  id: string;
  /** JSON pointer (RFC 6901) to where `data` stood in the resource; empty when the file is the record. */
  path: string;
  title: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex of the bytes' digest. */
  sha256: string;
}

/** Where a record came from. */
export interface Origin {
  kind: 'import' | 'hand' | 'deposit' | 'sample';
  /** The file's name, or the author's. */
  name: string;
  /** ISO 8601 instant. */
  at: string;
  /** Stored bytes of the file it was imported from. */
  sourceBlob?: string;
  /** Lower-case hex of the Ed25519 key that signed a deposit. */
  signer?: string;
}

/** One FHIR resource with what Carnet knows about it. */
export interface HealthRecord {
  id: RecordId;
  resource: FhirResource;
  partition: Partition;
  /** `null` outside insurance. */
  level: InsuranceLevel | null;
  /** Sorted by default because its type is not known: a person should look. */
  unsorted: boolean;
  /** Leaves in a grant only when picked by name. */
  private: boolean;
  /** A person chose the partition; sorting rules leave it alone. */
  movedByHand: boolean;
  origin: Origin;
  /** From 1, plus one for every change. */
  revision: number;
  /** ISO 8601 instant. */
  updatedAt: string;
  attachments: readonly AttachmentRef[];
}

/** Who the patient is, as it goes with every grant; the patient can leave out each part. */
export interface PatientHeader {
  name?: string;
  /** FHIR date as recorded. */
  birthDate?: string;
  /** FHIR administrative gender code. */
  sex?: string;
}

/** The switch that grants this record. Claims unless it is known to be a card. */
export function shareUnitOf(record: Pick<HealthRecord, 'partition' | 'level'>): ShareUnit {
  if (record.partition !== 'insurance') return record.partition;
  return record.level === 'card' ? 'insurance-card' : 'insurance-claims';
}
