import type { Bytes } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { signingPublicKey } from '../crypto/index.ts';
import type { Addressee, AddressedReader } from './addressed.ts';
import { openAddressed, sealAddressed } from './addressed.ts';
import { readName } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import { SIGNER_FIELD } from './message.ts';
import { cleanName } from './name.ts';
import type { DropPlace } from './place.ts';
import { readDrop, writeDrop } from './place.ts';
import { checkTerm, readTerm } from './term.ts';

/** What a patient tells somebody who may leave things for her or for her helper. */
export interface InvitationTerms {
  /** At most 64 bytes of UTF-8. */
  patientName: string;
  /** The standing grant it belongs to, 16 bytes; null for somebody who may only write. */
  grantId: Bytes | null;
  until: Date | null;
  /** Where letters go: the inbox tag's public key (AFGH: 48 bytes), a drop key of 32 random bytes. */
  letters: { inboxPublic: Bytes; dropKey: Bytes; drop: DropPlace } | null;
  /** Through whom the patient's record is read (Ed25519, 32 bytes), and where asks are left. */
  helper: { identity: Bytes; drop: DropPlace } | null;
}

/** An invitation, opened. */
export interface Invitation extends InvitationTerms {
  /** The patient's Ed25519 key, 32 bytes. */
  patientIdentity: Bytes;
  /** By the patient's clock, in whole seconds. */
  issuedAt: Date;
}

const GRANT_ID_BYTES = 16;

const field = {
  patient: SIGNER_FIELD,
  name: 2,
  time: 3,
  until: 4,
  grantId: 5,
  inbox: 6,
  dropKey: 7,
  letterDrop: 8,
  helper: 9,
  helperDrop: 10,
} as const;

/**
 * Seals an invitation to a card (SPEC §19, at most 1143 bytes: a still code). One that invites to nothing is
 * malformed.
 *
 * @throws SharingError `name-invalid`, `too-large`, `malformed`.
 */
export async function makeInvitation(
  env: SharingEnvironment,
  patient: { identitySeed: Bytes },
  to: Addressee,
  terms: InvitationTerms,
): Promise<Bytes> {
  const fields = new Map<number, CborValue>([
    [field.patient, await signingPublicKey(patient.identitySeed)],
    [field.name, cleanName(terms.patientName)],
    [field.time, toSeconds(env.now)],
    ...termFields(terms),
    ...purposeFields(terms),
  ]);
  return sealAddressed(env, 'invitation', to, fields, patient.identitySeed);
}

function termFields({ until, grantId }: InvitationTerms): [number, CborValue][] {
  const fields: [number, CborValue][] = [];
  if (until !== null) fields.push([field.until, toSeconds(until)]);
  if (grantId !== null) fields.push([field.grantId, grantId]);
  return fields;
}

function purposeFields({ letters, helper }: InvitationTerms): [number, CborValue][] {
  if (letters === null && helper === null) throw new SharingError('malformed');
  const fields: [number, CborValue][] = [];
  if (letters !== null)
    fields.push(
      [field.inbox, letters.inboxPublic],
      [field.dropKey, letters.dropKey],
      [field.letterDrop, writeDrop(letters.drop)],
    );
  if (helper !== null)
    fields.push([field.helper, helper.identity], [field.helperDrop, writeDrop(helper.drop)]);
  return fields;
}

/**
 * Opens an invitation with the keys of the card it was made for.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `not-for-me`, `cannot-open`;
 * then `clock-skew`, `expired`.
 */
export async function openInvitation(
  env: SharingEnvironment,
  reader: AddressedReader,
  message: Bytes,
): Promise<Invitation> {
  const read = (fields: Fields) => invitationOf(fields, env.suite.sizes.tagPublicKey);
  const shape = { kind: 'invitation', known: Object.values(field), read } as const;
  const invitation = await openAddressed(env, shape, reader, message);
  checkTerm(env, invitation);
  return invitation;
}

function invitationOf(fields: Fields, inboxBytes: number): Invitation {
  const letters = fields.has(field.inbox) ? lettersOf(fields, inboxBytes) : null;
  const helper = fields.has(field.helper) ? helperOf(fields) : null;
  if (letters === null && helper === null) throw new SharingError('malformed');
  return {
    patientIdentity: fields.bytes(field.patient, 32),
    patientName: readName(fields, field.name),
    grantId: fields.has(field.grantId) ? fields.bytes(field.grantId, GRANT_ID_BYTES) : null,
    ...readTerm(fields, { time: field.time, until: field.until }),
    letters,
    helper,
  };
}

const lettersOf = (fields: Fields, inboxBytes: number) => ({
  inboxPublic: fields.bytes(field.inbox, inboxBytes),
  dropKey: fields.bytes(field.dropKey, 32),
  drop: readDrop(fields.list(field.letterDrop, 3)),
});

const helperOf = (fields: Fields) => ({
  identity: fields.bytes(field.helper, 32),
  drop: readDrop(fields.list(field.helperDrop, 3)),
});
