import { utf8, type Bytes } from '../bytes/bytes.ts';
import {
  noteResource,
  prescriptionResource,
  type FhirResource,
  type PatientHeader,
} from '../records/index.ts';
import type { DepositDraft } from './api.ts';
import { AppError } from './errors.ts';

/**
 * What is written, as a JSON list of FHIR resources about the person named in the header.
 *
 * @throws AppError `nothing-written`
 */
export function writtenContent(
  draft: DepositDraft,
  { name }: { name: string },
  header: PatientHeader,
  now: Date,
): { content: Bytes; count: number } {
  const resources = resourcesOf(draft, { name }, header, now.toISOString());
  if (resources.length === 0) throw new AppError('nothing-written');
  return { content: utf8(JSON.stringify(resources)), count: resources.length };
}

function resourcesOf(
  draft: DepositDraft,
  author: { name: string },
  header: PatientHeader,
  at: string,
): FhirResource[] {
  if (draft.kind === 'prescription')
    return draft.drafts.map((one) => prescriptionResource(one, author, header, at));
  if (draft.text.trim() === '') return [];
  return [noteResource({ title: draft.title, text: draft.text }, author, header, at)];
}
