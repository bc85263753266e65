import { openDB } from 'idb';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromUtf8 } from '../bytes/bytes.ts';
import {
  behind,
  flipped,
  freshName,
  passphrase,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import type { Keyring, UnlockedProfile, Vault } from './index.ts';

const withPassphrase = { kind: 'passphrase', passphrase } as const;
const open = { kind: 'open' } as const;
const protectedProfile = {
  label: 'Mine',
  role: 'patient',
  colour: 3,
  sample: false,
  factor: withPassphrase,
} as const;

const copyOf = (keyring: Keyring): Keyring => structuredClone(keyring);

describe('a profile behind a passphrase', () => {
  const databaseName = freshName();
  let vault: Vault;
  let id: string;
  let keyring: Keyring;

  beforeAll(async () => {
    vault = await testVault({ databaseName });
    const profile = await vault.create(protectedProfile);
    id = profile.card.id;
    keyring = copyOf(profile.keyring);
    await profile.commit([put('record', 'first', 'kept')]);
    profile.lock();
  });

  it('opens with it, keyring and records as they were', async () => {
    const profile = await vault.unlock(id, withPassphrase);
    expect(profile.keyring).toEqual(keyring);
    const object = await profile.read('record', 'first');
    expect(fromUtf8(object!.bytes)).toBe('kept');
    profile.lock();
  });

  it('opens however the passphrase was composed', async () => {
    const composed = await vault.create({
      ...protectedProfile,
      factor: { kind: 'passphrase', passphrase: 'käse-wägen-unveil-tobacco' },
    });
    const { id: other } = composed.card;
    composed.lock();
    const again = await vault.unlock(other, {
      kind: 'passphrase',
      passphrase: 'käse-wägen-unveil-tobacco'.normalize('NFD'),
    });
    again.lock();
    await vault.remove(other);
  });

  it('does not open with another', async () => {
    await expect(
      vault.unlock(id, { kind: 'passphrase', passphrase: `${passphrase}s` }),
    ).rejects.toMatchObject({ code: 'wrong-passphrase' });
  });

  it('does not open without one, even where its card is changed to say it is a sample', async () => {
    await expect(vault.unlock(id, open)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    const [card] = (await rawRows(databaseName, 'profile')).filter(({ key }) => key[0] === id);
    await putRaw(databaseName, 'profile', [id], { ...card!.value, sample: true });
    await expect(vault.unlock(id, open)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(vault.unlock(id, withPassphrase)).rejects.toMatchObject({ code: 'unreadable' });
    await putRaw(databaseName, 'profile', [id], card!.value);
    (await vault.unlock(id, withPassphrase)).lock();
  });

  it('says the same of a damaged slot as of a wrong passphrase', async () => {
    const [slot] = (await rawRows(databaseName, 'slot')).filter(({ key }) => key[0] === id);
    await putRaw(databaseName, 'slot', slot!.key, {
      ...slot!.value,
      sealed: flipped(slot!.value['sealed']),
    });
    await expect(vault.unlock(id, withPassphrase)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await putRaw(databaseName, 'slot', slot!.key, slot!.value);
    (await vault.unlock(id, withPassphrase)).lock();
  });

  it('says so when its slot was written by a later version, and leaves it', async () => {
    const [slot] = (await rawRows(databaseName, 'slot')).filter(({ key }) => key[0] === id);
    await putRaw(databaseName, 'slot', slot!.key, { ...slot!.value, v: 3 });
    await expect(vault.unlock(id, withPassphrase)).rejects.toMatchObject({ code: 'newer-version' });
    expect((await rawRows(databaseName, 'slot')).find(({ key }) => key[0] === id)?.value['v']).toBe(
      3,
    );
    await putRaw(databaseName, 'slot', slot!.key, slot!.value);
  });

  it('changes its passphrase in one step and keeps everything', async () => {
    const next = 'quick-pepper-orbit-lawsuit-humble-gadget';
    const profile = await vault.unlock(id, withPassphrase);
    await expect(profile.changePassphrase('not it at all', next)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await expect(profile.changePassphrase(passphrase, 'password')).rejects.toMatchObject({
      code: 'too-weak',
    });
    await profile.changePassphrase(passphrase, next);
    profile.lock();
    await expect(vault.unlock(id, withPassphrase)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    const again = await vault.unlock(id, { kind: 'passphrase', passphrase: next });
    expect(again.keyring).toEqual(keyring);
    expect(await again.read('record', 'first')).not.toBeNull();
    await again.changePassphrase(next, passphrase);
    again.lock();
  });
});

describe('a new profile', () => {
  it('is refused a passphrase that falls at once', async () => {
    const vault = await testVault();
    const weak = { kind: 'passphrase', passphrase: 'password1' } as const;
    await expect(vault.create({ ...protectedProfile, factor: weak })).rejects.toMatchObject({
      code: 'too-weak',
    });
    expect(await vault.profiles()).toEqual([]);
  });

  it('goes without a passphrase only as a sample', async () => {
    const vault = await testVault();
    await expect(vault.create({ ...protectedProfile, factor: open })).rejects.toMatchObject({
      code: 'too-weak',
    });
    const sample = await vault.create({ ...protectedProfile, sample: true, factor: open });
    expect(sample.card).toMatchObject({ label: 'Mine', sample: true });
  });

  it('stands in the list with what was chosen for it', async () => {
    const vault = await testVault();
    const profile = await sampleProfile(vault, {
      label: 'Sample doctor',
      role: 'doctor',
      colour: 2,
    });
    await profile.rename('Renamed', 4);
    expect(await vault.profiles()).toEqual([
      {
        id: profile.card.id,
        label: 'Renamed',
        role: 'doctor',
        colour: 4,
        sample: true,
        createdAt: '2030-01-02T03:04:05.000Z',
        lastOpenedAt: '2030-01-02T03:04:05.000Z',
      },
    ]);
    expect(profile.card.label).toBe('Renamed');
  });
});

describe('a profile of each role', () => {
  it.each(['patient', 'doctor', 'helper'] as const)('opens again as a %s', async (role) => {
    const databaseName = freshName();
    const made = await sampleProfile(await testVault({ databaseName }), { role });
    const { id } = made.card;
    made.lock();
    const opened = await (await testVault({ databaseName })).unlock(id, open);
    expect(opened.card.role).toBe(role);
  });

  it('does without a passphrase for a helper, and for nobody else', async () => {
    const vault = await testVault();
    const about = { ...protectedProfile, role: 'helper', factor: open } as const;
    const { id } = (await vault.create(about)).card;
    expect(await vault.opensByItself(id)).toBe(true);
    expect((await vault.unlock(id, open)).card.role).toBe('helper');
    for (const role of ['patient', 'doctor'] as const)
      await expect(vault.create({ ...about, role })).rejects.toMatchObject({ code: 'too-weak' });
  });

  it('asks for the passphrase of a helper that has one', async () => {
    const vault = await testVault();
    const { id } = (await vault.create({ ...protectedProfile, role: 'helper' })).card;
    expect(await vault.opensByItself(id)).toBe(false);
    await expect(vault.unlock(id, open)).rejects.toMatchObject({ code: 'wrong-passphrase' });
  });

  it('is no profile with any other role', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const { card } = await sampleProfile(vault);
    const row = (await rawRows(databaseName, 'profile'))[0]!;
    await putRaw(databaseName, 'profile', row.key, { ...row.value, role: 'owner' });
    await expect(vault.unlock(card.id, open)).rejects.toMatchObject({ code: 'unreadable' });
    expect(await vault.profiles()).toEqual([]);
  });
});

describe('two profiles side by side', () => {
  const databaseName = freshName();
  let vault: Vault;
  let one: UnlockedProfile;
  let two: UnlockedProfile;

  beforeAll(async () => {
    vault = await testVault({ databaseName });
    one = await sampleProfile(vault);
    two = await sampleProfile(vault);
    await one.commit([put('record', 'shared id', 'of one')]);
    await two.commit([put('record', 'shared id', 'of two')]);
  });

  it('see each only their own', async () => {
    expect(fromUtf8((await one.read('record', 'shared id'))!.bytes)).toBe('of one');
    expect(fromUtf8((await two.read('record', 'shared id'))!.bytes)).toBe('of two');
    expect((await one.readAll('record')).objects).toHaveLength(1);
  });

  it('cannot open each other’s slot', async () => {
    const slots = await rawRows(databaseName, 'slot');
    const [mine, other] = [one, two].map(({ card }) =>
      slots.find(({ key }) => key[0] === card.id)!,
    );
    await putRaw(databaseName, 'slot', mine!.key, { ...other!.value });
    await expect(vault.unlock(one.card.id, open)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    await putRaw(databaseName, 'slot', mine!.key, mine!.value);
    (await vault.unlock(one.card.id, open)).lock();
  });

  it.each([{ role: 'doctor' }, { role: 'helper' }, { sample: false }])(
    'do not open with a card changed to %j',
    async (change) => {
      const card = (await rawRows(databaseName, 'profile')).find(
        ({ key }) => key[0] === one.card.id,
      )!;
      await putRaw(databaseName, 'profile', card.key, { ...card.value, ...change });
      const code = 'sample' in change ? 'wrong-passphrase' : 'unreadable';
      await expect(vault.unlock(one.card.id, open)).rejects.toMatchObject({ code });
      await putRaw(databaseName, 'profile', card.key, card.value);
      (await vault.unlock(one.card.id, open)).lock();
    },
  );

  it('cannot open each other’s keyring', async () => {
    const rings = await rawRows(databaseName, 'keyring');
    const [mine, other] = [one, two].map(({ card }) =>
      rings.find(({ key }) => key[0] === card.id)!,
    );
    await putRaw(databaseName, 'keyring', mine!.key, other!.value);
    await expect(vault.unlock(one.card.id, open)).rejects.toMatchObject({ code: 'unreadable' });
    await putRaw(databaseName, 'keyring', mine!.key, mine!.value);
    (await vault.unlock(one.card.id, open)).lock();
  });
});

describe('removing a profile', () => {
  it('leaves no row of it, and the other whole', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const [gone, stays] = [await sampleProfile(vault), await sampleProfile(vault)];
    for (const profile of [gone, stays]) {
      const blob = await profile.writeBlob(new Uint8Array(10));
      await profile.commit([put('record', 'a', 'text'), blob.write]);
    }
    const goneId = gone.card.id;
    await vault.remove(goneId);
    for (const store of ['profile', 'slot', 'keyring', 'object', 'chunk']) {
      const owners = (await rawRows(databaseName, store)).map(({ key }) => key[0]);
      expect(owners).not.toContain(goneId);
      expect(owners).toContain(stays.card.id);
    }
    await expect(vault.unlock(goneId, open)).rejects.toMatchObject({ code: 'unknown-profile' });
    expect((await stays.readAll('record')).objects).toHaveLength(1);
  });

  it('ends what another window does with it', async () => {
    const databaseName = freshName();
    const [here, there] = [await testVault({ databaseName }), await testVault({ databaseName })];
    const profile = await sampleProfile(here);
    await profile.commit([put('record', 'a', 'text')]);
    await there.remove(profile.card.id);
    await expect(profile.commit([put('record', 'b', 'text')])).rejects.toMatchObject({
      code: 'unknown-profile',
    });
    await expect(profile.writeBlob(new Uint8Array(1))).rejects.toMatchObject({
      code: 'unknown-profile',
    });
    await expect(profile.readAll('record')).rejects.toMatchObject({ code: 'unknown-profile' });
    expect(await rawRows(databaseName, 'object')).toEqual([]);
  });
});

describe('a locked profile', () => {
  it('answers nothing any more and has overwritten its secrets', async () => {
    const vault = await testVault();
    const profile = await sampleProfile(vault);
    const { keyring } = profile;
    expect(keyring.identitySeed.some((byte) => byte !== 0)).toBe(true);
    profile.lock();
    const secrets = [
      keyring.identitySeed,
      keyring.sealingSecret,
      keyring.delegateeSecret,
      keyring.inboxSecret,
      keyring.markKey,
      keyring.tagMasters[0]!.secret,
    ];
    expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    const calls = [
      () => profile.readAll('record'),
      () => profile.read('record', 'a'),
      () => profile.commit([put('record', 'a', 'text')]),
      () => profile.commit([]),
      () => profile.writeBlob(new Uint8Array(1)),
      () => profile.readBlob('a'),
      () => profile.rename('label', 1),
      () => profile.changePassphrase(passphrase, passphrase),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'closed' });
    expect(() => profile.keyring).toThrow('closed');
    profile.lock();
  });

  it('is what closing the vault leaves', async () => {
    const vault = await testVault();
    const profile = await sampleProfile(vault);
    vault.close();
    await expect(profile.readAll('record')).rejects.toMatchObject({ code: 'closed' });
    await expect(vault.profiles()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a database of a later version', () => {
  it('is refused and left as it is', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    await sampleProfile(vault);
    vault.close();
    (await openDB(databaseName, 2)).close();
    await expect(testVault({ databaseName })).rejects.toMatchObject({ code: 'newer-version' });
    expect(await behind(databaseName, (database) => Promise.resolve(database.version))).toBe(2);
    expect(await rawRows(databaseName, 'keyring')).toHaveLength(1);
  });

  it('makes an open vault give way at once', async () => {
    const databaseName = freshName();
    const vault = await testVault({ databaseName });
    const profile = await sampleProfile(vault);
    const newer = await openDB(databaseName, 2);
    await expect(profile.commit([put('record', 'a', 'text')])).rejects.toMatchObject({
      code: 'newer-version',
    });
    newer.close();
  });
});

describe('the list of profiles', () => {
  it('tells this window and the others that it changed', async () => {
    const databaseName = freshName();
    const [here, there] = [await testVault({ databaseName }), await testVault({ databaseName })];
    const heard = Promise.all(
      [here, there].map((vault) => new Promise<void>((resolve) => vault.onProfilesChange(resolve))),
    );
    await sampleProfile(here);
    await heard;
    expect(await there.profiles()).toHaveLength(1);
    here.close();
    there.close();
  });
});
