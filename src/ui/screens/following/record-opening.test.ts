import { describe, expect, it } from 'vitest';
import type { FollowedPatient } from '../../../app/api.ts';
import type { Carnet } from '../../state/index.ts';
import { RecordOpening } from './record-opening.svelte.ts';

const followed = { id: 'a' } as FollowedPatient;

/** A worker that opens when it is told to. */
function slowly() {
  const ended: string[] = [];
  let answer: (visit: { visitId: string }) => void = () => undefined;
  let refuse: (error: unknown) => void = () => undefined;
  const coming = new Promise<{ visitId: string }>((resolve, reject) => {
    [answer, refuse] = [resolve, reject];
  });
  const carnet = {
    following: { open: () => coming },
    api: { endVisit: (id: string) => Promise.resolve(void ended.push(id)) },
  } as unknown as Carnet;
  return { opening: new RecordOpening(carnet), answer, refuse, ended };
}

describe('opening a record', () => {
  it('leads to the visit', async () => {
    const { opening, answer, ended } = slowly();
    const visit = opening.open(followed);
    expect(opening.progress).toEqual({ done: 0, total: 0 });
    answer({ visitId: 'v' });
    expect([await visit, opening.progress, ended]).toEqual(['v', null, []]);
  });

  it('that was left ends the visit again, and leads nowhere', async () => {
    const { opening, answer, ended } = slowly();
    const visit = opening.open(followed);
    opening.leave();
    answer({ visitId: 'v' });
    expect([await visit, opening.progress, ended]).toEqual([null, null, ['v']]);
  });

  it('that fails says why, unless it was left', async () => {
    const failing = slowly();
    const visit = failing.opening.open(followed);
    failing.refuse({ code: 'helper-needed' });
    expect([await visit, failing.opening.failure]).toEqual([null, { code: 'helper-needed' }]);
    const left = slowly();
    const other = left.opening.open(followed);
    left.opening.leave();
    left.refuse({ code: 'helper-needed' });
    expect([await other, left.opening.failure]).toEqual([null, null]);
  });
});
