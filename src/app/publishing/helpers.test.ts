import { beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import {
  afghBls12381 as suite,
  signingKeyPair,
  signingPublicKey,
  systemRandom,
  tagId,
} from '../../crypto/index.ts';
import type { ShareUnit } from '../../records/index.ts';
import {
  askName,
  kindCode,
  logName,
  makeAsk,
  makeLogPage,
  relayKey,
  sealParcel,
  type HelperAsk,
  type ManifestCapsule,
} from '../../sharing/index.ts';
import { openVault, type UnlockedProfile } from '../../vault/index.ts';
import { Consultation } from '../consultation.ts';
import { Contacts } from '../contacts.ts';
import { device, passphrase, TestClock, type Device } from '../fixtures/device.ts';
import { address } from '../fixtures/meeting.ts';
import { draftFor, MemoryHosts, type MemoryHost } from '../fixtures/memory-hosts.ts';
import { Journal } from '../journal.ts';
import { makeKeyring } from '../keyring.ts';
import { RecordBook } from '../record-book.ts';
import type { HelpedGrant, HelperSeam } from './helper-seam.ts';
import { HelperRows, type StoredHelper } from './helper-rows.ts';
import { Helpers } from './helpers.ts';
import { Hosts } from './hosts.ts';

const base = 'https://host.test/ada/';

let clock: TestClock;
let hosts: MemoryHosts;
let host: MemoryHost;
let helper: Device;
let ada: Patient;
let count = 0;

/** The patient's side, with what it publishes played by hand. */
class Patient implements HelperSeam {
  readonly profile: UnlockedProfile;
  readonly helpers: Helpers;
  readonly consultation: Consultation;
  readonly hosts: Hosts;
  readonly doctor: { seed: Bytes; publicKey: Bytes };
  readonly epochId = systemRandom(16);
  readonly rolled: ShareUnit[] = [];
  wishes = 0;
  grant: HelpedGrant;
  #published: ManifestCapsule[] = [];
  readonly #key = systemRandom(32);
  readonly #tag;
  readonly #delegatee;

  private constructor(made: Made) {
    const { profile, book, hosts: known, doctor, tag, delegatee, env } = made;
    const journal = new Journal(env, profile);
    const contacts = new Contacts(profile);
    this.profile = profile;
    this.hosts = known;
    this.doctor = doctor;
    this.#tag = tag;
    this.#delegatee = delegatee;
    this.consultation = new Consultation(env, profile, { book, contacts, journal });
    const held = { book, journal, contacts, consultation: this.consultation };
    this.helpers = new Helpers(env, profile, { ...held, seam: this });
    this.grant = {
      ...{ grantId: toHex(systemRandom(16)), identity: toHex(doctor.publicKey) },
      ...{ name: 'Dr Imaginary', until: null, throughHelper: null },
      units: [{ unit: 'medical', lane: 'all' }],
    };
  }

  static async open(): Promise<Patient> {
    const { now, monotonic, every, wait } = clock;
    const env = {
      ...{ random: systemRandom, suite, hosts, now, monotonic, every, wait },
      parse: () => Promise.reject(new Error('no files here')),
    };
    const makeNew = () => makeKeyring(env);
    const databaseName = `helpers-${(count += 1)}`;
    const vault = await openVault({
      random: systemRandom,
      now,
      databaseName,
      makeKeyring: makeNew,
    });
    const about = { label: 'Ada', role: 'patient', colour: 1, sample: true } as const;
    const profile = await vault.create({ ...about, factor: { kind: 'open' } });
    return new Patient({
      ...{ profile, env, book: await RecordBook.open(profile) },
      hosts: await Hosts.open(env, profile, () => undefined),
      doctor: await signingKeyPair(systemRandom),
      tag: await suite.tagKeyPair(systemRandom),
      delegatee: await suite.delegateeKeyPair(systemRandom),
    });
  }

  async publishBatch(): Promise<void> {
    const identity = await signingPublicKey(this.profile.keyring.identitySeed);
    const tag = { kind: 'standing', id: tagId('standing', identity, this.epochId) } as const;
    const { capsule } = await suite.encapsulate(this.#tag.publicKey, tag, systemRandom);
    const lane = 'all';
    const { epochId } = this;
    const tagPublic = this.#tag.publicKey;
    this.#published.push({ batch: this.#published.length, lane, epochId, capsule, tagPublic });
  }

  get published(): Bytes[] {
    return this.#published.map(({ capsule }) => capsule);
  }

  /** Scans a card and picks the right words. */
  async meet(message: Bytes, words: readonly string[]): Promise<string> {
    const { handle, questions } = await this.consultation.hearCard(message);
    const answers = questions.map(({ position }) => words[position - 1] ?? '');
    if (answers.length > 0) await this.consultation.answerWords(handle, answers);
    return handle;
  }

  async ask(capsules = this.published): Promise<HelperAsk> {
    const { identity } = await this.row();
    return makeAsk(this.env, this.doctor.seed, {
      helper: fromHex(identity),
      patient: await signingPublicKey(this.profile.keyring.identitySeed),
      ...{ grantId: fromHex(this.grant.grantId), capsules },
    });
  }

  async leaveAsk(number: number, ask: HelperAsk): Promise<void> {
    const relay = relayKey(this.#key, fromHex(this.grant.grantId));
    const name = askName(relay, number);
    host.files.set(name, await sealParcel(this.env, relay, name, ask.message));
  }

  async row(): Promise<StoredHelper> {
    return (await this.rows())[0] ?? expect.unreachable();
  }

  rows() {
    return new HelperRows(this.profile).all();
  }

  get env() {
    return { now: clock.now(), random: systemRandom, suite };
  }

  // The seam

  grants = () => [this.grant];
  capsules = () => Promise.resolve([{ unit: 'medical' as const, capsules: this.#published }]);
  reEncryptionKey = () => suite.reEncryptionKey(this.#tag.secretKey, this.#delegatee.publicKey);
  shelfKey = () => Promise.resolve(this.#key);
  place = () => this.hosts.accounts()[0]?.reading ?? null;
  drop = () => ({ base, writer: null });

  roll: HelperSeam['roll'] = (change) =>
    change((units) => {
      this.rolled.push(...units);
      return [];
    });

  route: HelperSeam['route'] = async (identities, throughHelper, { drop, writes }) => {
    await this.want([], drop, writes);
    if (identities.includes(this.grant.identity)) this.grant = { ...this.grant, throughHelper };
    await this.helpers.rewrite();
  };

  want: HelperSeam['want'] = async (put, drop, besides) => {
    this.wishes += 1;
    await this.profile.commit(besides);
    for (const { name, bytes } of put) host.files.set(name, bytes);
    for (const name of drop) host.files.delete(name);
  };
}

interface Made {
  profile: UnlockedProfile;
  env: ConstructorParameters<typeof Helpers>[0];
  book: RecordBook;
  hosts: Hosts;
  doctor: { seed: Bytes; publicKey: Bytes };
  tag: { publicKey: Bytes; secretKey: Bytes };
  delegatee: { publicKey: Bytes; secretKey: Bytes };
}

beforeEach(async () => {
  clock = new TestClock();
  hosts = new MemoryHosts();
  host = hosts.at(base);
  helper = device(clock, `helper-of-${(count += 1)}`, hosts);
  await helper.carnet.createProfile({
    ...{ label: 'Tablet', role: 'helper', colour: 3, passphrase },
    professional: { name: 'Tablet', role: 'other' },
  });
  ada = await Patient.open();
});

async function enrol(serves = [ada.grant.identity]): Promise<void> {
  const { message, words } = await helper.carnet.myCard(address);
  const terms = { serves, until: null, usesEach: 5 };
  const sealed = await ada.helpers.enrol(await ada.meet(message, words), terms, address);
  const scanned = await helper.carnet.scan({ text: sealed.link });
  expect(scanned.kind).toBe('enrolment');
}

describe('a patient who chooses a helper', () => {
  beforeEach(async () => {
    await ada.publishBatch();
  });

  it('needs a host, and the helper’s card with its words compared', async () => {
    const { message, words } = await helper.carnet.myCard(address);
    const terms = { serves: [], until: null, usesEach: 5 };
    const { handle } = await ada.consultation.hearCard(message);
    await expect(ada.helpers.enrol(handle, terms, address)).rejects.toMatchObject({
      code: 'no-host',
    });
    await ada.hosts.add(draftFor(base));
    await expect(ada.helpers.enrol(handle, terms, address)).rejects.toMatchObject({
      code: 'words-not-compared',
    });
    const sealed = await ada.helpers.enrol(await ada.meet(message, words), terms, address);
    expect(sealed.to).toBe('Tablet');
    expect(await ada.helpers.helpers()).toMatchObject([{ name: 'Tablet', serves: [], log: [] }]);
  });

  it('sends the access of those it serves through it', async () => {
    await ada.hosts.add(draftFor(base));
    await enrol();
    expect(await helper.carnet.helping.patients()).toMatchObject([
      { name: 'Ada', serves: [{ name: 'Dr Imaginary', units: ['medical'], usesLeft: 5 }] },
    ]);
    expect(await ada.helpers.helpers()).toMatchObject([{ serves: ['Dr Imaginary'] }]);
  });

  it('hands over a message that one still code holds', async () => {
    await ada.hosts.add(draftFor(base));
    const { message, words } = await helper.carnet.myCard(address);
    const terms = { serves: [], until: '2027-01-01T00:00:00.000Z', usesEach: 5 };
    const sealed = await ada.helpers.enrol(await ada.meet(message, words), terms, address);
    expect(sealed.message.length).toBeLessThanOrEqual(1200);
  });
});

describe('the list of a helper', () => {
  beforeEach(async () => {
    await ada.publishBatch();
    await ada.hosts.add(draftFor(base));
    await enrol();
  });

  it('is written again only when it says something new', async () => {
    const [before] = await ada.rows();
    const { wishes } = ada;
    await ada.helpers.rewrite();
    expect([ada.wishes, (await ada.rows())[0]?.revision]).toEqual([wishes, before?.revision]);
    await ada.publishBatch();
    await ada.helpers.rewrite();
    expect((await ada.rows())[0]?.revision).toBe((before?.revision ?? 0) + 1);
  });

  it('lets what was published later be transformed, and nothing before it is listed', async () => {
    await ada.publishBatch();
    const ask = await ada.ask();
    const scanning = { kind: kindCode('ask'), bytes: ask.message };
    await expect(helper.carnet.scan(scanning)).rejects.toMatchObject({ code: 'not-listed' });
    await ada.helpers.rewrite();
    expect((await helper.carnet.scan(scanning)).kind).toBe('answer-made');
  });

  it('holds nothing of whoever reads without this helper', async () => {
    ada.grant = { ...ada.grant, throughHelper: null };
    await ada.helpers.rewrite();
    await helper.carnet.helping.work();
    expect((await helper.carnet.helping.patients())[0]?.serves).toEqual([]);
  });
});

describe('the log of a helper', () => {
  beforeEach(async () => {
    await ada.publishBatch();
    await ada.publishBatch();
    await ada.hosts.add(draftFor(base));
    await enrol();
  });

  it('reaches the patient, with who asked for what', async () => {
    await ada.leaveAsk(0, await ada.ask());
    await helper.carnet.helping.work();
    const [seen] = await ada.helpers.helpers();
    expect(seen?.log).toMatchObject([{ forName: 'Dr Imaginary', units: ['medical'], capsules: 2 }]);
    await ada.leaveAsk(1, await ada.ask(ada.published.slice(1)));
    await helper.carnet.helping.work();
    const [later] = await ada.helpers.helpers();
    expect(later?.log.map(({ capsules }) => capsules)).toEqual([1, 2]);
    expect(later?.problem).toBeNull();
  });

  it('is taken from the host once it was read', async () => {
    await ada.leaveAsk(0, await ada.ask());
    await helper.carnet.helping.work();
    const { helperKey } = await ada.row();
    const name = logName(fromBase64url(helperKey), 0);
    expect(host.files.has(name)).toBe(true);
    await ada.helpers.helpers();
    expect(host.files.has(name)).toBe(false);
  });

  it('is not believed where somebody else signed it, and the rest stays', async () => {
    await ada.leaveAsk(0, await ada.ask());
    await helper.carnet.helping.work();
    await ada.helpers.helpers();
    const [row] = await ada.rows();
    const parties = {
      helper: fromHex(row!.identity),
      patient: await signingPublicKey(ada.profile.keyring.identitySeed),
    };
    const page = { number: 1, previousHash: fromHex(row!.log.page!.hash), lines: [] };
    const forged = await makeLogPage(ada.doctor.seed, parties, page);
    const key = fromBase64url(row!.helperKey);
    host.files.set(logName(key, 1), await sealParcel(ada.env, key, logName(key, 1), forged));
    const [seen] = await ada.helpers.helpers();
    expect(seen).toMatchObject({ problem: 'bad-signature', log: [{ capsules: 2 }] });
  });

  it('waits where the host is away', async () => {
    await ada.leaveAsk(0, await ada.ask());
    await helper.carnet.helping.work();
    host.failing = 'unreachable';
    expect(await ada.helpers.helpers()).toMatchObject([{ log: [], problem: null }]);
    host.failing = null;
    expect((await ada.helpers.helpers())[0]?.log).toHaveLength(1);
  });
});

describe('dismissing a helper', () => {
  beforeEach(async () => {
    await ada.publishBatch();
    await ada.hosts.add(draftFor(base));
    await enrol();
  });

  it('rolls what it could transform, and ends its work', async () => {
    const { identity } = await ada.row();
    await ada.helpers.dismiss(identity);
    expect(ada.rolled).toEqual(['medical']);
    expect(await ada.helpers.helpers()).toEqual([]);
    await helper.carnet.helping.work();
    expect(await helper.carnet.helping.patients()).toMatchObject([{ state: 'ended' }]);
    await expect(ada.helpers.dismiss(identity)).rejects.toMatchObject({ code: 'unknown-handle' });
  });

  it('lasts, whatever its log tells at that moment', async () => {
    await ada.leaveAsk(0, await ada.ask());
    await helper.carnet.helping.work();
    const [{ identity }, { want }] = [await ada.row(), ada];
    const dismissals: Promise<void>[] = [];
    ada.want = async (...wish) => {
      ada.want = want;
      dismissals.push(ada.helpers.dismiss(identity));
      for (let turn = 0; turn < 10; turn += 1) await ada.rows();
      await want(...wish);
    };
    await ada.helpers.helpers();
    await Promise.all(dismissals);
    expect(dismissals).toHaveLength(1);
    expect((await ada.row()).dismissed).toBe(true);
  });

  it('is no farewell for ever', async () => {
    const { identity } = await ada.row();
    await ada.helpers.dismiss(identity);
    await helper.carnet.helping.work();
    await enrol();
    const ask = await ada.ask();
    const scanned = await helper.carnet.scan({ kind: kindCode('ask'), bytes: ask.message });
    expect(scanned.kind).toBe('answer-made');
  });
});
