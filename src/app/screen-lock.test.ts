import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/attempt.ts';
import { damage, rowsIn } from './fixtures/behind.ts';
import { lockAfterwards } from './fixtures/lock-afterwards.ts';
import { passphrase, patientDevice } from './fixtures/device.ts';

const person = async () => lockAfterwards(await patientDevice());

describe('a short number over the screen', () => {
  it('uncovers, and stays set when the profile is opened again', async () => {
    const { carnet, id } = await person();
    expect(await carnet.screenLock.isSet()).toBe(false);
    await carnet.screenLock.set('4711');
    expect(await carnet.screenLock.tryOpen('4712')).toEqual({ outcome: 'wrong', triesLeft: 4 });
    expect(await carnet.screenLock.tryOpen('4711')).toEqual({ outcome: 'right' });
    await carnet.lock();
    expect(await codeOf(carnet.screenLock.tryOpen('4711'))).toBe('locked');
    await carnet.unlock(id, passphrase);
    expect(await carnet.screenLock.isSet()).toBe(true);
    await carnet.screenLock.remove();
    expect(await carnet.screenLock.isSet()).toBe(false);
  });

  it('is no key: it opens no profile', async () => {
    const { carnet, id } = await person();
    await carnet.screenLock.set('4711');
    await carnet.lock();
    expect((await carnet.waysIn.doors(id)).kinds).toEqual(['passphrase']);
    expect(await codeOf(carnet.unlock(id, '4711'))).toBe('wrong-passphrase');
  });

  it('wrong five times locks for real, and a right one begins the count anew', async () => {
    const { carnet, events } = await person();
    await carnet.screenLock.set('4711');
    for (let i = 0; i < 4; i++) await carnet.screenLock.tryOpen('0000');
    expect(await carnet.screenLock.tryOpen('4711')).toEqual({ outcome: 'right' });
    for (let i = 0; i < 4; i++)
      expect((await carnet.screenLock.tryOpen('0000')).outcome).toBe('wrong');
    expect(await carnet.screenLock.tryOpen('0000')).toEqual({ outcome: 'locked' });
    expect(events.at(-1)).toEqual({ kind: 'locked' });
    expect(await codeOf(carnet.home())).toBe('locked');
  });

  it('that is damaged keeps nobody out, is chosen anew, and uncovers nothing', async () => {
    const { carnet, id, databaseName } = await person();
    await carnet.screenLock.set('4711');
    const rows = (await rowsIn(databaseName, 'object')).filter(({ key }) => key[1] === 'setting');
    for (const row of rows) await damage(databaseName, row);
    expect(await carnet.screenLock.tryOpen('4711')).toEqual({ outcome: 'locked' });
    await carnet.unlock(id, passphrase);
    expect(await carnet.screenLock.isSet()).toBe(false);
    await carnet.screenLock.set('4712');
    expect(await carnet.screenLock.tryOpen('4712')).toEqual({ outcome: 'right' });
  });

  it('has four to eight digits', async () => {
    const { carnet } = await person();
    for (const digits of ['123', '123456789', '12a4', '', ' 1234'])
      expect(await codeOf(carnet.screenLock.set(digits))).toBe('short-number');
    await carnet.screenLock.set('12345678');
    expect(await carnet.screenLock.isSet()).toBe(true);
  });
});
