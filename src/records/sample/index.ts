export type { SampleFile } from './files.ts';
export { sampleDoctorName, samplePatient } from './sample-patient.ts';
