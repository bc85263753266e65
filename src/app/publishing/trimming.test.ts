import { describe, expect, it } from 'vitest';
import { compacted, pruned } from './trimming.ts';
import type { StateBatch, StateObject } from './unit-state.ts';

const object = (name: string, put: string[], drop: string[] = []): StateObject => ({
  ...{ ref: name, names: [name], bytes: 4096, put, drop },
});

const sealed = { key: '', table: '', all: {}, new: {} } as unknown as StateBatch['sealed'];

const batch = (number: number, fresh: string, ...objects: StateObject[]): StateBatch => ({
  ...{ number, fresh, objects, sealed },
});

const shape = (batches: readonly StateBatch[]) =>
  batches.map(({ number, fresh, objects, sealed: kept }) => [
    number,
    fresh,
    objects.map(({ ref }) => ref).join(' '),
    kept === null ? 'anew' : 'kept',
  ]);

describe('pruning', () => {
  it('takes out what was said again or dropped, and seals only those batches anew', () => {
    const batches = [
      batch(1, 'a', object('one', ['x']), object('two', ['y'])),
      batch(2, 'a', object('three', ['x'])),
      batch(3, 'a', object('four', ['z'])),
    ];
    expect(shape(pruned(batches))).toEqual([
      [1, 'a', 'two', 'anew'],
      [2, 'a', 'three', 'kept'],
      [3, 'a', 'four', 'kept'],
    ]);
  });

  it('keeps a drop for as long as something older still says what it drops', () => {
    const [both, drops] = [object('one', ['x', 'y']), object('two', [], ['x'])];
    expect(shape(pruned([batch(1, 'a', both), batch(2, 'a', drops)]))).toEqual([
      [1, 'a', 'one', 'kept'],
      [2, 'a', 'two', 'kept'],
    ]);
    const moved = object('three', ['y']);
    expect(shape(pruned([batch(1, 'a', both), batch(2, 'a', moved, drops)]))).toEqual([
      [2, 'a', 'three', 'anew'],
    ]);
  });
});

describe('compacting', () => {
  it('joins neighbours of one epoch and never those of two', () => {
    const batches = [
      batch(1, 'a', object('one', ['x'])),
      batch(2, 'a', object('two', ['y'])),
      batch(3, 'b', object('three', ['z'])),
      batch(4, 'a', object('four', ['v'])),
    ];
    expect(shape(compacted(batches))).toEqual([
      [2, 'a', 'one two', 'anew'],
      [3, 'b', 'three', 'kept'],
      [4, 'a', 'four', 'kept'],
    ]);
  });

  it('keeps the order in which later ones win', () => {
    const batches = [batch(1, 'a', object('old', ['x', 'y'])), batch(2, 'a', object('new', ['x']))];
    expect(shape(compacted(batches))).toEqual([[2, 'a', 'old new', 'anew']]);
  });
});
