import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { domain, sign, SIGNATURE_BYTES, verify } from '../crypto/index.ts';
import { SharingError } from './errors.ts';
import type { FieldMap } from './fields.ts';
import { Fields } from './fields.ts';

/** The version byte that opens every message. */
export const FORMAT_VERSION = 1;

/** 6 is the channel's own: what its test page sends. */
const kindCodes = {
  card: 1,
  request: 2,
  grant: 3,
  package: 4,
  deposit: 5,
  standing: 7,
  invitation: 8,
  enrolment: 9,
  ask: 10,
  answer: 11,
  'move-request': 12,
  move: 13,
  'move-receipt': 14,
  successor: 15,
  emergency: 16,
} as const;

export type MessageKind = keyof typeof kindCodes;

/** The code that stands in a message's second byte. */
export const kindCode = (kind: MessageKind): number => kindCodes[kind];

/** A message is never longer than this, whatever its parts say. */
export const MAX_MESSAGE_BYTES: Readonly<Record<MessageKind, number>> = {
  card: 1024,
  request: 1024,
  grant: 1200,
  package: 256 * 2 ** 20,
  deposit: 2 ** 20,
  standing: 1536,
  invitation: 1200,
  enrolment: 1200,
  ask: 8192,
  answer: 2 ** 17,
  'move-request': 256,
  /** Of its opening; the stream behind it has no limit here. */
  move: 512,
  'move-receipt': 256,
  successor: 512,
  emergency: 1200,
};

const HEAD_BYTES = 3;
const LENGTH_BYTES = 4;

/** The context of a signature that answers nothing and is addressed to nobody. */
export const NO_CONTEXT: Bytes = new Uint8Array(32);

/** The signer's Ed25519 key is field 1 of every signed map. */
export const SIGNER_FIELD = 1;

/** version(1) | kind(1) | suite(1). */
export const messageHead = (kind: MessageKind, suite: number): Bytes =>
  Uint8Array.of(FORMAT_VERSION, kindCodes[kind], suite);

/**
 * The kind that a message claims to be, or null for bytes that are none of ours. A message of a
 * newer version keeps its kind, so that its reader can say `unknown-version`.
 */
export function messageKind(bytes: Uint8Array): MessageKind | null {
  const [version, code] = bytes;
  if (version === undefined || version === 0 || bytes.length <= HEAD_BYTES) return null;
  return kinds.find((kind) => kindCodes[kind] === code) ?? null;
}

const isKind = (name: string): name is MessageKind => Object.hasOwn(kindCodes, name);
const kinds: readonly MessageKind[] = Object.keys(kindCodes).filter(isKind);

/**
 * The bytes after the head of a message of this kind and suite.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`.
 */
export function messageBody(kind: MessageKind, suite: number, message: Bytes): Bytes {
  if (message.length > MAX_MESSAGE_BYTES[kind]) throw new SharingError('too-large');
  if (messageKind(message) !== kind) throw new SharingError('malformed');
  if (message[0] !== FORMAT_VERSION || message[2] !== suite)
    throw new SharingError('unknown-version');
  return message.subarray(HEAD_BYTES);
}

/** length of first(4, big endian) | first | rest. */
export const joinPair = (first: Uint8Array, rest: Uint8Array): Bytes =>
  concat(uint32(first.length), first, rest);

/**
 * Views on the two parts of {@link joinPair}.
 *
 * @throws SharingError `malformed` when the length reaches past the end.
 */
export function splitPair(bytes: Bytes): { first: Bytes; rest: Bytes } {
  if (bytes.length < LENGTH_BYTES) throw new SharingError('malformed');
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (end > bytes.length) throw new SharingError('malformed');
  return { first: bytes.subarray(LENGTH_BYTES, end), rest: bytes.subarray(end) };
}

/** What a signature covers besides the fields it follows. */
export interface SignatureScope {
  kind: MessageKind;
  /** 32 bytes: what this message answers or whom it addresses; see PROTOCOL §4. */
  context: Uint8Array;
  /** Every byte of the message that stands before the signed fields, the head included. */
  before: Uint8Array;
}

/** deterministic CBOR of `fields` | Ed25519 signature(64). Field 1 must be the signer's key. */
export async function signFields(
  scope: SignatureScope,
  fields: FieldMap,
  seed: Uint8Array,
): Promise<Bytes> {
  const encoded = encodeCbor(fields);
  return concat(encoded, await sign(seed, signedBytes(scope, encoded)));
}

/**
 * Reads what {@link signFields} made.
 *
 * @param known - the keys that the caller reads besides the signer's.
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `bad-signature`.
 */
export async function readSignedFields(
  scope: SignatureScope,
  signed: Bytes,
  known: readonly number[],
  maxBytes: number,
): Promise<Fields> {
  if (signed.length <= SIGNATURE_BYTES) throw new SharingError('malformed');
  const encoded = signed.subarray(0, -SIGNATURE_BYTES);
  const fields = new Fields(encoded, [SIGNER_FIELD, ...known], maxBytes);
  const signer = fields.bytes(SIGNER_FIELD, 32);
  const genuine = await verify(
    signer,
    signedBytes(scope, encoded),
    signed.subarray(-SIGNATURE_BYTES),
  );
  if (!genuine) throw new SharingError('bad-signature');
  return fields;
}

function signedBytes({ kind, context, before }: SignatureScope, fields: Uint8Array): Bytes {
  return concat(domain('sig'), Uint8Array.of(kindCodes[kind]), context, before, fields);
}
