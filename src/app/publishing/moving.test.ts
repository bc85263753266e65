import { describe, expect, it } from 'vitest';
import { MAX_SMALL, moving } from './moving.ts';
import { compacted, pruned } from './trimming.ts';
import { emptyState, type StateBatch, type StateObject } from './unit-state.ts';

const SMALL = 4112;
const LARGE = 2 ** 20;

const object = (name: string, put: string[], bytes = SMALL, drop: string[] = []): StateObject => ({
  ...{ ref: name, names: [name], bytes, put, drop },
});

const batchOf = (number: number, objects: readonly StateObject[]): StateBatch => ({
  ...{ number, fresh: 'a', objects, sealed: null },
});

const stateOf = (...objects: StateObject[]) => ({
  ...emptyState('medical', 'a'),
  batches: [batchOf(1, objects)],
});

const many = (count: number, bytes = SMALL) =>
  Array.from({ length: count }, (_, at) => object(`o${at}`, [`k${at}`], bytes));

const nothingLost = () => false;

describe('records that move', () => {
  it('are those beside one that goes', () => {
    const state = stateOf(object('one', ['x', 'y']), object('two', ['z']));
    expect([...moving(state, ['x'], nothingLost).keys]).toEqual(['y']);
    expect([...moving(state, [], nothingLost).keys]).toEqual([]);
  });

  it('are those of an object that is lost, with what it had dropped', () => {
    const state = stateOf(object('one', ['x'], SMALL, ['w']), object('two', ['z']));
    const moved = moving(state, [], (name) => name === 'one');
    expect([[...moved.keys], moved.drop]).toEqual([['x'], ['w']]);
    expect(moving(state, [], nothingLost)).toEqual({ keys: new Set(), drop: [] });
  });

  it('are all of those in small objects once there are too many', () => {
    const large = object('large', ['l'], LARGE);
    const enough = stateOf(large, ...many(MAX_SMALL));
    expect(moving(enough, [], nothingLost).keys.size).toBe(0);
    const more = stateOf(large, ...many(MAX_SMALL + 1));
    const { keys } = moving(more, [], nothingLost);
    expect([keys.size, keys.has('l')]).toEqual([MAX_SMALL + 1, false]);
  });

  it('leave of thirty thousand objects as many as their bytes need', () => {
    const state = stateOf(...many(30_000));
    const { keys } = moving(state, [], nothingLost);
    const packed = Array.from({ length: 30 }, (_, at) => {
      return object(`p${at}`, [...keys].slice(at * 1000, (at + 1) * 1000), LARGE);
    });
    const after = compacted([...state.batches, batchOf(2, packed)]);
    expect(after.flatMap(({ objects }) => objects.map(({ ref }) => ref))).toEqual(
      packed.map(({ ref }) => ref),
    );
    const again = { ...state, batches: pruned(after) };
    expect(moving(again, [], nothingLost).keys.size).toBe(0);
  });
});
