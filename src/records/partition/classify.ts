import type { FhirResource } from '../fhir.ts';
import type { InsuranceLevel, Partition } from '../record.ts';
import { isInsuranceCardScan, placeByContent } from './content-rules.ts';
import { neverPatientData } from './never-patient-data.ts';
import { isRestricted } from './security-label.ts';
import { typePlace } from './type-place.ts';

/** Where a resource belongs by itself, without a look at what refers to it. */
export interface Classification {
  /**
   * `partition`: in {@link Classification.partition}. `shared`: a practitioner, an organization …,
   * which stands where the records stand that name it. `follow`: goes with its target.
   * `not-patient-data`, `drop`: no record.
   */
  place: 'partition' | 'shared' | 'follow' | 'not-patient-data' | 'drop';
  /** For `shared` and `follow` the partition when nothing better is known. */
  partition: Partition;
  level: InsuranceLevel | null;
  /** The type is not known; filed as medical for a person to look at. */
  unsorted: boolean;
  /** Labelled restricted or sensitive: private unless a person says otherwise. */
  restricted: boolean;
}

const cardTypes: ReadonlySet<string> = new Set(['Coverage', 'InsurancePlan']);

/** Sorts a resource by its type and, where the type does not say enough, by its content. */
export function classify(resource: FhirResource): Classification {
  const restricted = isRestricted(resource);
  const medical = { partition: 'medical', level: null, unsorted: false, restricted } as const;
  const type = typePlace(resource.resourceType);
  if (neverPatientData.has(resource.resourceType)) return { place: 'not-patient-data', ...medical };
  if (type === null) {
    const place = otherVersions.get(resource.resourceType);
    return { place: 'partition', ...medical, ...place, unsorted: true };
  }
  if (type === 'shared' || type === 'follow' || type === 'drop') return { place: type, ...medical };
  const partition = placeByContent(resource) ?? type;
  const level = partition === 'insurance' ? levelOf(resource) : null;
  return { place: 'partition', partition, level, unsorted: false, restricted };
}

/** What DSTU2, STU3 and R6 call prescriptions and claims: under medical they would leave with it. */
const otherVersions: ReadonlyMap<string, Pick<Classification, 'partition' | 'level'>> = new Map([
  ['MedicationOrder', { partition: 'prescription', level: null }],
  ['MedicationPrescription', { partition: 'prescription', level: null }],
  ['MedicationUsage', { partition: 'prescription', level: null }],
  ['EligibilityRequest', { partition: 'insurance', level: 'claims' }],
  ['EligibilityResponse', { partition: 'insurance', level: 'claims' }],
  ['ProcessRequest', { partition: 'insurance', level: 'claims' }],
  ['ProcessResponse', { partition: 'insurance', level: 'claims' }],
]);

function levelOf(resource: FhirResource): InsuranceLevel {
  const isCard = cardTypes.has(resource.resourceType) || isInsuranceCardScan(resource);
  return isCard ? 'card' : 'claims';
}
