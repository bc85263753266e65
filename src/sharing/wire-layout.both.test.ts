import { describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import {
  aeadKey,
  afghBls12381,
  hkdfSha256,
  hmacSha256,
  open,
  openSealedTo,
  sha256,
  verify,
} from '../crypto/index.ts';
import type { Plain } from './fixtures/by-hand.ts';
import { plainCbor, Walk } from './fixtures/by-hand.ts';
import emergency from './vectors/emergency.json';
import helping from './vectors/helping.json';
import publication from './vectors/publication.json';

/**
 * Reads every byte of the vectors as SPEC.md says it, with nothing of this folder but that page: with
 * the primitives of crypto, and CBOR read by hand.
 */
const ascii = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const join = (...parts: readonly Uint8Array[]): Bytes =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const domain = (purpose: string): Bytes => join(ascii(`carnet/v1/${purpose}`), Uint8Array.of(0));
const cbor = (parts: readonly (string | number | Uint8Array)[]): Bytes =>
  join(Uint8Array.of(0x80 + parts.length), ...parts.map(item));

function item(part: string | number | Uint8Array): Bytes {
  if (typeof part === 'number') return Uint8Array.of(part);
  const bytes = typeof part === 'string' ? ascii(part) : part;
  const major = typeof part === 'string' ? 0x60 : 0x40;
  const head = bytes.length < 24 ? [major + bytes.length] : [major + 24, bytes.length];
  return join(Uint8Array.from(head), bytes);
}

const identity = fromHex(publication.patient.identity);
const shelfKey = fromHex(publication.patient.shelfKey);
const epochId = fromHex(publication.epoch.epochId);
const grantId = fromHex(helping.grantId);
const time = Date.parse(helping.now) / 1000;
const until = Date.parse(helping.until) / 1000;
const MEDICAL = 1;
/** The kind of a standing tag, crypto/SPEC. */
const STANDING = 2;

/** u32(length) | content | rest(n) | zeros */
function padded(plaintext: Bytes, restBytes = 0): { content: Bytes; rest: Bytes } {
  const walk = new Walk(plaintext);
  const content = walk.take(walk.uint32());
  const rest = walk.take(restBytes);
  expect(walk.rest().every((byte) => byte === 0)).toBe(true);
  return { content, rest };
}

const mapIn = (bytes: Bytes): Map<number, Plain> => {
  const map = plainCbor(bytes);
  return map instanceof Map ? map : expect.unreachable();
};
const listIn = (value: Plain | undefined): Plain[] =>
  Array.isArray(value) ? value : expect.unreachable();
const bytesIn = (value: Plain | undefined): Bytes =>
  value instanceof Uint8Array ? Uint8Array.from(value) : expect.unreachable();
const hexIn = (value: Plain | undefined): string => toHex(bytesIn(value));

async function signed(
  kind: number,
  context: Bytes,
  before: Bytes,
  bytes: Bytes,
): Promise<Map<number, Plain>> {
  const walk = new Walk(bytes);
  const fields = walk.allBut(64);
  const map = mapIn(fields);
  const said = join(domain('sig'), Uint8Array.of(kind), context, before, fields);
  expect(await verify(bytesIn(map.get(1)), said, walk.rest())).toBe(true);
  return map;
}

async function addressed(
  kind: number,
  name: string,
  reader: { identity: string; sealingSecret: string },
  message: Bytes,
): Promise<Map<number, Plain>> {
  const walk = new Walk(message);
  const [head, hint, sealed] = [walk.take(3), walk.take(8), walk.rest()];
  expect([...head]).toEqual([1, kind, 1]);
  const card = fromHex(reader.identity);
  const expected = sha256(domain('addressed-to'), card, sealed.slice(0, 32)).slice(0, 8);
  expect(toHex(hint)).toBe(toHex(expected));
  const plaintext = await openSealedTo(fromHex(reader.sealingSecret), domain(name), head, sealed);
  return signed(kind, card, head, plaintext);
}

async function parcel(key: string, name: string, bytes: Bytes): Promise<Bytes> {
  expect([bytes.length >= 4096, /^[0-9a-f]{32}$/.test(name)]).toEqual([true, true]);
  const info = domain('helper-parcel');
  const raw = hkdfSha256({ key: fromHex(key), info, length: 32 });
  const context = join(domain('helper-parcel'), ascii(name));
  return padded(await open(await aeadKey(raw), context, bytes)).content;
}

const nameFrom = (key: Bytes, ...over: readonly Uint8Array[]): string =>
  toHex(hmacSha256(key, ...over).slice(0, 16));

describe('the page that says how bytes lie, read by hand', () => {
  it('holds for the manifest, its locks and the table of objects', async () => {
    const { manifest, batch, epoch, object } = publication;
    const unitAndEpoch = join(Uint8Array.of(MEDICAL), epochId);
    expect(nameFrom(shelfKey, domain('manifest-name'), unitAndEpoch)).toBe(manifest.name);
    const info = domain('manifest');
    const key = await aeadKey(hkdfSha256({ key: shelfKey, salt: epochId, info, length: 32 }));
    const context = cbor(['carnet/v1/manifest', 1, 1, identity, MEDICAL, epochId]);
    const { content, rest } = padded(await open(key, context, fromHex(manifest.bytes)), 64);
    expect(await verify(identity, join(domain('manifest-sig'), context, content), rest)).toBe(true);
    const map = mapIn(content);
    expect([...map.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([1, 3, 5, 8].map((field) => hexIn(map.get(field)))).toEqual([
      ...[publication.patient.identity, publication.epoch.epochId],
      ...['00'.repeat(32), manifest.header],
    ]);
    const fresh = Date.parse(manifest.freshUntil) / 1000;
    expect([2, 4, 6, 7].map((field) => map.get(field))).toEqual([MEDICAL, 1, time, fresh]);
    const tags = listIn(map.get(9)).map((row) => listIn(row).map(hexIn));
    expect(tags).toEqual([
      [publication.epoch.epochId, epoch.all.publicKey],
      [publication.epoch.epochId, epoch.new.publicKey],
    ]);
    const [row] = listIn(map.get(10)).map(listIn);
    expect([row?.length, row?.[0], row?.[3]]).toEqual([5, 1, 1]);
    const locks = { all: bytesIn(row?.[2]), new: bytesIn(row?.[4]) };
    for (const lane of ['all', 'new'] as const) {
      const walk = new Walk(locks[lane]);
      const [capsule, commitment] = [walk.take(48), walk.take(32)].map(toHex);
      const wrapped = toHex(walk.take(12 + 32 + 16));
      expect({ capsule, commitment, wrapped }).toEqual(batch.locks[lane]);
      expect(walk.rest()).toHaveLength(0);
    }
    const batchKey = await unlocked(locks.all);
    const table = cbor(['carnet/v1/batch-table', 1, 1, identity, MEDICAL, 1]);
    const opened = await open(await aeadKey(batchKey), table, bytesIn(row?.[1]));
    expect(toHex(opened)).toBe(`81${object.reference}`);
    expect(toHex(batchKey)).toBe(batch.random[0]);
  });

  it('holds for an object and its reference', () => {
    const { reference, bytes, content } = publication.object;
    const row = listIn(plainCbor(fromHex(reference)));
    expect([0, 1, 2, 4].map((at) => bytesIn(row[at]).length)).toEqual([16, 32, 7, 52]);
    expect(row[3]).toBe(content.length / 2);
    const [walk, stored] = [new Walk(bytesIn(row[4])), fromHex(bytes)];
    expect(toHex(walk.take(16))).toBe(publication.object.name);
    expect(walk.uint32()).toBe(stored.length);
    expect(toHex(walk.rest())).toBe(toHex(sha256(stored)));
  });

  it('holds for the mailbox', async () => {
    const { name, bytes } = publication.mailbox;
    const grant = fromHex(publication.standing.grantId);
    expect(nameFrom(shelfKey, domain('mailbox-name'), grant)).toBe(name);
    const info = domain('mailbox');
    const key = await aeadKey(hkdfSha256({ key: shelfKey, salt: grant, info, length: 32 }));
    const context = join(domain('mailbox'), ascii(name));
    const { content } = padded(await open(key, context, fromHex(bytes)));
    expect(listIn(plainCbor(content)).map(hexIn)).toEqual([publication.standing.message]);
  });

  it('holds for a standing grant with its keys, and for one through a helper', async () => {
    const own = await addressed(
      7,
      'standing',
      publication.doctor,
      fromHex(publication.standing.message),
    );
    expect([...own.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([own.get(2), own.get(3), own.get(4), own.get(5)]).toEqual([
      ...[publication.standing.patientName, time],
      ...[Date.parse(publication.standing.until) / 1000, [publication.standing.base]],
    ]);
    const keys = new Walk(bytesIn(own.get(6)));
    const parts = [16, 32, 1, 16, 4, 96].map((length) => toHex(keys.take(length)));
    const { grantId: id, reEncryptionKey } = publication.standing;
    const { shelfKey: shelf } = publication.patient;
    const epoch = publication.epoch.epochId;
    expect(parts).toEqual([id, shelf, '01', epoch, '00000001', reEncryptionKey]);
    const helped = await addressed(
      7,
      'standing',
      helping.doctor,
      fromHex(helping.standing.message),
    );
    expect(hexIn(helped.get(7))).toBe(helping.helper.identity);
    expect(helped.get(5)).toEqual(placeRow);
    const places = new Walk(bytesIn(helped.get(6)));
    const rows = [16, 32, 1, 16, 4].map((length) => toHex(places.take(length)));
    expect([keys.rest(), places.rest()].map(({ length }) => length)).toEqual([0, 0]);
    expect(rows).toEqual([helping.grantId, shelf, '01', epoch, '00000001']);
  });

  it('holds for the invitation', async () => {
    const map = await addressed(
      8,
      'invitation',
      helping.doctor,
      fromHex(helping.invitation.message),
    );
    expect([...map.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([2, 3, 4].map((field) => map.get(field))).toEqual([helping.patientName, time, until]);
    const { dropKey, inboxPublic, helper, letterDrop, helperDrop } = helping;
    expect([1, 5, 6, 7, 9].map((field) => hexIn(map.get(field)))).toEqual([
      ...[publication.patient.identity, helping.grantId, inboxPublic, dropKey],
      helper.identity,
    ]);
    const { user, password } = letterDrop.writer;
    expect(map.get(8)).toEqual([letterDrop.base, user, password]);
    expect(map.get(10)).toEqual([helperDrop.base, helperDrop.writer.token]);
    const key = fromHex(dropKey);
    expect(toHex(hmacSha256(key, domain('letter-grant')))).toBe(helping.letters.grantId);
    for (const { n, name } of helping.letters.names)
      expect(nameFrom(key, domain('drop-name'), Uint8Array.of(0, 0, n >> 8, n & 255))).toBe(name);
  });

  it('holds for the emergency card', async () => {
    const message = fromHex(emergency.message);
    const map = await addressed(16, 'emergency', helping.doctor, message);
    expect([...map.keys()]).toEqual([1, 2, 3, 4]);
    expect(hexIn(map.get(1))).toBe(publication.patient.identity);
    expect([map.get(2), map.get(3)]).toEqual([helping.patientName, time]);
    expect(map.get(4)).toEqual(emergency.lines.map(({ text }, code) => [code, text]));
  });

  it('holds for the enrolment', async () => {
    const map = await addressed(9, 'enrolment', helping.helper, fromHex(helping.enrolment.message));
    expect([...map.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([1, 5].map((field) => hexIn(map.get(field)))).toEqual([
      ...[publication.patient.identity, helping.helperKey],
    ]);
    const { helperDrop, patientName } = helping;
    expect([2, 3, 4, 6, 7, 8].map((field) => map.get(field))).toEqual([
      ...[patientName, time, until, 1, placeRow],
      [helperDrop.base, helperDrop.writer.token],
    ]);
  });

  it('holds for the helper’s list', async () => {
    const { name, bytes, uses, doctorName, reEncryptionKey } = helping.list;
    expect(nameFrom(fromHex(helping.helperKey), domain('helper-list'))).toBe(name);
    const message = await parcel(helping.helperKey, name, fromHex(bytes));
    const walk = new Walk(message);
    const fields = walk.allBut(64);
    const said = join(domain('helper-list'), fromHex(helping.helper.identity), fields);
    expect(await verify(identity, said, walk.rest())).toBe(true);
    const map = mapIn(fields);
    expect([...map.keys()]).toEqual([1, 2, 3, 4, 5]);
    expect([1, 2, 3].map((field) => map.get(field))).toEqual([1, time, 0]);
    const [group, ...groups] = listIn(map.get(4)).map(listIn);
    expect([groups.length, group?.slice(0, 2)]).toEqual([0, [MEDICAL, 0]]);
    const { epochId: epoch } = publication.epoch;
    expect(group?.slice(2).map(hexIn)).toEqual([epoch, helping.ask.capsule]);
    const [served, ...more] = listIn(map.get(5)).map(listIn);
    expect([more.length, served?.length]).toEqual([0, 7]);
    expect([served?.[1], served?.[4], served?.[5]]).toEqual([doctorName, until, uses]);
    const { doctor, relayKey } = helping;
    expect([0, 2, 3, 6].map((at) => hexIn(served?.[at]))).toEqual([
      ...[doctor.identity, helping.grantId, relayKey, `0000${reEncryptionKey}`],
    ]);
  });

  it('holds for the ask and the answer', async () => {
    const relay = hmacSha256(shelfKey, domain('helper-relay'), grantId);
    expect(toHex(relay)).toBe(helping.relayKey);
    const ask = fromHex(helping.ask.message);
    const asking = new Walk(ask);
    const head = asking.take(3);
    expect([...head]).toEqual([1, 10, 1]);
    const map = await signed(10, new Uint8Array(32), head, asking.rest());
    expect([...map.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([1, 2, 3, 4, 5, 6].map((field) => hexIn(map.get(field)))).toEqual([
      ...[helping.doctor.identity, helping.helper.identity, publication.patient.identity],
      ...[helping.grantId, helping.ask.capsule, helping.ask.random[0]],
    ]);
    expect([map.get(7), toHex(sha256(ask))]).toEqual([time, helping.ask.hash]);
    const { parcel: asked } = helping.ask;
    expect(nameFrom(relay, domain('helper-ask'), new Uint8Array(4))).toBe(asked.name);
    expect(await parcel(helping.relayKey, asked.name, fromHex(asked.bytes))).toEqual(ask);

    const answer = fromHex(helping.answer.message);
    const answering = new Walk(answer);
    const top = answering.take(3);
    expect([...top]).toEqual([1, 11, 1]);
    const said = await signed(11, sha256(ask), top, answering.rest());
    expect([1, 2, 3].map((field) => hexIn(said.get(field)))).toEqual([
      ...[helping.helper.identity, helping.ask.hash, helping.answer.transformed],
    ]);
    expect(bytesIn(said.get(3))).toHaveLength(576);
    const { parcel: left } = helping.answer;
    expect(nameFrom(relay, domain('helper-answer'), sha256(ask))).toBe(left.name);
    expect(await parcel(helping.relayKey, left.name, fromHex(left.bytes))).toEqual(answer);
  });

  it('holds for the pages of a helper’s log', async () => {
    const { answerHash, page, next, parcel: left } = helping.log;
    const parties = join(fromHex(helping.helper.identity), identity);
    const hashes = ['00'.repeat(32), toHex(sha256(fromHex(page)))];
    for (const [number, bytes] of [page, next].map(fromHex).entries()) {
      const walk = new Walk(bytes);
      const fields = walk.allBut(64);
      const said = join(domain('helper-log'), parties, fields);
      expect(await verify(fromHex(helping.helper.identity), said, walk.rest())).toBe(true);
      const map = mapIn(fields);
      expect([map.get(1), hexIn(map.get(2))]).toEqual([number, hashes[number]]);
      const [line] = listIn(map.get(3)).map(listIn);
      expect(line?.[0]).toBe(time);
      expect(line?.slice(1).map(hexIn)).toEqual([helping.ask.message, answerHash]);
    }
    const name = nameFrom(fromHex(helping.helperKey), domain('helper-log-page'), new Uint8Array(4));
    expect(name).toBe(left.name);
    const opened = await parcel(helping.helperKey, name, fromHex(left.bytes));
    expect(toHex(opened)).toBe(page);
    expect(toHex(sha256(fromHex(helping.answer.message)))).toBe(answerHash);
  });
});

const placeRow = [helping.place.base, helping.place.reader.user, helping.place.reader.password];

/** SPEC §15: the batch's key, by the lane's own secret. */
async function unlocked(lock: Bytes): Promise<Bytes> {
  const walk = new Walk(lock);
  const [capsule, commitment] = [walk.take(48), walk.take(32)];
  const { tagId, publicKey, secretKey } = publication.epoch.all;
  const rest = join(Uint8Array.of(MEDICAL, 0), epochId);
  const id = sha256(domain('tag'), Uint8Array.of(STANDING), identity, rest);
  expect(toHex(id)).toBe(tagId);
  const tag = { kind: 'standing', id } as const;
  const opened = await afghBls12381.decapsulate(
    fromHex(secretKey),
    fromHex(publicKey),
    capsule,
    tag,
  );
  expect(toHex(opened.commitment)).toBe(toHex(commitment));
  const raw = hkdfSha256({ key: opened.sharedKey, info: domain('batch-key'), length: 32 });
  const context = cbor(['carnet/v1/batch-key', 1, 1, identity, MEDICAL, 1, 0, epochId]);
  return open(await aeadKey(raw), context, walk.rest());
}
