import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { Author, Role } from './author.ts';
import { readName, readRole, roleCode } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import {
  checkMinutes,
  fromSeconds,
  MINUTES_RANGE,
  refuseFuture,
  TIME_RANGE,
  toSeconds,
} from './environment.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  NO_CONTEXT,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';
import { cleanName, cleanPurpose } from './name.ts';
import { UNIT_SET_RANGE, unitSet, unitsOfSet } from './unit.ts';

/** The patient's side takes a request for this long after it was made. */
export const REQUEST_LIFETIME_SECONDS = 900;

/** A doctor's question, once read. */
export interface Request {
  /** Ed25519 public key, 32 bytes. */
  identity: Bytes;
  /** Cleaned; not checked by anyone. */
  name: string;
  role: Role;
  /** Delegatee key drawn for this request alone (AFGH: 96 bytes). */
  delegatee: Bytes;
  /** 16 random bytes. */
  nonce: Bytes;
  units: ShareUnit[];
  /** Cleaned, at most 64 bytes, possibly empty. */
  purpose: string;
  minutes: number;
  /** When it was made, by the doctor's clock, in whole seconds. */
  time: Date;
  /** SHA-256 of the message. */
  hash: Bytes;
  /** The signed bytes. */
  message: Bytes;
}

/** A request that waits for its answer. It lives in memory only and is erased with the visit. */
export interface PendingRequest {
  request: Request;
  delegateeSecret: Bytes;
}

/** What a doctor asks for. */
export interface Ask {
  units: readonly ShareUnit[];
  purpose: string;
  /** From 1 to 10080 (a week). */
  minutes: number;
}

const field = {
  identity: SIGNER_FIELD,
  name: 2,
  role: 3,
  delegatee: 4,
  nonce: 5,
  units: 6,
  purpose: 7,
  minutes: 8,
  time: 9,
} as const;

const NONCE_BYTES = 16;

/**
 * Draws a fresh delegatee key and signs a request for it (SPEC §4, at most 368 bytes).
 *
 * @throws SharingError `name-invalid`, `too-large` (purpose), `malformed` (minutes).
 */
export async function makeRequest(
  env: SharingEnvironment,
  author: Author,
  ask: Ask,
): Promise<PendingRequest> {
  const identity = await signingPublicKey(author.identitySeed);
  const delegatee = await env.suite.delegateeKeyPair(env.random);
  const stated = {
    identity,
    name: cleanName(author.name),
    role: author.role,
    delegatee: delegatee.publicKey,
    nonce: env.random(NONCE_BYTES),
    units: unitsOfSet(unitSet(ask.units)),
    purpose: cleanPurpose(ask.purpose),
    minutes: checkMinutes(ask.minutes),
    time: fromSeconds(toSeconds(env.now)),
  };
  const message = await signRequest(env, stated, author.identitySeed);
  const request = { ...stated, hash: sha256(message), message };
  return { request, delegateeSecret: delegatee.secretKey };
}

async function signRequest(
  env: SharingEnvironment,
  request: Omit<Request, 'hash' | 'message'>,
  seed: Bytes,
): Promise<Bytes> {
  const fields = new Map<number, Bytes | string | number>([
    [field.identity, request.identity],
    [field.name, request.name],
    [field.role, roleCode(request.role)],
    [field.delegatee, request.delegatee],
    [field.nonce, request.nonce],
    [field.units, unitSet(request.units)],
    [field.purpose, request.purpose],
    [field.minutes, request.minutes],
    [field.time, toSeconds(request.time)],
  ]);
  const before = messageHead('request', env.suite.id);
  const scope = { kind: 'request', context: NO_CONTEXT, before } as const;
  return concat(before, await signFields(scope, fields, seed));
}

/**
 * Reads a request on the patient's side. It is taken from ten minutes before to fifteen minutes
 * after the time it states; a request that is kept on the screen has to be shown anew.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `name-invalid`,
 * `bad-signature`, `clock-skew`, `expired`.
 */
export async function readRequest(env: SharingEnvironment, message: Bytes): Promise<Request> {
  const { suite } = env;
  const body = messageBody('request', suite.id, message);
  const before = messageHead('request', suite.id);
  const scope = { kind: 'request', context: NO_CONTEXT, before } as const;
  const fields = await readSignedFields(
    scope,
    body,
    Object.values(field),
    MAX_MESSAGE_BYTES.request,
  );
  const request = requestOf(fields, suite.sizes.delegateePublicKey, message);
  checkFreshness(env, toSeconds(request.time));
  return request;
}

function requestOf(fields: Fields, delegateeBytes: number, message: Bytes): Request {
  return {
    identity: fields.bytes(field.identity, 32),
    name: readName(fields, field.name),
    role: readRole(fields, field.role),
    delegatee: fields.bytes(field.delegatee, delegateeBytes),
    nonce: fields.bytes(field.nonce, NONCE_BYTES),
    units: unitsOfSet(fields.integer(field.units, UNIT_SET_RANGE)),
    purpose: cleanPurpose(fields.text(field.purpose)),
    minutes: fields.integer(field.minutes, MINUTES_RANGE),
    time: fromSeconds(fields.integer(field.time, TIME_RANGE)),
    hash: sha256(message),
    message,
  };
}

function checkFreshness(env: SharingEnvironment, made: number): void {
  refuseFuture(env, made);
  if (toSeconds(env.now) > made + REQUEST_LIFETIME_SECONDS) throw new SharingError('expired');
}
