import type { Bytes } from '../bytes/bytes.ts';
import { concat, uint32 } from '../bytes/bytes.ts';
import type { CborValue } from '../bytes/cbor.ts';
import { signingPublicKey } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import type { Addressee, AddressedReader } from './addressed.ts';
import { openAddressed, sealAddressed } from './addressed.ts';
import { readName } from './author.ts';
import type { SharingEnvironment } from './environment.ts';
import { toSeconds } from './environment.ts';
import type { Lane } from './epoch.ts';
import { EPOCH_ID_BYTES, laneCode, laneOfCode } from './epoch.ts';
import { SharingError } from './errors.ts';
import type { Fields } from './fields.ts';
import { SIGNER_FIELD } from './message.ts';
import { cleanName } from './name.ts';
import type { ReadingPlace } from './place.ts';
import { readPlace, writePlace } from './place.ts';
import { checkTerm, readTerm } from './term.ts';
import { UNIT_COUNT, unitCode, unitOfCode } from './unit.ts';

/** One unit of a standing grant. */
export interface StandingUnit {
  unit: ShareUnit;
  lane: Lane;
  /** 16 bytes. */
  epochId: Bytes;
  /** No manifest with a lower revision will do, 0 .. 2^32 - 1. */
  leastRevision: number;
  /** AFGH: 96 bytes; null for all units of a grant that is read through a helper. */
  reEncryptionKey: Bytes | null;
}

/** What a standing grant says. */
export interface StandingTerms {
  /** 16 random bytes; stays when a grant is issued again. */
  grantId: Bytes;
  /** At least one, at most one of each. */
  units: readonly StandingUnit[];
  /** 32 bytes: finds and opens manifests and the mailbox. */
  shelfKey: Bytes;
  until: Date | null;
  place: ReadingPlace;
  /** At most 64 bytes of UTF-8. */
  patientName: string;
  /** Ed25519 key of the helper through whom alone it is read, 32 bytes; else null. */
  helper: Bytes | null;
}

/** A standing grant, opened. */
export interface StandingGrant extends StandingTerms {
  /** The patient's Ed25519 key, 32 bytes. Nothing says whose key it is. */
  patientIdentity: Bytes;
  /** By the patient's clock, in whole seconds: of two with one id the later holds. */
  issuedAt: Date;
}

export const GRANT_ID_BYTES = 16;
const SHELF_KEY_BYTES = 32;
/** Unit and lane share a byte: a grant for four units has to fit a still code. */
const LANE_STEP = 8;

const field = {
  patient: SIGNER_FIELD,
  name: 2,
  time: 3,
  until: 4,
  place: 5,
  keys: 6,
  helper: 7,
} as const;

/**
 * Seals a standing grant to a card (SPEC §17): at most 800 bytes for four units, a name of 20 bytes
 * and an address of 80, so that a still code carries it. Hence field 6, which packs everything of
 * fixed length: grant id 16 | shelf key 32 | for each unit: unit + 8 · lane 1 |
 * epoch id 16 | least revision 4 | re-encryption key.
 *
 * @throws SharingError `name-invalid`, `too-large`; `malformed` for units given twice or none, and
 * for keys of which some are missing.
 */
export async function makeStandingGrant(
  env: SharingEnvironment,
  patient: { identitySeed: Bytes },
  to: Addressee,
  terms: StandingTerms,
): Promise<Bytes> {
  const fields = new Map<number, CborValue>([
    [field.patient, await signingPublicKey(patient.identitySeed)],
    [field.name, cleanName(terms.patientName)],
    [field.time, toSeconds(env.now)],
    [field.place, writePlace(terms.place)],
    [field.keys, keysField(env, terms)],
  ]);
  if (terms.until !== null) fields.set(field.until, toSeconds(terms.until));
  if (terms.helper !== null) fields.set(field.helper, terms.helper);
  return sealAddressed(env, 'standing', to, fields, patient.identitySeed);
}

/**
 * Opens a standing grant with the keys of the card it was made for.
 *
 * @throws SharingError `malformed`, `too-large`, `unknown-version`, `not-for-me`, `cannot-open`;
 * then `clock-skew`, `expired`.
 */
export async function openStandingGrant(
  env: SharingEnvironment,
  reader: AddressedReader,
  message: Bytes,
): Promise<StandingGrant> {
  const shape = {
    kind: 'standing',
    known: Object.values(field),
    read: (fields: Fields) => grantOf(env, fields),
  } as const;
  const grant = await openAddressed(env, shape, reader, message);
  checkTerm(env, grant);
  return grant;
}

function keysField(env: SharingEnvironment, terms: StandingTerms): Bytes {
  checkUnits(terms.units);
  const rows = terms.units.map((unit) => unitRow(env, unit, terms.helper !== null));
  return concat(terms.grantId, terms.shelfKey, ...rows);
}

function checkUnits(units: readonly StandingUnit[]): void {
  const different = new Set(units.map(({ unit }) => unit)).size;
  if (units.length === 0 || different !== units.length) throw new SharingError('malformed');
}

function unitRow({ suite }: SharingEnvironment, unit: StandingUnit, helped: boolean): Bytes {
  const key = unit.reEncryptionKey ?? new Uint8Array();
  if (
    key.length !== (helped ? 0 : suite.sizes.reEncryptionKey) ||
    unit.epochId.length !== EPOCH_ID_BYTES
  )
    throw new SharingError('malformed');
  const code = unitCode(unit.unit) + LANE_STEP * laneCode(unit.lane);
  return concat(Uint8Array.of(code), unit.epochId, uint32(unit.leastRevision), key);
}

function grantOf({ suite }: SharingEnvironment, fields: Fields): StandingGrant {
  const helper = fields.has(field.helper) ? fields.bytes(field.helper, 32) : null;
  const keyBytes = helper === null ? suite.sizes.reEncryptionKey : 0;
  return {
    patientIdentity: fields.bytes(field.patient, 32),
    patientName: readName(fields, field.name),
    ...readTerm(fields, { time: field.time, until: field.until }),
    place: readPlace(fields.list(field.place, 3)),
    helper,
    ...readKeys(fields, keyBytes),
  };
}

const UNIT_HEAD_BYTES = 1 + EPOCH_ID_BYTES + 4;

function readKeys(
  fields: Fields,
  keyBytes: number,
): Pick<StandingGrant, 'grantId' | 'shelfKey' | 'units'> {
  const start = GRANT_ID_BYTES + SHELF_KEY_BYTES;
  const rowBytes = UNIT_HEAD_BYTES + keyBytes;
  const keys = fields.bytesUpTo(field.keys, start + UNIT_COUNT * rowBytes);
  const count = (keys.length - start) / rowBytes;
  if (!Number.isInteger(count)) throw new SharingError('malformed');
  const units = Array.from({ length: count }, (_, i) =>
    readUnit(keys.subarray(start + i * rowBytes, start + (i + 1) * rowBytes)),
  );
  checkUnits(units);
  return {
    grantId: keys.slice(0, GRANT_ID_BYTES),
    shelfKey: keys.slice(GRANT_ID_BYTES, start),
    units,
  };
}

function readUnit(row: Bytes): StandingUnit {
  const [code = 0] = row;
  const revision = new DataView(row.buffer, row.byteOffset).getUint32(1 + EPOCH_ID_BYTES);
  const key = row.slice(UNIT_HEAD_BYTES);
  return {
    unit: unitOfCode(code % LANE_STEP),
    lane: laneOfCode(Math.floor(code / LANE_STEP)),
    epochId: row.slice(1, 1 + EPOCH_ID_BYTES),
    leastRevision: revision,
    reEncryptionKey: key.length === 0 ? null : key,
  };
}
