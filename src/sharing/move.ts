import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal, uint32 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import {
  domain,
  openSealedTo,
  sealingKeyPair,
  sealTo,
  sha256,
  signingPublicKey,
} from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { failAs, SharingError } from './errors.ts';
import { Fields } from './fields.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
  splitPair,
} from './message.ts';
import { cleanText } from './name.ts';
import { REQUEST_LIFETIME_SECONDS } from './request.ts';

/** To be carried on by the same person, or by the one whose record it is. */
export type MoveIntent = 'move' | 'hand-over';

/** What a new phone asks for, once read. */
export interface MoveRequest {
  /** X25519 public key drawn for this request alone, 32 bytes. */
  sealing: Bytes;
  /** 16 random bytes. */
  nonce: Bytes;
  /** By the new phone's clock, in whole seconds. */
  time: Date;
  /** Which Carnet runs there, cleaned, at most 32 characters; a claim. */
  app: string;
  intent: MoveIntent;
  /** SHA-256 of the message. */
  hash: Bytes;
  message: Bytes;
}

/** A request that waits for its answer, in the new phone's memory only. */
export interface PendingMove {
  request: MoveRequest;
  sealingSecret: Bytes;
}

/** What goes to the new phone ahead of the rows. */
export interface MoveTerms {
  /** Of the profile, 32 bytes. */
  root: Bytes;
  /** SHA-256 of the rows' stream, 32 bytes. */
  digest: Bytes;
  /** Bytes of the stream. */
  size: number;
  records: number;
  files: number;
}

/** The terms, opened. */
export interface OpenedMove extends MoveTerms {
  /** Ed25519 key of the profile that signed them, 32 bytes. */
  identity: Bytes;
  time: Date;
  /** Where the stream begins in the message. */
  streamAt: number;
}

const intents: readonly MoveIntent[] = ['move', 'hand-over'];
const INTENT_RANGE = { min: 0, max: intents.length - 1 } as const;
const COUNT_RANGE = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;

const requestField = { sealing: 1, nonce: 2, time: 3, app: 4, intent: 5 } as const;
const moveField = {
  identity: SIGNER_FIELD,
  root: 2,
  digest: 3,
  size: 4,
  records: 5,
  files: 6,
  time: 7,
  intent: 8,
} as const;

const NONCE_BYTES = 16;
const APP_LIMIT_CHARACTERS = 32;
const HEAD_BYTES = 3;
const HINT_BYTES = 16;

/** Every opening of a move lies within its first bytes; the stream follows. */
export const MOVE_OPENING_BYTES = MAX_MESSAGE_BYTES.move;

/**
 * Draws a key for one move and asks with it (SPEC §27). Nothing signs it: the new phone has no key
 * that anybody knows, and the eight words stand for it.
 */
export async function makeMoveRequest(
  env: SharingEnvironment,
  { app, intent }: { app: string; intent: MoveIntent },
): Promise<PendingMove> {
  const pair = await sealingKeyPair(env.random);
  const stated = {
    sealing: pair.publicKey,
    nonce: env.random(NONCE_BYTES),
    time: fromSeconds(toSeconds(env.now)),
    app: cleanText(app).slice(0, APP_LIMIT_CHARACTERS),
    intent,
  };
  const fields = new Map<number, CborValue>([
    [requestField.sealing, stated.sealing],
    [requestField.nonce, stated.nonce],
    [requestField.time, toSeconds(stated.time)],
    [requestField.app, stated.app],
    [requestField.intent, intents.indexOf(intent)],
  ]);
  const message = concat(messageHead('move-request', env.suite.id), encodeCbor(fields));
  const request = { ...stated, hash: sha256(message), message };
  return { request, sealingSecret: pair.secretKey };
}

/**
 * Reads what a new phone asks for. Who asks is told by the eight words alone.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `clock-skew`, `expired`.
 */
export function readMoveRequest(env: SharingEnvironment, message: Bytes): MoveRequest {
  const body = messageBody('move-request', env.suite.id, message);
  const known = Object.values(requestField);
  const fields = new Fields(body, known, MAX_MESSAGE_BYTES['move-request']);
  const made = fields.integer(requestField.time, TIME_RANGE);
  const request = {
    sealing: fields.bytes(requestField.sealing, 32),
    nonce: fields.bytes(requestField.nonce, NONCE_BYTES),
    time: fromSeconds(made),
    app: cleanText(fields.text(requestField.app)).slice(0, APP_LIMIT_CHARACTERS),
    intent: readIntent(fields, requestField.intent),
    hash: sha256(message),
    message,
  };
  refuseFuture(env, made);
  if (toSeconds(env.now) > made + REQUEST_LIFETIME_SECONDS) throw new SharingError('expired');
  return request;
}

/**
 * Seals the root to the key of a request, and says what follows it (SPEC §28, at most 300 bytes).
 * The stream goes behind, as it is.
 *
 * @throws SharingError `malformed` for a request whose key is none.
 */
export async function makeMoveOpening(
  env: SharingEnvironment,
  { identitySeed }: { identitySeed: Bytes },
  request: MoveRequest,
  terms: MoveTerms,
): Promise<Bytes> {
  const head = messageHead('move', env.suite.id);
  const fields = new Map<number, CborValue>([
    [moveField.identity, await signingPublicKey(identitySeed)],
    [moveField.root, terms.root],
    [moveField.digest, terms.digest],
    [moveField.size, terms.size],
    [moveField.records, terms.records],
    [moveField.files, terms.files],
    [moveField.time, toSeconds(env.now)],
    [moveField.intent, intents.indexOf(request.intent)],
  ]);
  const scope = { kind: 'move', context: request.hash, before: head } as const;
  const signed = await signFields(scope, fields, identitySeed);
  const sealed = await failAs('malformed', () =>
    sealTo(request.sealing, domain('move'), concat(head, request.hash), signed, env.random),
  );
  signed.fill(0);
  return concat(head, hintFor(request.hash), uint32(sealed.length), sealed);
}

/**
 * Opens the beginning of a move: `beginning` is the message, or its first
 * {@link MOVE_OPENING_BYTES}.
 *
 * @throws SharingError `malformed`, `unknown-version`, `no-such-request` (an answer to another one);
 * `cannot-open` for every failure from decapsulation to the last field; then `clock-skew`.
 */
export async function openMove(
  env: SharingEnvironment,
  { request, sealingSecret }: PendingMove,
  beginning: Bytes,
): Promise<OpenedMove> {
  const first = beginning.subarray(0, MOVE_OPENING_BYTES);
  const body = messageBody('move', env.suite.id, first);
  if (body.length <= HINT_BYTES) throw new SharingError('malformed');
  if (!equal(body.subarray(0, HINT_BYTES), hintFor(request.hash)))
    throw new SharingError('no-such-request');
  const { first: sealed, rest } = splitPair(body.subarray(HINT_BYTES));
  const head = first.subarray(0, HEAD_BYTES);
  const opened = await failAs('cannot-open', async () => {
    const about = concat(head, request.hash);
    const signed = await openSealedTo(sealingSecret, domain('move'), about, sealed);
    const scope = { kind: 'move', context: request.hash, before: head } as const;
    const known = Object.values(moveField);
    const fields = await readSignedFields(scope, signed, known, MAX_MESSAGE_BYTES.move);
    signed.fill(0);
    return termsOf(fields, request.intent);
  });
  refuseFuture(env, toSeconds(opened.time));
  return { ...opened, streamAt: first.length - rest.length };
}

function termsOf(fields: Fields, asked: MoveIntent): Omit<OpenedMove, 'streamAt'> {
  if (readIntent(fields, moveField.intent) !== asked) throw new SharingError('mismatch');
  return {
    identity: fields.bytes(moveField.identity, 32),
    root: fields.bytes(moveField.root, 32),
    digest: fields.bytes(moveField.digest, 32),
    size: fields.integer(moveField.size, COUNT_RANGE),
    records: fields.integer(moveField.records, COUNT_RANGE),
    files: fields.integer(moveField.files, COUNT_RANGE),
    time: fromSeconds(fields.integer(moveField.time, TIME_RANGE)),
  };
}

function readIntent(fields: Fields, key: number): MoveIntent {
  const intent = intents[fields.integer(key, INTENT_RANGE)];
  if (intent === undefined) throw new SharingError('malformed');
  return intent;
}

function hintFor(requestHash: Bytes): Bytes {
  return sha256(domain('move-answers'), requestHash).slice(0, HINT_BYTES);
}
