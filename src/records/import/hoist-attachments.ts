import type { Bytes } from '../../bytes/bytes.ts';
import {
  isList,
  isObject,
  isResource,
  memberOf,
  textOf,
  without,
  type FhirResource,
  type Json,
  type JsonObject,
} from '../fhir.ts';
import { pointerTo } from '../json-pointer.ts';
import { fingerprint } from './fingerprint.ts';
import type { InlineAttachment } from './parsed-import.ts';
import type { Tally } from './tally.ts';

/** Base64 data whose bytes are more than these is stored beside the resource. */
const INLINE_LIMIT_BYTES = 4096;

/** Stands where the data stood and says what it was: two scans must not look alike. */
const MOVED_OUT = 'urn:carnet:data-moved-out';

/** The resource without its large files, and the files. */
export function hoistAttachments(
  resource: FhirResource,
  tally: Tally,
): { resource: FhirResource; inlineAttachments: InlineAttachment[] } {
  const hoisting = new Hoisting(resource, tally);
  const lighter = hoisting.lightened(resource, '');
  const inlineAttachments = hoisting.attachments;
  return { resource: isResource(lighter) ? lighter : resource, inlineAttachments };
}

class Hoisting {
  readonly attachments: InlineAttachment[] = [];
  readonly #resource: FhirResource;
  readonly #tally: Tally;

  constructor(resource: FhirResource, tally: Tally) {
    this.#resource = resource;
    this.#tally = tally;
  }

  /** A copy of what holds a large file; everything else is the very value. */
  lightened(value: Json, pointer: string): Json {
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(
      ([key, member]: [string, Json]) =>
        [key, this.lightened(member, pointerTo(pointer, key))] as const,
    );
    const parts: readonly Json[] = isList(value) ? value : Object.values(value);
    const changed = entries.some(([, member], at) => member !== parts[at]);
    if (isList(value)) return changed ? entries.map(([, member]) => member) : value;
    return this.#withoutData(changed ? Object.fromEntries(entries) : value, pointer);
  }

  #withoutData(object: Json, pointer: string): Json {
    const data = textOf(memberOf(object, 'data'));
    if (data === null || !isObject(object) || !isLarge(data) || isSampledData(object))
      return object;
    const bytes = fromBase64(data);
    if (bytes === null) this.#tally.add('bad-attachment', this.#resource.resourceType);
    if (bytes === null || bytes.length <= INLINE_LIMIT_BYTES) return object;
    this.attachments.push({
      path: pointerTo(pointer, 'data'),
      ...about(object, this.#resource),
      bytes,
    });
    return { ...without(object, 'data'), size: bytes.length, _data: movedOut(data) };
  }
}

function isLarge(base64: string): boolean {
  return base64.length > (INLINE_LIMIT_BYTES * 4) / 3;
}

/** A series of measurements has a member of the same name (FHIR R4 §2.24.0.8). */
function isSampledData(object: JsonObject): boolean {
  return 'dimensions' in object || 'origin' in object;
}

function about(object: JsonObject, resource: FhirResource): { title: string; contentType: string } {
  const contentType = textOf(memberOf(object, 'contentType')) ?? 'application/octet-stream';
  const title = textOf(memberOf(object, 'title')) ?? textOf(resource['description']) ?? '';
  return { title, contentType };
}

function movedOut(data: string): Json {
  return { extension: [{ url: MOVED_OUT, valueString: fingerprint(data) }] };
}

function fromBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
