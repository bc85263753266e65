import { beforeEach, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../crypto/index.ts';
import { guardian, kit, open, passkey, people } from './fixtures/factors.ts';
import {
  flipped,
  freshName,
  passphrase,
  put,
  putRaw,
  rawRows,
  sampleProfile,
  testVault,
} from './fixtures/test-vault.ts';
import type { RawRow } from './fixtures/test-vault.ts';
import type { UnlockFactor, UnlockedProfile, Vault } from './index.ts';

const byPassphrase = { kind: 'passphrase', passphrase } as const;
const myself = {
  label: 'Mine',
  role: 'patient',
  colour: 0,
  sample: false,
  factor: byPassphrase,
} as const;

let databaseName: string;
let vault: Vault;
let profile: UnlockedProfile;
let id: string;

beforeEach(async () => {
  databaseName = freshName();
  vault = await testVault({ databaseName });
  profile = await sampleProfile(vault);
  id = profile.card.id;
  await profile.commit([put('record', 'a', 'text')]);
});

const slotRows = async (kind: string): Promise<RawRow[]> =>
  (await rawRows(databaseName, 'slot')).filter(({ value }) => value['kind'] === kind);

async function opens(factor: UnlockFactor, of = id): Promise<boolean> {
  try {
    const opened = await vault.unlock(of, factor);
    const found = (await opened.read('record', 'a')) !== null;
    opened.lock();
    return found;
  } catch {
    return false;
  }
}

describe('a way in', () => {
  it.each([
    ['recovery kit', kit()],
    ['passkey', passkey()],
    ['secret of trusted people', people()],
    ['secret of a guardian', guardian()],
    ['passphrase', byPassphrase],
  ])('by %s is added beside the others and opens the same profile', async (_, factor) => {
    const label = factor.kind === 'passkey' ? 'This phone' : '';
    const added = await profile.addWayIn(open, { factor, label });
    expect(await opens(factor)).toBe(true);
    expect(await opens(open)).toBe(true);
    expect(await profile.waysIn()).toContainEqual(added);
    expect(added).toMatchObject({ kind: factor.kind, createdAt: '2030-01-02T03:04:05.000Z' });
    expect(added.passkey?.label).toBe(factor.kind === 'passkey' ? label : undefined);
  });

  it('is not added without one that is there', async () => {
    await expect(profile.addWayIn(kit(), { factor: kit() })).rejects.toMatchObject({
      code: 'wrong-kit',
    });
    expect(await slotRows('kit')).toEqual([]);
  });

  it('of the same kind with another secret does not open', async () => {
    const [mine, mark] = [kit(), passkey()];
    await profile.addWayIn(open, { factor: mine });
    await profile.addWayIn(open, { factor: mark });
    const forged = { ...mark, prf: systemRandom(32) };
    await expect(vault.unlock(id, kit())).rejects.toMatchObject({ code: 'wrong-kit' });
    await expect(vault.unlock(id, forged)).rejects.toMatchObject({ code: 'wrong-passkey' });
    await expect(vault.unlock(id, people())).rejects.toMatchObject({ code: 'wrong-people' });
    await expect(vault.unlock(id, guardian())).rejects.toMatchObject({ code: 'wrong-guardian' });
    expect(await opens(mine)).toBe(true);
    expect(await opens(mark)).toBe(true);
  });

  it('does not take the secret of one kind for that of another', async () => {
    const { entropy } = kit();
    await profile.addWayIn(open, { factor: { kind: 'kit', entropy } });
    expect(await opens({ kind: 'people', secret: entropy })).toBe(false);
    expect(await opens({ kind: 'kit', entropy })).toBe(true);
  });

  it('is not trusted when its second answer differs', async () => {
    const first = passkey();
    const second = { ...first, prf: systemRandom(32) };
    await expect(profile.addWayIn(open, { factor: first, proof: second })).rejects.toMatchObject({
      code: 'not-proven',
    });
    expect(await slotRows('passkey')).toEqual([]);
    await profile.addWayIn(open, { factor: first, proof: { ...first } });
    expect(await slotRows('passkey')).toHaveLength(1);
  });

  it.each([
    ['short', new Uint8Array(16)],
    ['empty', new Uint8Array(0)],
  ])('with a secret too %s is refused', async (_, entropy) => {
    await expect(
      profile.addWayIn(open, { factor: { kind: 'kit', entropy } }),
    ).rejects.toMatchObject({ code: 'too-weak' });
  });

  it('without protection is refused to a profile that is no sample', async () => {
    const mine = await vault.create(myself);
    await expect(mine.addWayIn(byPassphrase, { factor: open })).rejects.toMatchObject({
      code: 'too-weak',
    });
    expect(await mine.waysIn()).toHaveLength(1);
  });

  it('takes the place of another in one step', async () => {
    const [old, fresh] = [kit(), kit()];
    const { slotId } = await profile.addWayIn(open, { factor: old });
    await profile.addWayIn(old, { factor: fresh, replaces: [slotId] });
    expect(await opens(old)).toBe(false);
    expect(await opens(fresh)).toBe(true);
    expect(await slotRows('kit')).toHaveLength(1);
  });

  it('is proven by what opens it, and by nothing else', async () => {
    const mine = kit();
    const { slotId } = await profile.addWayIn(open, { factor: mine });
    expect(await profile.proveWayIn(mine)).toBe(slotId);
    expect(await profile.proveWayIn(kit())).toBeNull();
  });

  it('goes when it is removed', async () => {
    const mine = kit();
    const { slotId } = await profile.addWayIn(open, { factor: mine });
    await profile.removeWayIn(slotId);
    expect(await opens(mine)).toBe(false);
    expect(await opens(open)).toBe(true);
  });

  it('stays when it is the last one that is not a passkey', async () => {
    const [first] = await profile.waysIn();
    const mark = passkey();
    await profile.addWayIn(open, { factor: mark });
    await expect(profile.removeWayIn(first!.slotId)).rejects.toMatchObject({ code: 'last-way-in' });
    await expect(
      profile.addWayIn(open, { factor: passkey(), replaces: [first!.slotId] }),
    ).rejects.toMatchObject({ code: 'last-way-in' });
    expect(await opens(open)).toBe(true);
    await profile.addWayIn(open, { factor: kit() });
    await profile.removeWayIn(first!.slotId);
    expect(await opens(mark)).toBe(true);
  });
});

describe('a slot', () => {
  it.each([
    ['another salt', (slot: Row) => ({ ...slot, salt: flipped(slot['salt'], 3) })],
    ['a flipped bit', (slot: Row) => ({ ...slot, sealed: flipped(slot['sealed'], 30) })],
    ['another date', (slot: Row) => ({ ...slot, createdAt: '2031-01-02T03:04:05.000Z' })],
    ['the version that had no date', (slot: Row) => ({ ...slot, v: 1 })],
    ['another label', (slot: Row) => ({ ...slot, label: 'Somebody else’s phone' })],
    ['another passkey', (slot: Row) => ({ ...slot, credentialId: systemRandom(20) })],
    ['another question', (slot: Row) => ({ ...slot, prfSalt: flipped(slot['prfSalt'], 3) })],
    ['another kind', (slot: Row) => ({ ...slot, kind: 'kit' })],
    ['another id', (slot: Row) => ({ ...slot, slotId: 'x' })],
  ])('with %s does not open', async (_, change) => {
    const factor = passkey();
    await profile.addWayIn(open, { factor, label: 'This phone' });
    const [row] = await slotRows('passkey');
    await putRaw(databaseName, 'slot', row!.key, change(row!.value));
    expect(await opens(factor)).toBe(false);
    await putRaw(databaseName, 'slot', row!.key, row!.value);
    expect(await opens(factor)).toBe(true);
  });

  it('that says it is made with less work does not open', async () => {
    await profile.addWayIn(open, { factor: byPassphrase });
    const [row] = await slotRows('passphrase');
    const weak = { ...row!.value, parameters: [8, 1, 1] };
    await putRaw(databaseName, 'slot', row!.key, weak);
    expect(await opens(byPassphrase)).toBe(false);
    await putRaw(databaseName, 'slot', row!.key, row!.value);
    expect(await opens(byPassphrase)).toBe(true);
  });

  it('of another profile does not open this one, under its own name or another’s', async () => {
    const other = await sampleProfile(vault);
    await other.commit([put('record', 'a', 'of the other')]);
    const [mine, theirs] = [kit(), kit()];
    await profile.addWayIn(open, { factor: mine });
    await other.addWayIn(open, { factor: theirs });
    const rows = await slotRows('kit');
    const own = rows.find(({ key }) => key[0] === id)!;
    const foreign = rows.find(({ key }) => key[0] === other.card.id)!;
    await putRaw(databaseName, 'slot', own.key, foreign.value);
    await putRaw(databaseName, 'slot', foreign.key, own.value);
    for (const factor of [mine, theirs]) {
      expect(await opens(factor)).toBe(false);
      expect(await opens(factor, other.card.id)).toBe(false);
    }
    await putRaw(databaseName, 'slot', own.key, own.value);
    expect(await opens(mine)).toBe(true);
  });

  it('swapped with another of the same profile opens neither', async () => {
    const [first, second] = [kit(), passkey()];
    await profile.addWayIn(open, { factor: first });
    await profile.addWayIn(open, { factor: second });
    const [one, two] = [await slotRows('kit'), await slotRows('passkey')].map(([row]) => row!);
    await putRaw(databaseName, 'slot', one!.key, { ...two!.value, slotId: one!.value['slotId'] });
    expect(await opens(first)).toBe(false);
    expect(await opens(second)).toBe(true);
  });
});

describe('wrong passphrases', () => {
  const start = Date.parse('2030-01-02T03:04:05Z');
  const wrong = { kind: 'passphrase', passphrase: 'not this one at all' } as const;

  it('make each next try wait longer, in a new window too, and erase nothing', async () => {
    let at = start;
    const now = () => new Date(at);
    const place = { databaseName: freshName(), now };
    const here = await testVault(place);
    const mine = await here.create(myself);
    const kitOfMine = kit();
    await mine.addWayIn(byPassphrase, { factor: kitOfMine });
    const mineId = mine.card.id;
    mine.lock();
    const attempt = (factor: UnlockFactor) => here.unlock(mineId, factor);
    await expect(attempt(wrong)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(attempt(wrong)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(attempt(byPassphrase)).rejects.toMatchObject({ code: 'too-soon' });
    const elsewhere = await testVault(place);
    await expect(elsewhere.unlock(mineId, byPassphrase)).rejects.toMatchObject({
      code: 'too-soon',
    });
    const [card] = await elsewhere.profiles();
    expect(card).toMatchObject({ wrongTries: 2, notBefore: new Date(at + 2000).toISOString() });
    at += 2000;
    await expect(attempt(wrong)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    at += 4000;
    await expect(attempt(byPassphrase)).rejects.toMatchObject({ code: 'too-soon' });
    // What cannot be guessed does not wait.
    (await attempt(kitOfMine)).lock();
    (await attempt(byPassphrase)).lock();
    expect((await here.profiles())[0]).not.toHaveProperty('wrongTries');
    here.close();
    elsewhere.close();
  });

  it('wait also where somebody resets what is stored', async () => {
    const place = { databaseName: freshName() };
    const here = await testVault(place);
    const mine = await here.create(myself);
    const mineId = mine.card.id;
    mine.lock();
    const [row] = await rawRows(place.databaseName, 'profile');
    for (let i = 0; i < 2; i++)
      await expect(here.unlock(mineId, wrong)).rejects.toMatchObject({
        code: 'wrong-passphrase',
      });
    await putRaw(place.databaseName, 'profile', row!.key, row!.value);
    await expect(here.unlock(mineId, byPassphrase)).rejects.toMatchObject({
      code: 'too-soon',
    });
    here.close();
  });

  it('are called wrong where the store is full, and make wait all the same', async () => {
    const here = await testVault({ databaseName: freshName() });
    const mine = await here.create(myself);
    const mineId = mine.card.id;
    mine.lock();
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    for (let i = 0; i < 2; i++)
      await expect(here.unlock(mineId, wrong)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(here.unlock(mineId, wrong)).rejects.toMatchObject({ code: 'too-soon' });
    full.mockRestore();
    here.close();
  });

  it('lock nobody out because a clock was a year ahead', async () => {
    let at = start + 365 * 86_400_000;
    const place = { databaseName: freshName(), now: () => new Date(at) };
    const here = await testVault(place);
    const mine = await here.create(myself);
    const mineId = mine.card.id;
    mine.lock();
    for (let i = 0; i < 2; i++)
      await expect(here.unlock(mineId, wrong)).rejects.toMatchObject({ code: 'wrong-passphrase' });
    await expect(here.unlock(mineId, byPassphrase)).rejects.toMatchObject({ code: 'too-soon' });
    at = start;
    (await here.unlock(mineId, byPassphrase)).lock();
    here.close();
  });
});

type Row = Record<string, unknown>;
