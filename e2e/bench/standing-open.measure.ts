import { Carnet } from '../../src/app/carnet.ts';
import { encodeChange } from '../../src/app/publishing/published-change.ts';
import { encodePublishedHeader } from '../../src/app/publishing/published-header.ts';
import type { Bytes } from '../../src/bytes/bytes.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { afghBls12381 as suite, signingKeyPair, systemRandom } from '../../src/crypto/index.ts';
import { openHost, type Host } from '../../src/hosts/index.ts';
import { parseFile } from '../../src/records/index.ts';
import {
  epochKeys,
  FRESH_SECONDS,
  kindCode,
  makeStandingGrant,
  newEpoch,
  NO_MANIFEST,
  readCard,
  reEncryptionKeyFor,
  sealBatch,
  sealedManifest,
  sealObject,
  type ObjectRef,
  type Stored,
} from '../../src/sharing/index.ts';
import { hostsInWorker } from '../../src/workers/hosts-in-worker.ts';
import { median } from './median.ts';

interface Given {
  base: string;
  token: string;
  rounds: number;
}

const OBJECTS = 1000;
/** Uploads side by side, while the host is filled. */
const AT_ONCE = 12;

/** Milliseconds from the wish to open until the visit is there, with one record in each object. */
export async function measure({ base, token, rounds }: Given): Promise<Record<string, number>> {
  const doctor = await newDoctor();
  const grant = await published(doctor, base, openHost({ kind: 'http', base, token }));
  const scanned = await doctor.scan({ kind: kindCode('standing'), bytes: grant });
  if (scanned.kind !== 'standing') throw new Error(`scanned a ${scanned.kind}`);
  const opened: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const visit = await doctor.following.open(scanned.followed.id);
    opened.push(performance.now() - began);
    if (visit.summary.trends.length + visit.summary.sections.length === 0)
      throw new Error('nothing was opened');
    await doctor.endVisit(visit.visitId);
  }
  await doctor.lock();
  return { standing_open_1000_objects_ms: median(opened) };
}

const startHostsWorker = () =>
  new Worker(new URL('../../src/workers/hosts.worker.ts', import.meta.url), { type: 'module' });

async function newDoctor(): Promise<Carnet> {
  const environment = {
    ...{ random: systemRandom, suite, now: () => new Date(), parse: parseFile },
    monotonic: () => performance.now(),
    every: () => () => undefined,
    hosts: hostsInWorker(startHostsWorker),
    wait: () => Promise.resolve(),
  };
  const databaseName = `bench-standing-${toHex(systemRandom(8))}`;
  const carnet = new Carnet(environment, { databaseName, calibrateMs: 0 });
  await carnet.createProfile({
    ...{ label: 'Doctor', role: 'doctor', colour: 1 },
    passphrase: 'seven quiet herons cross the frozen delta',
    professional: { name: 'Dr Imaginary', role: 'doctor' },
  });
  return carnet;
}

/** Fills the host as a patient's app would; answers with the grant. */
async function published(doctor: Carnet, base: string, host: Host): Promise<Bytes> {
  const env = { now: new Date(), random: systemRandom, suite };
  const patient = await signingKeyPair(systemRandom);
  const [shelfKey, grantId, master] = [systemRandom(32), systemRandom(16), systemRandom(32)];
  const keys = await epochKeys(suite, master, patient.publicKey, newEpoch(systemRandom, 'medical'));
  const objects: ObjectRef[] = [];
  const stored: Stored[] = [];
  for (let index = 0; index < OBJECTS; index += 1) {
    const sealed = await sealObject(env, patient.publicKey, oneResult(index));
    objects.push(sealed.ref);
    stored.push(...sealed.stored);
  }
  const batch = await sealBatch(env, patient.publicKey, keys, { number: 1, objects });
  const owner = { identitySeed: patient.seed };
  const list = await sealedManifest(env, owner, {
    ...{ keys, revision: 1, previousHash: NO_MANIFEST, batches: [batch], shelfKey },
    header: encodePublishedHeader({ header: { name: 'Ada Example' }, mirrors: [] }),
    issuedAt: env.now,
    freshUntil: new Date(env.now.getTime() + FRESH_SECONDS * 1000),
  });
  await upload(host, [...stored, list.stored]);
  const card = await readCard(env, (await doctor.myCard(location.href)).message);
  const { unit, epochId } = keys.all;
  const reEncryptionKey = await reEncryptionKeyFor(suite, keys.all, card);
  return makeStandingGrant(env, owner, card, {
    ...{ grantId, shelfKey, until: null, patientName: 'Ada Example', helper: null },
    units: [{ unit, lane: 'all', epochId, leastRevision: 1, reEncryptionKey }],
    place: { base, reader: null },
  });
}

async function upload(host: Host, files: readonly Stored[]): Promise<void> {
  for (let at = 0; at < files.length; at += AT_ONCE)
    await Promise.all(
      files.slice(at, at + AT_ONCE).map(({ name, bytes }) => host.put(name, bytes)),
    );
}

function oneResult(index: number): Bytes {
  const key = toHex(systemRandom(16));
  const resource = {
    resourceType: 'Observation',
    id: key,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '2339-0' }], text: 'Glucose' },
    effectiveDateTime: `2025-0${String(1 + (index % 9))}-1${String(index % 9)}`,
    valueQuantity: { value: 4 + (index % 60) / 10, unit: 'mmol/L', code: 'mmol/L' },
    referenceRange: [{ low: { value: 4 }, high: { value: 7 } }],
  };
  return encodeChange('medical', { put: [{ key, resource, files: [] }], drop: [] });
}
