import { canaries, canaryBundle } from './fixtures/canary-record.ts';
import { FolderReader, type ReadUnit } from './fixtures/folder-reader.ts';
import { LyingHost, type Recorded } from './fixtures/hosts/lying-host.ts';
import { addAllergy, addDocument, bringIn } from './fixtures/own-profile.ts';
import { parts } from './fixtures/people.ts';
import { Secrets } from './fixtures/secrets.ts';
import { StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';
import type { StandingGrant } from '../src/sharing/index.ts';

const label = 'Regenbogenordner';
const doctorName = 'Dr. Wunderlinde Kanari';
const later = 'spätestnussallergen';
const scan = 'kontoauszugsgekritzel';

const LEAST = 4096;
const FULL_PART = 4 * 2 ** 20 + 16 * 16;

/** Padmé: all but the first few bits of a size are zero, as many as its exponent allows. */
function isPadme(size: number): boolean {
  const exponent = Math.floor(Math.log2(size));
  return size % 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1) === 0;
}

/** Random bytes exceed 420 once in a billion times: 255 degrees of freedom. */
const MOST_CHI_SQUARE = 420;

function chiSquare(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** What a person could read of a record, and what only the two know. */
function secretsOf(grant: StandingGrant, units: readonly ReadUnit[]): Secrets {
  const secrets = new Secrets();
  const planted = [...Object.values(canaries), label, doctorName, later, scan];
  // Shorter ones stand in random bytes by chance.
  const words = planted.flatMap((text) => [text, ...text.split(' ')]);
  for (const canary of words.filter(({ length }) => length > 6)) secrets.word(canary);
  const key = (bytes: Uint8Array, name: string) => secrets.key(Buffer.from(bytes), name);
  key(grant.grantId, 'grant');
  key(grant.shelfKey, 'shelf key');
  key(grant.patientIdentity, 'patient');
  for (const { epochId, unit } of grant.units) key(epochId, `epoch of ${unit}`);
  for (const { records, manifest } of units) {
    key(manifest.hash, 'list');
    for (const { resource, files } of records) {
      key(Buffer.from(resource.id, 'hex'), 'record');
      for (const { ref } of files) {
        key(ref.id, 'object');
        key(ref.key, 'object key');
      }
    }
  }
  return secrets;
}

/** Every longer word that the record holds. */
function wordsIn(units: readonly ReadUnit[]): Secrets {
  const words = new Set(textOf(units).match(/\p{L}{7,}/gu));
  const secrets = new Secrets();
  for (const word of words) secrets.word(word);
  return secrets;
}

const told = ({ method, path, headers }: Recorded): Buffer =>
  Buffer.from(JSON.stringify([method, decodeURIComponent(path), headers]));

/** What the app itself adds to a request; all else is the browser's own, the same for every site. */
const ours = ['authorization', 'content-type', 'content-length', 'range'];
const browsers =
  /^(host|connection|pragma|cache-control|user-agent|accept|accept-encoding|accept-language|origin|sec-.*|access-control-request-.*)$/;

test('a host sees names of one shape, padded sizes and noise, and nothing else @metadata', async ({
  server,
  open,
}) => {
  const host = await LyingHost.start();
  try {
    const patient = new StandingPatient(await open());
    await patient.page.goto(server.address);
    await patient.openSample();
    await bringIn(patient.page, canaryBundle);
    await addDocument(patient.page, scan, Buffer.from(`${scan} `.repeat(300_000)));
    await patient.addHost(host, label);

    const doctor = await FolderReader.named(doctorName, server.address);
    const grant = await doctor.take(await patient.give(doctor.card, { parts, mayWrite: true }));
    await addAllergy(patient.page, later);
    const readNow = () => doctor.read(grant, host.files).then(textOf, () => '');
    await expect.poll(readNow).toContain(later);
    await patient.sent();
    // What lies there is the record indeed, files included, or nothing below would mean anything.
    const units = await doctor.read(grant, host.files);
    const text = textOf(units);
    for (const canary of [canaries.name.split(' ')[0], canaries.allergy, canaries.problem])
      expect(text).toContain(canary);
    expect(
      units.flatMap(({ records }) => records.flatMap(({ files }) => files)).length,
    ).toBeGreaterThan(1);
    await patient.stopStrongly(doctorName);
    await patient.isStopped(doctorName);
    await patient.sent();

    const { requests } = host;
    const sent = requests.filter(({ method }) => method === 'PUT');
    expect(sent.length).toBeGreaterThan(15);
    expect(requests.some(({ method }) => method === 'DELETE')).toBe(true);

    const folder = new URL(host.base).pathname;
    for (const { path } of requests) expect(path).toMatch(new RegExp(`^${folder}[0-9a-f]{32}$`));

    const oddSizes = sent
      .map(({ body }) => body.length)
      .filter((size) => size < LEAST || (size !== FULL_PART && !isPadme(size)));
    expect(oddSizes).toEqual([]);
    expect(sent.some(({ body }) => body.length === FULL_PART)).toBe(true);
    for (const { body, name } of sent) expect(chiSquare(body), name).toBeLessThan(MOST_CHI_SQUARE);
    expect(requests.filter(({ method, body }) => method !== 'PUT' && body.length > 0)).toEqual([]);

    const secrets = secretsOf(grant, units).word(host.token, 'token');
    const words = wordsIn(units);
    const seen = Buffer.from(text, 'utf16le');
    expect(secrets.in(seen), 'what is looked for would be found').toContain(canaries.allergy);
    expect(words.size).toBeGreaterThan(200);
    for (const { body, name } of sent) {
      expect(secrets.in(Buffer.from(body)), name).toEqual([]);
      expect(words.in(Buffer.from(body)), name).toEqual([]);
    }
    for (const request of requests) {
      const { authorization, ...headers } = request.headers;
      const bare = authorization === `Bearer ${host.token}` ? headers : request.headers;
      expect(secrets.in(told({ ...request, headers: bare }))).toEqual([]);
      const names = Object.keys(request.headers).filter((header) => !ours.includes(header));
      expect(names.filter((header) => !browsers.test(header))).toEqual([]);
      expect(request.headers['content-type'] ?? 'application/octet-stream').toBe(
        'application/octet-stream',
      );
    }
  } finally {
    await host.close();
  }
});

const textOf = (units: readonly ReadUnit[]): string =>
  JSON.stringify(units.map(({ records }) => records.map(({ resource }) => resource)));
