import type { DecodeOptions, Token } from 'cborg';
import { decode, encode, rfc8949EncodeOptions, Tokenizer, Type } from 'cborg';
import type { Bytes } from './bytes.ts';
import { equal } from './bytes.ts';
import { BytesError } from './errors.ts';

/** What CBOR may hold here. Integers beyond 2^53 are bigints, up to 64 bits; no floats, no tags. */
export type CborValue =
  | number
  | bigint
  | string
  | Uint8Array
  | boolean
  | null
  | readonly CborValue[]
  | ReadonlyMap<number | string, CborValue>;

/** Bounds that hold before anything is allocated. */
export interface CborLimits {
  maxBytes: number;
  /** Arrays and maps inside each other; 8 unless told. */
  maxDepth?: number;
  /** Data items altogether, keys and values counted each; 4096 unless told. */
  maxItems?: number;
}

const DEFAULT_MAX_DEPTH = 8;
const DEFAULT_MAX_ITEMS = 4096;

/**
 * Deterministic CBOR (RFC 8949 §4.2.1): shortest forms, definite lengths, keys in bytewise order.
 *
 * @throws BytesError `malformed` for a number that is no safe integer or a bigint beyond 64 bits.
 */
export function encodeCbor(value: CborValue): Bytes {
  refuseFloats(value);
  try {
    return encode(value, rfc8949EncodeOptions);
  } catch {
    throw new BytesError('malformed');
  }
}

/**
 * Reads exactly what {@link encodeCbor} writes. Maps come as `Map`, byte strings as copies. Every
 * input gives a value or a BytesError.
 *
 * @throws BytesError `too-large` past a limit; `malformed` for other encodings of the same value,
 * duplicate keys, keys that are neither integer nor text, tags, floats and trailing bytes.
 */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits): CborValue {
  if (bytes.length > limits.maxBytes) throw new BytesError('too-large');
  const value = decodeBounded(bytes, limits);
  // The one test of being canonical that cannot drift from the encoder.
  if (!equal(encodeCbor(value), bytes)) throw new BytesError('malformed');
  return value;
}

const strict: DecodeOptions = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: true,
};

function decodeBounded(bytes: Uint8Array, limits: CborLimits): CborValue {
  try {
    // cborg's result is untyped; the tokenizer lets only the kinds of CborValue through.
    return decode(bytes, {
      ...strict,
      tokenizer: new BoundedTokenizer(bytes, limits),
    }) as CborValue;
  } catch (error) {
    throw error instanceof BytesError ? error : new BytesError('malformed');
  }
}

/** An array or map being read: items still to come, and whether the next one is a key. */
interface Container {
  left: number;
  readonly isMap: boolean;
}

/** Counts items and depth as they are read; refuses declared lengths that the rest cannot hold. */
class BoundedTokenizer extends Tokenizer {
  readonly #maxDepth: number;
  readonly #open: Container[] = [];
  #itemsLeft: number;

  constructor(bytes: Uint8Array, limits: CborLimits) {
    super(bytes, strict);
    this.#maxDepth = limits.maxDepth ?? DEFAULT_MAX_DEPTH;
    this.#itemsLeft = limits.maxItems ?? DEFAULT_MAX_ITEMS;
  }

  override next(): Token {
    const token = super.next();
    if (this.#itemsLeft-- <= 0) throw new BytesError('too-large');
    this.#enter(token);
    return token;
  }

  #enter(token: Token): void {
    this.#step(token);
    if (token.type === Type.array) this.#push({ left: Number(token.value), isMap: false });
    else if (token.type === Type.map) this.#push({ left: 2 * Number(token.value), isMap: true });
    else if (token.type === Type.float || token.type === Type.tag)
      throw new BytesError('malformed');
    while (this.#open.at(-1)?.left === 0) this.#open.pop();
  }

  #step(token: Token): void {
    const container = this.#open.at(-1);
    if (container === undefined) return;
    if (container.isMap && container.left % 2 === 0 && !isKey(token))
      throw new BytesError('malformed');
    container.left--;
  }

  #push(container: Container): void {
    if (this.#open.length >= this.#maxDepth) throw new BytesError('too-large');
    if (container.left > this.#itemsLeft) throw new BytesError('too-large');
    this.#open.push(container);
  }
}

function isKey(token: Token): boolean {
  if (token.type === Type.string) return true;
  return (
    (token.type === Type.uint || token.type === Type.negint) && typeof token.value === 'number'
  );
}

function refuseFloats(value: CborValue): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new BytesError('malformed');
  if (Array.isArray(value)) value.forEach(refuseFloats);
  if (value instanceof Map) {
    value.forEach((item: CborValue, key: number | string) => {
      refuseFloats(key);
      refuseFloats(item);
    });
  }
}
