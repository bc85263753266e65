import { describe, expect, it } from 'vitest';
import { systemRandom } from '../crypto/index.ts';
import { gatherShares, sharesOf } from './people-set.ts';
import { readShareWords, sharesNear, shareWords, type Share } from './people-share.ts';

const quorum = { threshold: 3, count: 5 };

async function shared(numbers = quorum) {
  const secret = systemRandom(32);
  return { secret, shares: await sharesOf(secret, numbers) };
}

/** As somebody would who wants to be counted and gives something else. */
function forged(share: Share): Share {
  return { ...share, point: share.point.with(0, share.point[0]! ^ 1) };
}

function again(share: Share): Share {
  const read = readShareWords(shareWords(share).join(' '));
  if (read.state !== 'complete') throw new Error(read.state);
  return read.share;
}

describe('the words of a share', () => {
  it('are 32 and bring it back, whoever holds it', async () => {
    for (const numbers of [{ threshold: 2, count: 2 }, quorum, { threshold: 8, count: 8 }]) {
      const { shares } = await shared(numbers);
      for (const share of shares) {
        expect(shareWords(share)).toHaveLength(32);
        expect(again(share)).toEqual(share);
      }
    }
  });

  it('name a word that is not on the list, and what was meant', async () => {
    const { shares } = await shared();
    const words = shareWords(shares[0]!);
    const read = readShareWords(words.with(6, `${words[6]!}qq`).join(' '));
    expect(read).toMatchObject({ state: 'unknown-words', unknown: [{ index: 6 }] });
    expect(read.state === 'unknown-words' && read.unknown[0]?.near).toContain(words[6]);
  });

  it('find two that changed places, and one that looks like another', async () => {
    const { shares } = await shared();
    const words = shareWords(shares[0]!);
    const i = words.findIndex((word, at) => at > 1 && word !== words[at + 1]);
    const swapped = words.with(i, words[i + 1]!).with(i + 1, words[i]!);
    // Once in 4096 a slip has a right checksum as well.
    if (readShareWords(swapped.join(' ')).state === 'complete') return;
    expect(readShareWords(swapped.join(' ')).state).toBe('wrong-checksum');
    expect(sharesNear(swapped).map((near) => near.join(' '))).toContain(words.join(' '));
  });

  it('say how many there are, and when a later version made them', async () => {
    const { shares } = await shared();
    const words = shareWords(shares[0]!);
    expect(readShareWords(words.slice(1).join(' '))).toEqual({ state: 'wrong-count', count: 31 });
    const later = readShareWords(shareWords({ ...shares[0]!, threshold: 17 }).join(' '));
    expect(later.state).toBe('newer-version');
  });
});

// Shares of 00 01 … 1f, two of three: another implementation has to read them alike.
const vector = {
  setId: '508cfaa7',
  cards: [
    'celery garden before boring price teach analyst young shallow grief soft rookie number riot sphere horn crop myth sustain boring object plate also flush material spice wise pipe empty train isolate hero',
    'celery sport stage boring price sort grit eyebrow film hurry depth clutch mind urge mail grid violin answer worth attack talk weapon dust garage town negative someone enact aunt bird fit abandon',
  ],
};

describe('gathered shares', () => {
  it('are read as they were once written down', async () => {
    const read = vector.cards.map((words) => readShareWords(words));
    const shares = read.flatMap((card) => (card.state === 'complete' ? [card.share] : []));
    expect(shares.map(({ setId, number }) => [setId, number])).toEqual([
      [vector.setId, 1],
      [vector.setId, 2],
    ]);
    const { secret } = await gatherShares(shares);
    expect(secret).toEqual(new Uint8Array(32).map((_, i) => i));
  });

  it('open with any three of five, in any order, and with more', async () => {
    const { secret, shares } = await shared();
    for (const numbers of [
      [0, 1, 2],
      [4, 2, 0],
      [3, 1, 4, 0],
      [0, 1, 2, 3, 4],
    ]) {
      const some = numbers.map((i) => again(shares[i]!));
      const gathered = await gatherShares(some);
      expect(gathered.secret).toEqual(secret);
      expect(gathered.states).toEqual(some.map(() => 'right'));
    }
  });

  it('say how many are there while some are missing', async () => {
    const { shares } = await shared();
    expect(await gatherShares([])).toEqual({ states: [], have: 0, threshold: 0, secret: null });
    const two = await gatherShares([shares[1]!, shares[1]!, shares[2]!]);
    expect(two).toEqual({
      ...{ states: ['fits', 'repeated', 'fits'], have: 2 },
      ...{ threshold: 3, secret: null },
    });
  });

  it('name the one that belongs to another set, and open without it', async () => {
    const [mine, other] = [await shared(), await shared()];
    const gathered = await gatherShares([other.shares[0]!, ...mine.shares.slice(0, 3)]);
    expect(gathered.states).toEqual(['other-set', 'right', 'right', 'right']);
    expect(gathered.secret).toEqual(mine.secret);
    const few = await gatherShares([mine.shares[0]!, other.shares[1]!, mine.shares[2]!]);
    expect(few).toMatchObject({ states: ['fits', 'other-set', 'fits'], have: 2, secret: null });
  });

  it('open with those that are enough, however many of an older set lie with them', async () => {
    const old = await shared({ threshold: 4, count: 5 });
    const mine = await shared({ threshold: 2, count: 3 });
    const gathered = await gatherShares([...old.shares.slice(0, 3), ...mine.shares.slice(1)]);
    expect(gathered).toMatchObject({ have: 2, threshold: 2, secret: mine.secret });
    expect(gathered.states).toEqual(['other-set', 'other-set', 'other-set', 'right', 'right']);
  });

  it('name a forged one among more than are needed', async () => {
    const { secret, shares } = await shared();
    const some = [shares[0]!, forged(shares[1]!), shares[2]!, shares[3]!];
    const gathered = await gatherShares(some);
    expect(gathered.states).toEqual(['right', 'wrong', 'right', 'right']);
    expect(gathered.secret).toEqual(secret);
  });

  it('say that one of just enough is wrong, and never give a wrong secret', async () => {
    const { shares } = await shared();
    const gathered = await gatherShares([shares[0]!, forged(shares[1]!), shares[2]!]);
    expect(gathered.states).toEqual(['doubtful', 'doubtful', 'doubtful']);
    expect(gathered.secret).toBeNull();
  });

  it('do not open when their threshold was written lower', async () => {
    const { shares } = await shared();
    const eager = shares.slice(0, 2).map((share) => ({ ...share, threshold: 2 }));
    expect((await gatherShares(eager)).secret).toBeNull();
  });
});
