import type { Bytes } from '../bytes/bytes.ts';
import { concat } from '../bytes/bytes.ts';
import {
  DELEGATEE_PROOF_BYTES,
  proveDelegateeKey,
  signingPublicKey,
  verifyDelegateeProof,
} from '../crypto/index.ts';
import type { Author, Role } from './author.ts';
import { readName, readRole, roleCode } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { SharingError } from './errors.ts';
import {
  MAX_MESSAGE_BYTES,
  messageBody,
  messageHead,
  NO_CONTEXT,
  readSignedFields,
  signFields,
  SIGNER_FIELD,
} from './message.ts';
import { cleanName } from './name.ts';

/** A signed statement of somebody's public keys and name, once read. */
export interface Card {
  /** Cleaned; not checked by anyone. */
  name: string;
  role: Role;
  /** Ed25519 public key, 32 bytes. */
  identity: Bytes;
  /** X25519 public key, 32 bytes. */
  sealing: Bytes;
  /** Long-term delegatee key (AFGH: 96 bytes), its owner's knowledge of the secret proven. */
  delegatee: Bytes;
  /** The signed bytes. */
  message: Bytes;
}

/** The public and secret keys that a card states. */
export interface CardKeys {
  sealingPublic: Bytes;
  delegateeSecret: Bytes;
  delegateePublic: Bytes;
}

const field = {
  identity: SIGNER_FIELD,
  name: 2,
  role: 3,
  sealing: 4,
  delegatee: 5,
  proof: 6,
} as const;

/**
 * Signs a card (SPEC §3, at most 373 bytes).
 *
 * @throws SharingError `name-invalid`.
 */
export async function makeCard(env: SharingEnvironment, author: Author & CardKeys): Promise<Bytes> {
  const identity = await signingPublicKey(author.identitySeed);
  const { delegateeSecret, delegateePublic } = author;
  const fields = new Map<number, Bytes | string | number>([
    [field.identity, identity],
    [field.name, cleanName(author.name)],
    [field.role, roleCode(author.role)],
    [field.sealing, author.sealingPublic],
    [field.delegatee, delegateePublic],
    [field.proof, proveDelegateeKey(identity, delegateeSecret, delegateePublic, env.random)],
  ]);
  const before = messageHead('card', env.suite.id);
  const scope = { kind: 'card', context: NO_CONTEXT, before } as const;
  return concat(before, await signFields(scope, fields, author.identitySeed));
}

/**
 * Reads a card, checking its signature and the proof that its owner knows the delegatee secret.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `name-invalid`, `bad-signature`.
 */
export async function readCard(env: SharingEnvironment, message: Bytes): Promise<Card> {
  const { suite } = env;
  const body = messageBody('card', suite.id, message);
  const scope = {
    kind: 'card',
    context: NO_CONTEXT,
    before: messageHead('card', suite.id),
  } as const;
  const fields = await readSignedFields(scope, body, Object.values(field), MAX_MESSAGE_BYTES.card);
  const identity = fields.bytes(field.identity, 32);
  const delegatee = fields.bytes(field.delegatee, suite.sizes.delegateePublicKey);
  const proof = fields.bytes(field.proof, DELEGATEE_PROOF_BYTES);
  if (!verifyDelegateeProof(identity, delegatee, proof)) throw new SharingError('bad-signature');
  return {
    name: readName(fields, field.name),
    role: readRole(fields, field.role),
    identity,
    sealing: fields.bytes(field.sealing, 32),
    delegatee,
    message,
  };
}
