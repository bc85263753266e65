import { describe, expect, it } from 'vitest';
import { sharesOf, shareWords } from '../vault/index.ts';
import { factorOf } from './opened.ts';

describe('what was typed to open a backup', () => {
  it('is the people’s secret where enough cards follow one another', async () => {
    const secret = new Uint8Array(32).map((_, i) => 7 * i);
    const shares = await sharesOf(secret, { threshold: 2, count: 3 });
    const cards = shares.map((share) => shareWords(share).join(' '));
    const typed = `carnet-share:${cards[2]!}\ncarnet-share:${cards[0]!}`;
    expect(await factorOf(typed)).toEqual({ kind: 'people', secret });
    expect((await factorOf(cards[0]!)).kind).toBe('passphrase');
  });

  it('is a passphrase when it is nothing else', async () => {
    const passphrase = 'seven quiet herons cross the frozen delta';
    expect(await factorOf(passphrase)).toEqual({ kind: 'passphrase', passphrase });
  });
});
