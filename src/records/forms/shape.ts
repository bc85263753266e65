import type { FhirResource, JsonObject } from '../fhir.ts';
import type { Edit } from './edit.ts';
import type { RecordForm } from './form.ts';

/** How one form reads and writes resources. */
export interface Shape<F extends RecordForm> {
  /** Whether this form can show all that a person would want to change in the resource. */
  fits(resource: JsonObject): boolean;
  read(resource: JsonObject): F;
  /** A new resource, before the form's fields are written into it. */
  blank(form: F): FhirResource;
  /** What writing each field changes. A field that stands as it was read is not written. */
  readonly edits: readonly (readonly [field: keyof F, edit: (form: F) => Edit])[];
}

/**
 * The form written into the resource it was read from, or into a new one. Only what differs from
 * what the form would read is written: everything else of the resource stays as it came.
 */
export function written<F extends RecordForm>(
  shape: Shape<F>,
  form: F,
  previous: FhirResource | undefined,
): FhirResource {
  const kept = previous !== undefined && shape.fits(previous) ? previous : null;
  const before = kept === null ? null : shape.read(kept);
  const start: FhirResource = kept ?? shape.blank(form);
  return shape.edits
    .filter(([field]) => before === null || before[field] !== form[field])
    .reduce<FhirResource>((resource, [, edit]) => edited(resource, edit(form)), start);
}

function edited(resource: FhirResource, edit: Edit): FhirResource {
  return { ...edit(resource), resourceType: resource.resourceType };
}
