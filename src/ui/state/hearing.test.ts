import { describe, expect, it } from 'vitest';
import { hearing } from './hearing.ts';

describe('work that tells how far it is', () => {
  it('is heard while it runs, and no more once it has answered', async () => {
    const heard: number[] = [];
    let late: (fraction: number) => void = () => undefined;
    const answer = await hearing(
      (fraction: number) => heard.push(fraction),
      async (tell) => {
        tell(0.5);
        late = tell;
        return Promise.resolve('done');
      },
    );
    late(0.9);
    expect([answer, heard]).toEqual(['done', [0.5]]);
  });

  it('is not heard after it failed either', async () => {
    const heard: number[] = [];
    let late: (fraction: number) => void = () => undefined;
    const failing = hearing(
      (fraction: number) => heard.push(fraction),
      async (tell) => {
        late = tell;
        return Promise.reject(new Error('cut off'));
      },
    );
    await expect(failing).rejects.toThrow('cut off');
    late(0.9);
    expect(heard).toEqual([]);
  });
});
