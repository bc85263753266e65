import type { FhirResource } from '../fhir.ts';
import type { ExportMemory } from './export-memory.ts';
import type { AttachmentRef, HealthRecord, PatientHeader, RecordId, ShareUnit } from '../record.ts';

/** What is to be granted, and of what. */
export interface ExportInput {
  records: readonly HealthRecord[];
  units: readonly ShareUnit[];
  header: PatientHeader;
  /** Private records that go along all the same. */
  includePrivate: readonly RecordId[];
  /** Stored files that go along; the others are named in {@link UnitExport.notSent}. */
  includeAttachments: readonly string[];
  /** Records that stay behind. */
  leaveOut: readonly RecordId[];
  /**
   * What a record is called in what leaves, unique and fit for a FHIR id. Without it records are
   * numbered within their unit, so that nothing tells one export from the next.
   */
  nameOf?: (id: RecordId) => string;
  /** Of the last export, so that only what changed is cut anew; the outcome is the same without. */
  memory?: ExportMemory;
}

/** A file that belongs to a granted record and is not in the grant. */
export interface NotSent {
  title: string;
  /** Bytes. */
  size: number;
  id: string;
}

/** What one switch of the consent screen lets go. */
export interface UnitExport {
  unit: ShareUnit;
  resources: FhirResource[];
  /** `path` is a JSON pointer into {@link UnitExport.resources}: `/3` for the fourth. */
  attachments: AttachmentRef[];
  notSent: NotSent[];
}

export interface ScopedExport {
  header: PatientHeader;
  /** One for each granted unit, in the order of the units. */
  units: UnitExport[];
  /** Words somebody wrote or files are inside: they may restate anything. */
  freeText: boolean;
}
