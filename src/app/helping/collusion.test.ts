import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { afghBls12381, signingPublicKey, systemRandom } from '../../crypto/index.ts';
import { shareUnits, type ShareUnit } from '../../records/index.ts';
import {
  kindCode,
  makeAnswer,
  manifestName,
  openBatch,
  openBatchTransformed,
  openEnrolment,
  openHelperList,
  openManifest,
  openObject,
  readAsk,
  type HelperList,
  type Manifest,
  type ObjectRef,
} from '../../sharing/index.ts';
import { openVault, type UnlockedProfile } from '../../vault/index.ts';
import { failureOf } from '../failure.ts';
import type { EndedAccess, Followed } from '../following/followed.ts';
import { canaries } from '../fixtures/bundle.ts';
import { device, passphrase, type Device } from '../fixtures/device.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import {
  giveStanding,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
  standingScene,
  type StandingScene,
} from '../fixtures/standing-scene.ts';
import { makeKeyring } from '../keyring.ts';
import { Shelf } from '../shelf.ts';
import type { Helped, Job } from './helped.ts';

type Named = 'amara' | 'lena' | 'nina' | 'vera' | 'helper';

/**
 * Amara may read the medical part and Lena the prescriptions, both through one helper; Nina reads
 * the medical part by herself. Then Amara is stopped, and something new is published.
 */
interface Scene extends StandingScene {
  readonly helper: Device;
  readonly throughHelper: string;
  /** Every file that ever lay on the host. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** What was stored while Amara could still read. */
  readonly stolen: Readonly<Record<'amara' | 'lena' | 'helper', UnlockedProfile>>;
  readonly lists: readonly HelperList[];
  readonly pooled: Readonly<Record<'amara' | 'lena' | 'nina', Followed>>;
  readonly manifests: readonly Manifest[];
}

let scene: Scene;
let playing: Promise<void> | null = null;
let now: () => Date;
const env = () => ({ now: now(), random: systemRandom, suite: afghBls12381 });

async function named(at: StandingScene, name: Named): Promise<Device> {
  const made = device(at.clock, `collusion-${name}`, at.world);
  const role = name === 'helper' ? 'helper' : 'doctor';
  await made.carnet.createProfile({
    ...{ label: name, role, colour: 2, passphrase },
    professional: { name: `Dr ${name}`, role: role === 'helper' ? 'other' : 'doctor' },
  });
  return made;
}

/** The whole store of a device, as whoever owns it may open it. */
async function storeOf(name: Named): Promise<UnlockedProfile> {
  const makeKeys = () => makeKeyring({ random: systemRandom, suite: afghBls12381 });
  const place = { databaseName: `collusion-${name}`, calibrateMs: 0, makeKeyring: makeKeys };
  const vault = await openVault({ random: systemRandom, now, ...place });
  const [card] = await vault.profiles();
  return vault.unlock(card?.id ?? '', { kind: 'passphrase', passphrase });
}

async function followedIn(profile: UnlockedProfile): Promise<Followed> {
  const { values } = await new Shelf<Followed | EndedAccess>(profile, 'following').all();
  return values.find((value) => value.kind === 'active') ?? expect.unreachable();
}

/** The helper's list, as it lies in its store. */
async function listIn(profile: UnlockedProfile): Promise<HelperList> {
  const { values } = await new Shelf<Helped | Job>(profile, 'helping').all();
  const helped = values.find((value) => value.kind === 'patient') ?? expect.unreachable();
  const { identitySeed, sealingSecret } = profile.keyring;
  const identity = await signingPublicKey(identitySeed);
  const reader = { identity, sealingSecret };
  const message = fromBase64url(helped.enrolment ?? '');
  const { patientIdentity, helperKey } = await openEnrolment(env(), reader, message);
  const expected = { patientIdentity, helperIdentity: identity, helperKey, leastRevision: 0 };
  return openHelperList(env(), expected, fromBase64url(helped.list ?? ''));
}

const codeOf = (error: unknown): string => failureOf(error).code;
const latin1 = new TextDecoder('latin1');
const reading = { amara: 'medical', lena: 'prescription' } as const;

/** Once for all tests, inside the first of them: waiting for the queue polls. */
async function played(): Promise<void> {
  await (playing ??= play());
}

async function play(): Promise<void> {
  const at = await standingScene();
  const files = new Map<string, Bytes>();
  const keep = () => at.host.files.forEach((bytes, name) => files.set(name, bytes));
  now = at.clock.now;
  const helper = await named(at, 'helper');
  const { handle } = await scanAsker(at.patient, await helper.carnet.myCard(address));
  const terms = { serves: [], until: null, usesEach: 100 };
  const enrolled = await at.patient.carnet.standing.enrolHelper(handle, terms, address);
  await sent(at.patient);
  await helper.carnet.scan({ kind: kindCode('enrolment'), bytes: enrolled.message });
  const [known = expect.unreachable()] = await at.patient.carnet.standing.helpers();
  const throughHelper = known.identity;
  const nina = await named(at, 'nina');
  const direct = await giveStanding({ ...at, doctor: nina }, standingChoice(['medical']));
  let grantOfAmara = '';
  for (const name of ['lena', 'amara'] as const) {
    const doctor = await named(at, name);
    const chosen = standingChoice([reading[name]], 'all', { throughHelper });
    const { approved, followed } = await giveStanding({ ...at, doctor }, chosen);
    await doctor.carnet.following.refresh(followed.id);
    await doctor.carnet.following.ask(followed.id);
    await helper.carnet.helping.work();
    expect(await readStanding(doctor, followed.id)).toContain(canaries[reading[name]]);
    grantOfAmara = approved.grantId;
  }
  keep();
  const [amara, lena] = [await storeOf('amara'), await storeOf('lena')];
  const tablet = await storeOf('helper');
  const before = await listIn(tablet);
  const pooled = { amara: await followedIn(amara), lena: await followedIn(lena) };
  await at.patient.carnet.standing.stop(grantOfAmara, 'plain');
  at.clock.passMinutes(1);
  await publishAllergy(at.patient, 'Walnut');
  await helper.carnet.helping.work();
  expect(await readStanding(nina, direct.followed.id)).toContain('Walnut');
  keep();
  const lists = [before, await listIn(tablet)];
  const afterwards = await followedIn(await storeOf('nina'));
  scene = {
    ...{ ...at, files, lists, helper, throughHelper, manifests: [] },
    pooled: { ...pooled, nina: afterwards },
    stolen: { amara, lena, helper: tablet },
  };
  scene = { ...scene, manifests: await everyManifest() };
}

/** Every list that was ever on the host, those after the stop as well: Nina's app tells their epoch. */
async function everyManifest(): Promise<Manifest[]> {
  const { pooled, files, lists } = scene;
  const shelfKey = fromBase64url(pooled.amara.reading?.shelfKey ?? '');
  const patientIdentity = fromHex(pooled.amara.patient);
  const units = Object.values(pooled).flatMap(({ reading: way }) => way?.units ?? []);
  const epochs = new Set([
    ...lists.flatMap(({ groups }) => groups.map(({ epochId }) => toHex(epochId))),
    ...units.map(({ epochId }) => epochId),
  ]);
  const manifests: Manifest[] = [];
  for (const unit of shareUnits)
    for (const hex of epochs) {
      const epoch = { unit, epochId: fromHex(hex) };
      const bytes = files.get(manifestName(shelfKey, epoch));
      if (bytes === undefined) continue;
      manifests.push(await openManifest(env(), { patientIdentity, shelfKey }, epoch, bytes));
    }
  expect(manifests.map(({ unit }) => unit).sort()).toEqual(['medical', 'medical', 'prescription']);
  return manifests;
}

/** The objects of a batch, by whatever any two of the pool's things together open; null for nothing. */
async function pried(
  manifest: Manifest,
  number: number,
  colluding: readonly ('amara' | 'lena')[],
): Promise<ObjectRef[] | null> {
  const { stolen, lists, pooled } = scene;
  const stores = [...colluding, 'helper' as const].map((name) => stolen[name]);
  const secrets = stores.map(({ keyring }) => keyring.delegateeSecret);
  const keys = lists.flatMap(({ serves }) =>
    serves.flatMap((served) => served.keys.map(({ reEncryptionKey }) => reEncryptionKey)),
  );
  const transforms = colluding.flatMap((name) => Object.values(pooled[name].helping.transformed));
  const batch = manifest.batches.find((one) => one.number === number) ?? expect.unreachable();
  for (const { lane, epochId } of [batch.locks.all, batch.locks.new])
    for (const delegateeSecret of secrets) {
      const tries = [
        ...keys.map((reEncryptionKey) => () => {
          const reader = { delegateeSecret, keys: [{ lane, epochId, reEncryptionKey }] };
          return openBatch(env(), reader, manifest, number);
        }),
        ...transforms.map((text) => () => {
          const transformed = fromBase64url(text);
          const part = { lane, transformed } as const;
          return openBatchTransformed(env(), { delegateeSecret }, manifest, number, part);
        }),
      ];
      for (const attempt of tries) {
        const refs = await attempt().catch(codeOf);
        if (typeof refs !== 'string' && refs !== null) return refs;
        expect(refs).toBe('cannot-open');
      }
    }
  return null;
}

/** What the pool reads, unit by unit, in every list that was ever there. */
async function readBy(...colluding: readonly ('amara' | 'lena')[]) {
  const units = new Set<ShareUnit>();
  let text = '';
  await played();
  for (const manifest of scene.manifests)
    for (const { number } of manifest.batches) {
      const refs = await pried(manifest, number, colluding);
      if (refs === null) continue;
      units.add(manifest.unit);
      for (const ref of refs) {
        const fetch = ({ name }: { name: string }) =>
          Promise.resolve(scene.files.get(name) ?? new Uint8Array());
        text += latin1.decode(await openObject(manifest.patientIdentity, ref, fetch));
      }
    }
  return { units: [...units].sort(), text };
}

describe('@collusion a helper and doctors who tell each other all that their apps hold', () => {
  it('read what the one doctor was granted, up to the stop', { timeout: 120_000 }, async () => {
    const { units, text } = await readBy('amara');
    expect(units).toEqual(['medical']);
    expect(text).toContain(canaries.medical);
    expect(text).not.toContain(canaries.prescription);
    expect(text).not.toContain('Walnut');
  });

  it('read what the other was granted', { timeout: 120_000 }, async () => {
    const { units, text } = await readBy('lena');
    expect(units).toEqual(['prescription']);
    expect(text).toContain(canaries.prescription);
    expect(text).not.toContain(canaries.medical);
  });

  it('read with both what both were granted, and alone nothing', { timeout: 120_000 }, async () => {
    const { units, text } = await readBy('amara', 'lena');
    expect(units).toEqual(['medical', 'prescription']);
    expect(text).not.toContain('Walnut');
    expect(await readBy()).toEqual({ units: [], text: '' });
  });
});

describe('@collusion a helper that makes its answers up', () => {
  it('shows a doctor nothing, and the honest answer opens', { timeout: 120_000 }, async () => {
    await played();
    const { helper, throughHelper, stolen, lists } = scene;
    const doctor = await named(scene, 'vera');
    const chosen = standingChoice(['medical'], 'all', { throughHelper });
    const { id } = (await giveStanding({ ...scene, doctor }, chosen)).followed;
    const { following } = doctor.carnet;
    const foreign = lists[0]?.serves[0]?.keys[0]?.reEncryptionKey ?? expect.unreachable();
    const made: ((capsule: Bytes) => Promise<Bytes>)[] = [
      () => Promise.resolve(systemRandom(576)),
      () => Promise.resolve(new Uint8Array(576)),
      (capsule) => afghBls12381.reEncrypt(foreign, capsule, systemRandom),
    ];
    for (const make of made) {
      const ask = await readAsk(env(), (await following.ask(id)).message);
      const turned = await Promise.all(ask.capsules.map(make));
      const bytes = await makeAnswer(env(), stolen.helper.keyring.identitySeed, ask, turned);
      await doctor.carnet.scan({ kind: kindCode('answer'), bytes });
      expect(await following.open(id).then(String, codeOf)).toBe('made-up-answer');
    }
    const { message } = await following.ask(id);
    const honest = await helper.carnet.scan({ kind: kindCode('ask'), bytes: message });
    if (honest.kind !== 'answer-made') return expect.unreachable();
    await doctor.carnet.scan({ kind: kindCode('answer'), bytes: honest.message });
    expect(await readStanding(doctor, id)).toContain(canaries.medical);
  });
});
