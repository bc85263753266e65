import {
  isList,
  isObject,
  listOf,
  memberOf,
  textOf,
  type FhirResource,
  type Json,
  type JsonObject,
} from '../fhir.ts';
import { pointerTo } from '../json-pointer.ts';
import { codesIn, hasAnyCode } from '../partition/codes.ts';
import { restrictedLabels } from '../partition/security-label.ts';
import { typePlace } from '../partition/type-place.ts';
import type { ShareUnit } from '../record.ts';
import { isReference, isSharedType, referencedType } from '../reference.ts';
import {
  actorElements,
  carriers,
  isForeignNumber,
  memberNumbers,
  neverLeaves,
  restatedBy,
} from './boundary.ts';
import { containedIn, type Contained } from './contained.ts';
import { allowedExtensions, allowedModifiers, besidePrimitive } from './extensions.ts';
import { foreignUnits, withheldSection } from './sections.ts';

/** What a cut is made for. */
export interface Scope {
  unit: ShareUnit;
  granted: ReadonlySet<ShareUnit>;
  /** The new `Type/id` of a record in the same unit; null for everything else. */
  lead: (literal: string) => string | null;
}

/** What is left of a resource. */
export interface Cut {
  resource: FhirResource;
  /** JSON pointers, into the resource as it was, of the objects that are left. */
  left: ReadonlySet<string>;
}

/** Cuts a resource down to what its own unit may say. */
export function cut(resource: FhirResource, id: string, scope: Scope): Cut {
  const contained = containedIn(resource, scope.unit);
  const left = new Set(['']);
  const cutting = (type: string) => new Cutting(type, scope, contained, left);
  const inner = [...contained.kept.values()].map((kept) => {
    left.add(kept.pointer);
    const { resourceType } = kept.resource;
    const members = cutting(resourceType).members(kept.resource, kept.pointer);
    return { ...members, resourceType, id: kept.id };
  });
  const { resourceType } = resource;
  const members = cutting(resourceType).members(resource, '');
  const labels = restrictedLabelsOf(resource, scope);
  const whole = { ...members, resourceType, id, ...labels };
  return { resource: inner.length > 0 ? { ...whole, contained: inner } : whole, left };
}

/**
 * A reader who is shown something restricted has to know that it is. Which illness it is about stays
 * a word of the medical unit: elsewhere the label is the plain one.
 */
function restrictedLabelsOf(resource: FhirResource, { unit, granted }: Scope): { meta?: Json } {
  const isPlain = unit !== 'medical' && !granted.has('medical');
  const codes = listOf(memberOf(resource['meta'], 'security'))
    .flatMap(codesIn)
    .filter((code) => restrictedLabels.has(code))
    .map((code) => (isPlain && code !== 'V' ? 'R' : code));
  const security = [...new Set(codes)].map((code) => ({ code }));
  return security.length > 0 ? { meta: { security } } : {};
}

class Cutting {
  readonly #type: string;
  readonly #scope: Scope;
  readonly #contained: Contained;
  readonly #left: Set<string>;

  constructor(type: string, scope: Scope, contained: Contained, left: Set<string>) {
    this.#type = type;
    this.#scope = scope;
    this.#contained = contained;
    this.#left = left;
  }

  members(object: JsonObject, pointer: string): JsonObject {
    const members = Object.entries(object).map(([key, value]): [string, Json | undefined] => {
      return [key, this.#member(key, value, pointerTo(pointer, key))];
    });
    const kept = members.filter((member): member is [string, Json] => member[1] !== undefined);
    return { ...Object.fromEntries(kept), ...this.#asNeeded(object) };
  }

  #member(key: string, value: Json, pointer: string): Json | undefined {
    const { unit } = this.#scope;
    if (neverLeaves.has(key) || isForeignNumber(unit, key)) return undefined;
    if (this.#isRestated(key) || this.#isPlannedPrescription(key, value)) return undefined;
    if (key === 'extension') return allowedExtensions(value);
    if (key === 'modifierExtension') return allowedModifiers(value);
    if (key.startsWith('_')) return besidePrimitive(value);
    if (key === 'url') return this.#scope.lead(textOf(value) ?? '') ?? undefined;
    if (key === 'identifier' && isList(value)) return this.#value(key, this.#own(value), pointer);
    if (key === 'section' && this.#type === 'Composition') return this.#sections(value, pointer);
    return this.#value(key, value, pointer);
  }

  #isRestated(key: string): boolean {
    const { unit, granted } = this.#scope;
    return !restatedBy(unit, this.#type, key).every((other) => granted.has(other));
  }

  /** An activity of a care plan whose kind is a prescription says what that prescription would. */
  #isPlannedPrescription(key: string, value: Json): boolean {
    const { unit, granted } = this.#scope;
    if (key !== 'detail' || unit === 'prescription' || granted.has('prescription')) return false;
    return typePlace(textOf(memberOf(value, 'kind')) ?? '') === 'prescription';
  }

  /** Directions stay true without their reason: "as needed for …" becomes "as needed". */
  #asNeeded(object: JsonObject): JsonObject {
    const lost = Object.keys(object).some((key) => asNeededFor.has(key) && this.#isRestated(key));
    return lost ? { asNeededBoolean: true } : {};
  }

  /** A person's numbers without those that stand on the insurance card. */
  #own(identifiers: readonly Json[]): readonly Json[] {
    const { unit, granted } = this.#scope;
    if (unit !== 'personal' || granted.has('insurance-card')) return identifiers;
    return identifiers.filter((item) => !hasAnyCode(memberOf(item, 'type'), memberNumbers));
  }

  #value(key: string, value: Json, pointer: string): Json | undefined {
    if (isList(value)) return this.#list(key, value, pointer);
    if (!isObject(value)) return value ?? undefined;
    if (isNarrative(key, value)) return undefined;
    if (isReferenceIn(key, value)) return this.#reference(key, value);
    const members = this.members(value, pointer);
    const carried = carriers[`${this.#type}.${key}`];
    if (Object.keys(members).length === 0) return undefined;
    if (carried !== undefined && !(carried in members)) return undefined;
    this.#left.add(pointer);
    return members;
  }

  #list(key: string, list: readonly Json[], pointer: string): Json | undefined {
    const items = list
      .map((item, index) => this.#value(key, item, pointerTo(pointer, String(index))))
      .filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }

  #sections(sections: Json, pointer: string): Json | undefined {
    const { unit, granted } = this.#scope;
    const left = listOf(sections).map((section, index) => {
      const others = foreignUnits(section, unit);
      if (others.length === 0)
        return this.#value('section', section, pointerTo(pointer, String(index)));
      return others.every((other) => granted.has(other)) ? undefined : withheldSection(section);
    });
    return left.filter((section) => section !== undefined);
  }

  #reference(key: string, reference: JsonObject): Json | undefined {
    const literal = textOf(memberOf(reference, 'reference'));
    const display = textOf(memberOf(reference, 'display'));
    if (literal?.startsWith('#')) return this.#innerReference(literal.slice(1), display);
    const led = literal === null ? null : this.#scope.lead(literal);
    if (led !== null) return { reference: led, ...(display !== null && { display }) };
    const type = referencedType(reference);
    if (display === null) return undefined;
    if (type !== null) return isSharedType(type) ? { type, display } : undefined;
    return literal === null && actorElements.has(key) ? { display } : undefined;
  }

  #innerReference(id: string, display: string | null): Json | undefined {
    const kept = this.#contained.kept.get(id);
    if (kept !== undefined)
      return { reference: `#${kept.id}`, ...(display !== null && { display }) };
    const named = this.#contained.named.get(id);
    const name = display ?? named?.name ?? '';
    return named === undefined || name === '' ? undefined : { type: named.type, display: name };
  }
}

/** R4's and R5's names. */
const asNeededFor: ReadonlySet<string> = new Set(['asNeededCodeableConcept', 'asNeededFor']);

/** A resource's own text and a section's are narratives; everybody else's `text` is a string. */
function isNarrative(key: string, value: JsonObject): boolean {
  return key === 'text' || 'div' in value;
}

/** A Reference; where a Coding is expected, only what has an address is taken for one. */
function isReferenceIn(key: string, value: JsonObject): boolean {
  const isAddressed = textOf(memberOf(value, 'reference')) !== null;
  return isReference(value) && (isAddressed || !codingElements.has(key));
}

/** Elements whose items may be a Coding with nothing but a display, which looks like a Reference. */
const codingElements: ReadonlySet<string> = new Set([
  ...['coding', 'class', 'modality', 'sopClass', 'bodySite', 'laterality', 'valueCoding', 'event'],
]);
