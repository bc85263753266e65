import type { Bytes } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import type { Addressee, AddressedReader } from './addressed.ts';
import { openAddressed, sealAddressed } from './addressed.ts';
import { readName } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { toSeconds } from './environment.ts';
import type { Fields } from './fields.ts';
import { SIGNER_FIELD } from './message.ts';
import { cleanName } from './name.ts';
import type { DropPlace, ReadingPlace } from './place.ts';
import { readDrop, readPlace, writeDrop, writePlace } from './place.ts';
import { checkTerm, readTerm } from './term.ts';

/** The bounds of a revision on the wire. */
export const REVISION_RANGE = { min: 0, max: 2 ** 32 - 1 } as const;

/**
 * What a helper is told once, when it is enrolled. Whom it serves and what it may transform changes
 * with every publication and lies in its list on the host.
 */
export interface EnrolmentTerms {
  /** At most 64 bytes of UTF-8. */
  patientName: string;
  /** 32 random bytes: the name and the seal of the helper's list and log. */
  helperKey: Bytes;
  /** No list with a lower revision is to be taken. */
  leastRevision: number;
  until: Date | null;
  /** Where the list and the asks are read. */
  place: ReadingPlace;
  /** Where answers and log pages are left; null for answers by code alone. */
  drop: DropPlace | null;
}

/** An enrolment, opened. */
export interface Enrolment extends EnrolmentTerms {
  /** The patient's Ed25519 key, 32 bytes. */
  patientIdentity: Bytes;
  /** By the patient's clock, in whole seconds. */
  issuedAt: Date;
  /** SHA-256 of the message. */
  hash: Bytes;
}

const field = {
  patient: SIGNER_FIELD,
  name: 2,
  time: 3,
  until: 4,
  helperKey: 5,
  leastRevision: 6,
  place: 7,
  drop: 8,
} as const;

/**
 * Seals an enrolment to the helper's card (SPEC §20, at most 982 bytes: a still code). It holds no secret that
 * opens anything, and no re-encryption key.
 *
 * @throws SharingError `name-invalid`, `too-large`, `malformed`.
 */
export async function makeEnrolment(
  env: SharingEnvironment,
  patient: { identitySeed: Bytes },
  to: Addressee,
  terms: EnrolmentTerms,
): Promise<Bytes> {
  const fields = new Map<number, CborValue>([
    [field.patient, await signingPublicKey(patient.identitySeed)],
    [field.name, cleanName(terms.patientName)],
    [field.time, toSeconds(env.now)],
    [field.helperKey, terms.helperKey],
    [field.leastRevision, terms.leastRevision],
    [field.place, writePlace(terms.place)],
  ]);
  if (terms.until !== null) fields.set(field.until, toSeconds(terms.until));
  if (terms.drop !== null) fields.set(field.drop, writeDrop(terms.drop));
  return sealAddressed(env, 'enrolment', to, fields, patient.identitySeed);
}

/**
 * Opens an enrolment with the keys of the helper's card.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `not-for-me`, `cannot-open`;
 * then `clock-skew`, `expired`.
 */
export async function openEnrolment(
  env: SharingEnvironment,
  reader: AddressedReader,
  message: Bytes,
): Promise<Enrolment> {
  const terms = await openAddressed(env, shape, reader, message);
  checkTerm(env, terms);
  return { ...terms, hash: sha256(message) };
}

function termsOf(fields: Fields): Omit<Enrolment, 'hash'> {
  return {
    patientIdentity: fields.bytes(field.patient, 32),
    patientName: readName(fields, field.name),
    helperKey: fields.bytes(field.helperKey, 32),
    leastRevision: fields.integer(field.leastRevision, REVISION_RANGE),
    ...readTerm(fields, { time: field.time, until: field.until }),
    place: readPlace(fields.list(field.place, 3)),
    drop: fields.has(field.drop) ? readDrop(fields.list(field.drop, 3)) : null,
  };
}

const shape = { kind: 'enrolment', known: Object.values(field), read: termsOf } as const;
