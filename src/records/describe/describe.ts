import type { FhirResource } from '../fhir.ts';
import { allergy } from './allergy.ts';
import { carePlan } from './care-plan.ts';
import { claim } from './claim.ts';
import { condition } from './condition.ts';
import { coverage } from './coverage.ts';
import type { Description } from './description.ts';
import { device } from './device.ts';
import { document } from './document.ts';
import { encounter } from './encounter.ts';
import { familyHistory } from './family-history.ts';
import type { Draft, Family } from './family.ts';
import type { Field } from './field.ts';
import { narrativeText, textFields } from './field.ts';
import { immunization } from './immunization.ts';
import type { JsonObject } from './json.ts';
import { asObject, lineOf } from './json.ts';
import { medicine, product } from './medicine.ts';
import { observation } from './observation.ts';
import { other } from './other.ts';
import { caregiver, contact, person } from './person.ts';
import { procedure } from './procedure.ts';
import type { Find } from './references.ts';
import { nothingBeside } from './references.ts';
import { report } from './report.ts';
import { enteredInError, statusOf } from './status.ts';
import { line, TITLE_LENGTH } from './text.ts';

const families: ReadonlyMap<string, Family> = new Map(
  [
    ...[allergy, medicine, product, condition, immunization, observation, report, procedure],
    ...[encounter, document, coverage, claim, person, contact, caregiver, device, carePlan],
    familyHistory,
  ].flatMap((family) => family.types.map((type) => [type, family] as const)),
);

/** Below this many fields, a page says little. */
const FEW_FIELDS = 3;

/** Fields of one page: more is an attack or a mistake. */
const FIELD_COUNT = 300;

function familyOf(resource: JsonObject): Family {
  return families.get(lineOf(resource, 'resourceType')) ?? other;
}

/**
 * One line about a resource. Total, as all JSON gives a description, and its title is never empty.
 * `find` names what a reference points at, where the resources that came along are at hand.
 */
export function describe(resource: FhirResource, find: Find = nothingBeside): Description {
  const object = asObject(resource);
  return completed(object, familyOf(object).describe(object, find));
}

function completed(resource: JsonObject, draft: Draft): Description {
  const status = enteredInError(resource)
    ? 'entered-in-error'
    : (draft.status ?? statusOf(resource));
  const title = line(draft.title ?? '', TITLE_LENGTH) || typeName(resource);
  return {
    kind: draft.kind,
    title,
    detail: line(draft.detail === title ? '' : (draft.detail ?? '')),
    date: draft.date ?? null,
    status,
    severe: draft.severe ?? false,
    ...(draft.value === undefined ? {} : { value: draft.value }),
  };
}

/** `AllergyIntolerance` as `Allergy Intolerance`, for a record that names nothing itself. */
function typeName(resource: JsonObject): string {
  const type = lineOf(resource, 'resourceType', 80);
  return type.replace(/([a-z])([A-Z])/g, '$1 $2') || 'Record';
}

/**
 * The readable page of a record: labelled values in reading order. Total, as all JSON gives a list
 * of 1 to 300 fields, each with a value. A record that says little else shows its narrative.
 */
export function fields(resource: FhirResource, find: Find = nothingBeside): Field[] {
  const object = asObject(resource);
  const page = familyOf(object).fields(object, find).slice(0, FIELD_COUNT);
  if (page.length >= FEW_FIELDS || page.some(({ label }) => label === 'narrative')) return page;
  const told = [...page, ...textFields('narrative', narrativeText(object))];
  return told.length > 0 ? told : textFields('type', typeName(object));
}
