import { composedDosage } from '../describe/dosage.ts';
import { joined, line, paragraphs } from '../describe/text.ts';
import type { FhirResource, JsonObject } from '../fhir.ts';
import type { PatientHeader } from '../record.ts';
import { withMember } from './edit.ts';

/** What a doctor fills in for one medicine. */
export interface PrescriptionDraft {
  medicine: string;
  doseAmount: number | null;
  /** In words: `tablet`, `mg`, `puff`. */
  doseUnit: string;
  timesPerDay: number | null;
  asNeeded: boolean;
  durationDays: number | null;
  /** Anything else the patient should know. */
  instructions: string;
}

const UCUM = 'http://unitsofmeasure.org';

/**
 * A MedicationRequest with the dosage both structured (`doseAndRate`, `timing.repeat`,
 * `asNeededBoolean`, `boundsDuration`) and as readable text.
 */
export function prescriptionResource(
  draft: PrescriptionDraft,
  author: { name: string },
  patient: PatientHeader,
  authoredOn: string,
): FhirResource {
  return {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: line(draft.medicine) },
    subject: subject(patient),
    authoredOn,
    requester: { display: line(author.name) },
    dosageInstruction: [dosageOf(draft)],
  };
}

function dosageOf(draft: PrescriptionDraft): JsonObject {
  const structured = structuredDosage(draft);
  const instructions = paragraphs(draft.instructions, 1000);
  const text = joined([composedDosage(structured), line(instructions)], '. ');
  return withMember(
    withMember(structured, 'patientInstruction', instructions),
    'text',
    text === '' ? 'as directed' : text,
  );
}

function structuredDosage(draft: PrescriptionDraft): JsonObject {
  const repeat = timingRepeat(draft);
  return {
    ...(Object.keys(repeat).length === 0 ? {} : { timing: { repeat } }),
    ...(draft.asNeeded ? { asNeededBoolean: true } : {}),
    ...(draft.doseAmount === null ? {} : { doseAndRate: [{ doseQuantity: dose(draft) }] }),
  };
}

function dose({ doseAmount, doseUnit }: PrescriptionDraft): JsonObject {
  return withMember({ value: doseAmount }, 'unit', line(doseUnit, 60));
}

function timingRepeat({ timesPerDay, durationDays }: PrescriptionDraft): JsonObject {
  const bounds = { value: durationDays, unit: 'day', system: UCUM, code: 'd' };
  return {
    ...(durationDays === null ? {} : { boundsDuration: bounds }),
    ...(timesPerDay === null ? {} : { frequency: timesPerDay, period: 1, periodUnit: 'd' }),
  };
}

/** A DocumentReference of type text/plain that carries its text inside. */
export function noteResource(
  draft: { title: string; text: string },
  author: { name: string },
  patient: PatientHeader,
  date: string,
): FhirResource {
  const title = line(draft.title, 200) || 'Note';
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    type: {
      coding: [{ system: 'http://loinc.org', code: '34109-9', display: 'Note' }],
      text: 'Note',
    },
    subject: subject(patient),
    date,
    author: [{ display: line(author.name) }],
    description: title,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          title,
          creation: date,
          data: base64(draft.text),
        },
      },
    ],
  };
}

function subject({ name }: PatientHeader): JsonObject {
  return withMember({ type: 'Patient' }, 'display', line(name ?? ''));
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
