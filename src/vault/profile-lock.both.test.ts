import { describe, expect, it } from 'vitest';
import { freshName } from './fixtures/test-vault.ts';
import { holdOpen, ifAlone, ifOpenNowhere, inTurn, whileWriting } from './profile-lock.ts';

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('the writer lock', () => {
  it('lets one write at a time, in the order of asking', async () => {
    const name = freshName();
    const steps: string[] = [];
    const write = (label: string) =>
      whileWriting(name, async () => {
        steps.push(`${label} begins`);
        await tick();
        steps.push(`${label} ends`);
      });
    await Promise.all(['one', 'two', 'three'].map(write));
    expect(steps).toEqual(
      ['one', 'two', 'three'].flatMap((label) => [`${label} begins`, `${label} ends`]),
    );
  });

  it('is free again after a failure, and gives the work’s result', async () => {
    const name = freshName();
    const failing = whileWriting(name, () => Promise.reject(new RangeError('mine')));
    await expect(failing).rejects.toThrow('mine');
    expect(await whileWriting(name, () => Promise.resolve(7))).toBe(7);
  });

  it('does not hold up another profile', async () => {
    const [one, two] = [freshName(), freshName()];
    await whileWriting(one, () => whileWriting(two, tick));
  });
});

describe('a profile held open', () => {
  it('keeps out what must be alone, until the last holder lets go', async () => {
    const name = freshName();
    const ran: string[] = [];
    const alone = (label: string) =>
      ifOpenNowhere(name, () => {
        ran.push(label);
        return Promise.resolve();
      });
    const [first, second] = [await holdOpen(name), await holdOpen(name)];
    await alone('two hold it');
    await first();
    await alone('one holds it');
    await second();
    await alone('nobody holds it');
    expect(ran).toEqual(['nobody holds it']);
  });

  it('waits for what is alone to end', async () => {
    const name = freshName();
    const steps: string[] = [];
    const alone = ifOpenNowhere(name, async () => {
      await tick();
      steps.push('alone ends');
    });
    const release = await holdOpen(name);
    steps.push('held');
    await alone;
    await release();
    expect(steps).toEqual(['alone ends', 'held']);
  });
});

describe('work that one window does at a time', () => {
  it('is left alone while another is at it, and free again afterwards', async () => {
    const name = freshName();
    const ran: string[] = [];
    const work = (label: string) => () => tick().then(() => void ran.push(label));
    const [first, second] = [ifAlone(name, 'send', work('a')), ifAlone(name, 'send', work('b'))];
    expect(await Promise.all([first, second])).toEqual([true, false]);
    expect(await ifAlone(name, 'send', work('c'))).toBe(true);
    expect(ran).toEqual(['a', 'c']);
  });

  it('waits only for work of the same name', async () => {
    const name = freshName();
    expect(await inTurn(name, 'one', () => inTurn(name, 'two', () => Promise.resolve(7)))).toBe(7);
  });
});
