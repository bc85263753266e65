import { asObject } from '../describe/json.ts';
import type { FhirResource } from '../fhir.ts';
import { allergyShape } from './allergy-form.ts';
import { conditionShape } from './condition-form.ts';
import { documentShape } from './document-form.ts';
import type { RecordForm } from './form.ts';
import { insuranceCardShape } from './insurance-card-form.ts';
import { measurementShape } from './measurement-form.ts';
import { medicineShape } from './medicine-form.ts';
import { contactShape, personShape } from './person-form.ts';
import { written } from './shape.ts';
import { vaccinationShape } from './vaccination-form.ts';

/**
 * The resource a form writes. With `previous` (the resource the form was read from) only what the
 * person changed is written; everything the form does not know stays. A `previous` of another kind
 * is ignored.
 */
export function formToResource(form: RecordForm, previous?: FhirResource): FhirResource {
  switch (form.form) {
    case 'allergy':
      return written(allergyShape, form, previous);
    case 'medicine':
      return written(medicineShape, form, previous);
    case 'condition':
      return written(conditionShape, form, previous);
    case 'vaccination':
      return written(vaccinationShape, form, previous);
    case 'measurement':
      return written(measurementShape, form, previous);
    case 'insurance-card':
      return written(insuranceCardShape, form, previous);
    case 'contact':
      return written(contactShape, form, previous);
    case 'person':
      return written(personShape, form, previous);
    case 'document':
      return written(documentShape, form, previous);
  }
}

const shapes = [
  ...[allergyShape, medicineShape, conditionShape, vaccinationShape, measurementShape],
  ...[insuranceCardShape, contactShape, personShape, documentShape],
] as const;

/** The form that can edit a resource, filled; null where only its raw form is known. Total. */
export function resourceToForm(resource: FhirResource): RecordForm | null {
  const object = asObject(resource);
  return shapes.find((shape) => shape.fits(object))?.read(object) ?? null;
}
