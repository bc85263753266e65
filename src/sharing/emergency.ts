import type { Bytes } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { signingPublicKey } from '../crypto/index.ts';
import type { Addressee, AddressedReader } from './addressed.ts';
import { openAddressed, sealAddressed } from './addressed.ts';
import { readName } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { fromSeconds, refuseFuture, TIME_RANGE, toSeconds } from './environment.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import { isList } from './fields.ts';
import { SIGNER_FIELD } from './message.ts';
import { cleanName, cleanText } from './name.ts';

/** What one line of an emergency card says, in the order of the codes on the wire. */
export const emergencyKinds = [
  'name',
  'born',
  'blood',
  'allergy',
  'medicine',
  'condition',
  'contact',
  'language',
  'directive',
] as const;

export type EmergencyKind = (typeof emergencyKinds)[number];

export interface EmergencyStatement {
  kind: EmergencyKind;
  /** One line of visible text, 1 to 160 characters. */
  text: string;
}

/** What an emergency card says to the one it is sealed to. */
export interface EmergencyTerms {
  /** At most 64 bytes of UTF-8. */
  patientName: string;
  /** At least one, at most 48. */
  lines: readonly EmergencyStatement[];
}

/** A sealed emergency card, opened. */
export interface OpenedEmergency extends EmergencyTerms {
  /** The patient's Ed25519 key, 32 bytes. */
  patientIdentity: Bytes;
  /** By the patient's clock, in whole seconds. */
  issuedAt: Date;
}

/** How many lines a card has at most, and how many characters each. */
export const MAX_EMERGENCY_LINES = 48;
export const MAX_EMERGENCY_TEXT = 160;

const field = { patient: SIGNER_FIELD, name: 2, time: 3, lines: 4 } as const;

/**
 * Seals an emergency card to a card's owner (SPEC §26, at most 1200 bytes: a still code).
 *
 * @throws SharingError `name-invalid`; `too-large` where it does not fit one still code; `malformed`
 * for no line, too many of them, or an empty one.
 */
export async function makeEmergency(
  env: SharingEnvironment,
  patient: { identitySeed: Bytes },
  to: Addressee,
  { patientName, lines }: EmergencyTerms,
): Promise<Bytes> {
  if (lines.length === 0 || lines.length > MAX_EMERGENCY_LINES) throw new SharingError('malformed');
  const fields = new Map<number, CborValue>([
    [field.patient, await signingPublicKey(patient.identitySeed)],
    [field.name, cleanName(patientName)],
    [field.time, toSeconds(env.now)],
    [field.lines, lines.map(({ kind, text }) => [emergencyKinds.indexOf(kind), cleanLine(text)])],
  ]);
  return sealAddressed(env, 'emergency', to, fields, patient.identitySeed);
}

/**
 * Opens an emergency card with the keys of the card it was made for. It has no end: what is printed
 * stays readable, and says of when it is.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `not-for-me`, `cannot-open`;
 * then `clock-skew`.
 */
export async function openEmergency(
  env: SharingEnvironment,
  reader: AddressedReader,
  message: Bytes,
): Promise<OpenedEmergency> {
  const shape = { kind: 'emergency', known: Object.values(field), read: emergencyOf } as const;
  const opened = await openAddressed(env, shape, reader, message);
  refuseFuture(env, toSeconds(opened.issuedAt));
  return opened;
}

function emergencyOf(fields: Fields): OpenedEmergency {
  const lines = fields.list(field.lines, MAX_EMERGENCY_LINES).flatMap(statementOf);
  if (lines.length === 0) throw new SharingError('malformed');
  return {
    patientIdentity: fields.bytes(field.patient, 32),
    patientName: readName(fields, field.name),
    issuedAt: fromSeconds(fields.integer(field.time, TIME_RANGE)),
    lines,
  };
}

/** A kind of a later version is left out: what this reader knows still helps. */
function statementOf(value: CborValue): EmergencyStatement[] {
  if (!isList(value) || value.length !== 2) throw new SharingError('malformed');
  const [code, text] = value;
  if (typeof code !== 'number' || typeof text !== 'string') throw new SharingError('malformed');
  const kind = emergencyKinds[code];
  return kind === undefined ? [] : [{ kind, text: cleanLine(text) }];
}

function cleanLine(text: string): string {
  const clean = cleanText(text);
  if (clean === '' || clean.length > MAX_EMERGENCY_TEXT) throw new SharingError('malformed');
  return clean;
}
