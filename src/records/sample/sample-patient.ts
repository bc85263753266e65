import type { FhirResource } from '../fhir.ts';
import { calendarFrom } from './calendar.ts';
import { care } from './care.ts';
import type { SampleFile } from './files.ts';
import { files } from './files.ts';
import { insurance } from './insurance.ts';
import { measurements } from './measurements.ts';
import { medicines } from './medicines.ts';
import { personal } from './personal.ts';
import { problems } from './problems.ts';

/** The sample's doctor: nobody by this name exists in the sample's records. */
export const sampleDoctorName = 'Dr Amara Okafor';

/**
 * An invented patient: ten years of one person's records over all partitions, with one record
 * entered in error, two that are restricted, one of a type no table knows, and three files.
 *
 * @param today `YYYY-MM-DD`; every date is counted from it, so that the story stays fresh
 */
export function samplePatient(today: string): { resources: FhirResource[]; files: SampleFile[] } {
  const on = calendarFrom(today);
  const resources = [personal, problems, medicines, measurements, care, insurance].flatMap((part) =>
    part(on),
  );
  return { resources, files: files(on) };
}
