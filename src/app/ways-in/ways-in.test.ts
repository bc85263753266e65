import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { systemRandom } from '../../crypto/index.ts';
import { passphrase, patientDevice, TestClock, type Device } from '../fixtures/device.ts';

const factor = { kind: 'passphrase', passphrase } as const;

const person = async (clock?: TestClock) => lockAfterwards(await patientDevice(clock));

async function kitOf(carnet: Device['carnet'], words: readonly string[]) {
  const read = await carnet.waysIn.readKit(words.join(' '));
  if (read.state !== 'complete') throw new Error('no kit');
  return { kind: 'kit', entropy: read.entropy } as const;
}

/** The checksum has eight bits: one wrong word in 256 fits, and is then no slip that shows. */
async function withAWrongWord(
  { waysIn }: Device['carnet'],
  words: readonly string[],
): Promise<string[]> {
  for (const word of ['zoo', 'zero', 'zone', 'abandon']) {
    const wrong = words.with(5, word);
    if ((await waysIn.readKit(wrong.join(' '))).state === 'wrong-checksum') return wrong;
  }
  throw new Error('every wrong word fits');
}

describe('a recovery kit', () => {
  it('opens the profile after the passphrase was forgotten, and a new one is chosen', async () => {
    const { carnet, id } = await person();
    const { words, code, asked } = await carnet.waysIn.makeKit(factor);
    expect(words).toHaveLength(24);
    expect(code).toBe(`carnet-kit:${words.join(' ')}`);
    expect(await carnet.waysIn.proveKit(asked.map((place) => words[place - 1]!))).toBe(true);
    await carnet.lock();
    const read = await carnet.waysIn.readKit(`${code}\nhttps://host.example/`);
    expect(read.state).toBe('complete');
    const kit = await kitOf(carnet, words);
    await carnet.waysIn.open(id, kit);
    const next = 'quick-pepper-orbit-lawsuit-humble-gadget';
    await carnet.waysIn.newPassphrase(kit, next);
    await carnet.lock();
    expect(await codeOf(carnet.unlock(id, passphrase))).toBe('wrong-passphrase');
    expect((await carnet.unlock(id, next)).profile.id).toBe(id);
  });

  it('is proven by three of its words, and by no others', async () => {
    const { carnet } = await person();
    const { words, asked } = await carnet.waysIn.makeKit(factor);
    expect(new Set(asked).size).toBe(3);
    expect(await carnet.waysIn.proveKit(['zoo', 'zoo', 'zoo'])).toBe(false);
    expect((await carnet.waysIn.state()).duty.kit).toBe('unproven');
    const right = asked.map((place) => ` ${words[place - 1]!.toUpperCase()} `);
    expect(await carnet.waysIn.proveKit(right)).toBe(true);
    const { ways, duty } = await carnet.waysIn.state();
    expect(duty).toEqual({ kit: 'proven', shareUntil: null, blocked: false });
    expect(ways.find(({ kind }) => kind === 'kit')?.provenAt).not.toBeNull();
  });

  it('stays until a newer one is proven, and goes then', async () => {
    const { carnet } = await person();
    const first = await carnet.waysIn.makeKit(factor);
    await carnet.waysIn.proveWholeKit(await kitOf(carnet, first.words));
    const second = await carnet.waysIn.makeKit(factor);
    const kits = async () =>
      (await carnet.waysIn.state()).ways.filter(({ kind }) => kind === 'kit');
    expect(await kits()).toHaveLength(2);
    expect((await carnet.waysIn.state()).duty.kit).toBe('proven');
    const third = await carnet.waysIn.makeKit(factor);
    expect((await kits()).map(({ slotId }) => slotId).toSorted()).toEqual(
      [first.slotId, third.slotId].toSorted(),
    );
    expect(await codeOf(carnet.waysIn.proveWholeKit(await kitOf(carnet, second.words)))).toBe(
      'kit-not-here',
    );
    await carnet.waysIn.proveWholeKit(await kitOf(carnet, third.words));
    expect((await kits()).map(({ slotId }) => slotId)).toEqual([third.slotId]);
  });

  it('with one wrong word is mended, where the profile is at hand', async () => {
    const { carnet, id } = await person();
    const { words } = await carnet.waysIn.makeKit(factor);
    await carnet.lock();
    const wrong = await withAWrongWord(carnet, words);
    expect(await carnet.waysIn.mendKit(id, wrong)).toEqual(words);
    const twice = wrong.with(9, words[9] === 'abandon' ? 'able' : 'abandon');
    expect(await carnet.waysIn.mendKit(id, twice)).toBeNull();
  });

  it('that nobody was seen to have is not what stays when a proven one goes', async () => {
    const { carnet } = await person();
    const first = await carnet.waysIn.makeKit(factor);
    const proven = await kitOf(carnet, first.words);
    await carnet.waysIn.proveWholeKit(proven);
    await carnet.waysIn.makeKit(factor);
    const { ways } = await carnet.waysIn.state();
    const passphraseSlot = ways.find(({ kind }) => kind === 'passphrase')!.slotId;
    await carnet.waysIn.remove(passphraseSlot);
    expect(await codeOf(carnet.waysIn.remove(first.slotId))).toBe('last-way-in');
  });

  it('is owed after a day before anything is shared', async () => {
    const clock = new TestClock();
    const { carnet } = await person(clock);
    const { duty } = await carnet.waysIn.state();
    expect(duty).toMatchObject({ kit: 'none', blocked: false });
    clock.turnMinutes(24 * 60);
    expect((await carnet.waysIn.state()).duty.blocked).toBe(true);
    const choice = {} as Parameters<typeof carnet.approve>[1];
    expect(await codeOf(carnet.approve('handle', choice))).toBe('kit-needed');
    const standing = { units: ['medical'] } as unknown as Parameters<
      typeof carnet.standing.approve
    >[1];
    expect(await codeOf(carnet.standing.approve('handle', standing, ''))).toBe('kit-needed');
    const { words } = await carnet.waysIn.makeKit(factor);
    expect(await codeOf(carnet.approve('handle', choice))).toBe('kit-needed');
    await carnet.waysIn.proveWholeKit(await kitOf(carnet, words));
    expect(await codeOf(carnet.approve('handle', choice))).toBe('unknown-handle');
  });

  it('is not asked of a sample', async () => {
    const clock = new TestClock();
    const { carnet } = await person(clock);
    await carnet.openSample('patient');
    clock.turnMinutes(48 * 60);
    expect((await carnet.waysIn.state()).duty).toMatchObject({ shareUntil: null, blocked: false });
  });
});

describe('a passkey', () => {
  it('is shown from outside with what it has to be asked, and opens', async () => {
    const { carnet, id } = await person();
    const offer = await carnet.waysIn.passkeyOffer();
    const [credentialId, prf] = [systemRandom(16), systemRandom(32)];
    const { prfSalt } = offer;
    const passkey = { credentialId, prfSalt, first: prf, second: prf, label: 'My phone' };
    await carnet.waysIn.addPasskey(factor, passkey);
    await carnet.lock();
    const doors = await carnet.waysIn.doors(id);
    expect(doors.kinds.toSorted()).toEqual(['passkey', 'passphrase']);
    expect(doors.passkeys).toEqual([{ credentialId, prfSalt, label: 'My phone' }]);
    const session = await carnet.waysIn.open(id, { kind: 'passkey', credentialId, prfSalt, prf });
    expect(session.profile.id).toBe(id);
  });

  it('whose second answer differs is not kept', async () => {
    const { carnet } = await person();
    const { prfSalt } = await carnet.waysIn.passkeyOffer();
    const answers = { first: systemRandom(32), second: systemRandom(32) };
    const passkey = { credentialId: systemRandom(16), prfSalt, ...answers, label: '' };
    expect(await codeOf(carnet.waysIn.addPasskey(factor, passkey))).toBe('not-proven');
    expect((await carnet.waysIn.state()).ways).toHaveLength(1);
  });
});

describe('after a leak', () => {
  it('only the ways in that were proven open, and the rest is refused', async () => {
    const { carnet, id } = await person();
    const { words } = await carnet.waysIn.makeKit(factor);
    const leaked = await kitOf(carnet, words);
    await carnet.waysIn.proveWholeKit(leaked);
    await carnet.waysIn.renew([factor]);
    expect(await codeOf(carnet.home())).toBe('locked');
    expect(await codeOf(carnet.waysIn.open(id, leaked))).toBe('wrong-kit');
    await carnet.unlock(id, passphrase);
    expect((await carnet.waysIn.state()).duty.kit).toBe('none');
  });
});
