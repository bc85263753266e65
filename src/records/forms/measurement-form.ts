import { codesOf, hasCode } from '../describe/concept.ts';
import { asDate } from '../describe/dates.ts';
import type { JsonObject } from '../describe/json.ts';
import { child, children, lineOf, member, numberOf } from '../describe/json.ts';
import type { Json } from '../fhir.ts';
import { blank, codeConcept, withItem, withMember, without } from './edit.ts';
import type { MeasurementForm } from './form.ts';
import type { MeasurementKind, MeasurementPart } from './measurement-kinds.ts';
import { kindOfLoinc, loincOf, measurementKinds } from './measurement-kinds.ts';
import { aboutPatient, localMinute, zonedDateTime } from './parts.ts';
import type { Shape } from './shape.ts';

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** Observation of one of the kinds, in one of their units. */
export const measurementShape: Shape<MeasurementForm> = {
  fits: (resource) => lineOf(resource, 'resourceType') === 'Observation' && unitIn(resource) !== '',
  read: (resource) => {
    const kind = kindIn(resource);
    return {
      form: 'measurement',
      kind: kind.key,
      value: numberOf(quantities(resource, kind)[0], 'value'),
      second: numberOf(quantities(resource, kind)[1], 'value'),
      unit: unitIn(resource),
      at: localMinute(asDate(member(resource, 'effectiveDateTime'))),
    };
  },
  blank: () => blank('Observation', { status: 'final', subject: aboutPatient }),
  edits: [
    ['kind', (form) => (it) => ofKind(it, form)],
    ['value', (form) => (it) => valued(without(it, 'interpretation'), form)],
    ['second', (form) => (it) => valued(without(it, 'interpretation'), form)],
    ['unit', (form) => (it) => valued(ofKind(it, form), form)],
    [
      'at',
      ({ at }) =>
        (it) =>
          withMember(it, 'effectiveDateTime', zonedDateTime(at)),
    ],
  ],
};

function kindIn(resource: JsonObject): MeasurementKind {
  const codes = codesOf(member(resource, 'code')).filter(({ system }) => system === LOINC);
  const kind = codes.map(({ code }) => kindOfLoinc(code)).find((found) => found !== undefined);
  return kind ?? noKind;
}

/** Stands for every observation that no form can write. */
const noKind: MeasurementKind = {
  key: 'steps',
  loinc: '',
  name: '',
  category: 'activity',
  unit: '',
  ucum: '',
  units: [],
};

/** The UCUM code of the kind's unit that the record uses; empty when it uses none of them. */
function unitIn(resource: JsonObject): string {
  const kind = kindIn(resource);
  const [first] = quantities(resource, kind);
  const written = [lineOf(first, 'code'), lineOf(first, 'unit')];
  return (
    kind.units.find(({ ucum, unit }) => written.includes(ucum) || written.includes(unit))?.ucum ??
    ''
  );
}

function quantities(resource: JsonObject, kind: MeasurementKind): [JsonObject, JsonObject] {
  if (kind.parts === undefined) return [child(resource, 'valueQuantity'), {}];
  return [partIn(resource, kind.parts[0]), partIn(resource, kind.parts[1])];
}

function partIn(resource: JsonObject, part: MeasurementPart): JsonObject {
  const found = children(resource, 'component').find((item) => isPart(item, part));
  return child(found ?? {}, 'valueQuantity');
}

const isPart = (item: JsonObject, part: MeasurementPart) =>
  hasCode(member(item, 'code'), part.loinc);

function kindOf(form: MeasurementForm): MeasurementKind {
  return measurementKinds.find(({ key }) => key === form.kind) ?? noKind;
}

/** What belonged to the former kind goes with it. */
function ofKind(resource: JsonObject, form: MeasurementForm): JsonObject {
  const kind = kindOf(form);
  const bare = without(resource, 'valueQuantity', 'component', 'referenceRange', 'interpretation');
  const category = [codeConcept(CATEGORY, kind.category, kind.category)];
  const code = codeConcept(LOINC, loincOf(kind, form.unit), kind.name);
  return valued({ ...bare, category, code }, form);
}

function valued(resource: JsonObject, form: MeasurementForm): JsonObject {
  const { parts } = kindOf(form);
  if (parts === undefined) return withMember(resource, 'valueQuantity', quantity(form.value, form));
  const upper = withPart(resource, parts[0], quantity(form.value, form));
  return withPart(upper, parts[1], quantity(form.second, form));
}

function withPart(resource: JsonObject, part: MeasurementPart, value: Json): JsonObject {
  const coded = { code: codeConcept(LOINC, part.loinc, part.name) };
  return withItem(
    resource,
    'component',
    (item) => isPart(item, part),
    (item) => (value === null ? {} : { ...coded, ...item, valueQuantity: value }),
  );
}

function quantity(value: number | null, form: MeasurementForm): Json {
  if (value === null) return null;
  const unit = kindOf(form).units.find(({ ucum }) => ucum === form.unit)?.unit ?? form.unit;
  return { value, unit, system: UCUM, code: form.unit };
}
