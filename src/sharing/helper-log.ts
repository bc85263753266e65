import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { domain, sha256, sign, SIGNATURE_BYTES, verify } from '../crypto/index.ts';
import { fromSeconds, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import { Fields, isList } from './fields.ts';
import { MAX_MESSAGE_BYTES } from './message.ts';

/** One transform as its helper tells of it: what was asked, in the doctor's own signed words. */
export interface HelperLogLine {
  /** By the helper's clock, in whole seconds. */
  at: Date;
  /** The ask as it came: its signature says who asked for which capsules. */
  ask: Bytes;
  /** SHA-256 of the answer. */
  answerHash: Bytes;
}

/** A helper's log is a chain of pages, each left on the host once and never changed. */
export interface HelperLogPage {
  /** From 0. */
  number: number;
  /** SHA-256 of the page before; zeros for the first. */
  previousHash: Bytes;
  lines: readonly HelperLogLine[];
}

/** Between whom a log is kept: Ed25519 keys, 32 bytes each. */
export interface LogParties {
  helper: Bytes;
  patient: Bytes;
}

/** A page with as many asks as fit is never longer than this. */
export const MAX_LOG_PAGE_BYTES = 128 * 1024;
const MAX_LINES = 256;

const field = { number: 1, previousHash: 2, lines: 3 } as const;

/** deterministic CBOR | Ed25519 signature 64, over `domain("helper-log") | helper | patient | CBOR`. */
export async function makeLogPage(
  identitySeed: Uint8Array,
  parties: LogParties,
  page: HelperLogPage,
): Promise<Bytes> {
  const lines = page.lines.map(({ at, ask, answerHash }) => [toSeconds(at), ask, answerHash]);
  const encoded = encodeCbor(
    new Map<number, CborValue>([
      [field.number, page.number],
      [field.previousHash, page.previousHash],
      [field.lines, lines],
    ]),
  );
  const bytes = concat(encoded, await sign(identitySeed, signedBytes(parties, encoded)));
  if (bytes.length > MAX_LOG_PAGE_BYTES) throw new SharingError('too-large');
  return bytes;
}

/**
 * A page that follows `previous`.
 *
 * @throws SharingError `malformed`, `too-large`, `bad-signature`; `forked` where it is another
 * page's successor.
 */
export async function readLogPage(
  parties: LogParties,
  previous: { number: number; hash: Bytes } | null,
  bytes: Bytes,
): Promise<HelperLogPage & { hash: Bytes }> {
  if (bytes.length <= SIGNATURE_BYTES) throw new SharingError('malformed');
  const encoded = bytes.subarray(0, -SIGNATURE_BYTES);
  const fields = new Fields(encoded, Object.values(field), MAX_LOG_PAGE_BYTES);
  const signature = bytes.subarray(-SIGNATURE_BYTES);
  if (!(await verify(parties.helper, signedBytes(parties, encoded), signature)))
    throw new SharingError('bad-signature');
  const page = pageOf(fields);
  const expected = previous ?? { number: -1, hash: new Uint8Array(32) };
  if (page.number !== expected.number + 1 || !equal(page.previousHash, expected.hash))
    throw new SharingError('forked');
  return { ...page, hash: sha256(bytes) };
}

function pageOf(fields: Fields): HelperLogPage {
  return {
    number: fields.integer(field.number, { min: 0, max: 2 ** 32 - 1 }),
    previousHash: fields.bytes(field.previousHash, 32),
    lines: fields.list(field.lines, MAX_LINES).map(lineOf),
  };
}

function lineOf(value: CborValue): HelperLogLine {
  const [at, ask, answerHash] = isList(value) && value.length === 3 ? value : [];
  if (typeof at !== 'number' || at < TIME_RANGE.min || at > TIME_RANGE.max)
    throw new SharingError('malformed');
  if (!(ask instanceof Uint8Array) || ask.length > MAX_MESSAGE_BYTES.ask)
    throw new SharingError('malformed');
  if (!(answerHash instanceof Uint8Array) || answerHash.length !== 32)
    throw new SharingError('malformed');
  return {
    at: fromSeconds(at),
    ask: Uint8Array.from(ask),
    answerHash: Uint8Array.from(answerHash),
  };
}

const signedBytes = ({ helper, patient }: LogParties, encoded: Uint8Array): Bytes =>
  concat(domain('helper-log'), helper, patient, encoded);
