import { describe, expect, it } from 'vitest';
import { comparePin } from './pin.ts';

const identity = (n: number) => new Uint8Array(32).fill(n);
const known = [
  { identity: identity(1), name: 'Dr. Carolina Ramos' },
  { identity: identity(2), name: 'José Núñez' },
];
const stranger = (name: string) => comparePin(known, { identity: identity(9), name });

describe('a pinned key', () => {
  const named = (name: string) => comparePin(known, { identity: identity(2), name });

  it('is known whatever the name, and a changed name is told', () => {
    expect(named('José Núñez')).toEqual({ verdict: 'known' });
    expect(named('José N. Núñez')).toEqual({ verdict: 'known', other: 'José Núñez' });
  });

  it('stops everything under the name of somebody else who is known', () => {
    for (const name of ['Dr. Carolina Ramos', 'dr carolina RAMOS'])
      expect(named(name)).toEqual({ verdict: 'changed-key', other: 'Dr. Carolina Ramos' });
  });

  it('stays known where two who are known bear one name', () => {
    const namesake = { identity: identity(3), name: 'José Núñez' };
    expect(comparePin([...known, namesake], namesake)).toEqual({ verdict: 'known' });
  });
});

describe('a new key', () => {
  it('stops everything under a known name, in any case, spacing, accent or script', () => {
    for (const name of [
      'Dr. Carolina Ramos',
      'dr carolina  RAMOS',
      'Dr. Cárolína Rãmos',
      'Dr. Саrоlinа Rаmоs',
      'D r Carolina-Ramos',
    ])
      expect(stranger(name)).toEqual({ verdict: 'changed-key', other: 'Dr. Carolina Ramos' });
    expect(stranger('Jose Nunez').verdict).toBe('changed-key');
  });

  it('only warns under a similar name', () => {
    for (const name of [
      'Carolina Ramos',
      'Ramos Carolina, Dr.',
      'Dr. Caro1ina Ramos',
      'Dr. Carolina Rarnos',
      'Dr. Carolina Ramo',
    ])
      expect(stranger(name)).toEqual({ verdict: 'similar-name', other: 'Dr. Carolina Ramos' });
  });

  it('is new under any other name, and when nobody is known', () => {
    expect(stranger('Miriam Adeyemi')).toEqual({ verdict: 'new' });
    expect(stranger('李小龙')).toEqual({ verdict: 'new' });
    const first = { identity: identity(1), name: 'Dr. Carolina Ramos' };
    expect(comparePin([], first)).toEqual({ verdict: 'new' });
  });

  it('tells names of other scripts apart', () => {
    const others = [{ identity: identity(3), name: '王芳' }];
    expect(comparePin(others, { identity: identity(9), name: '王芳' }).verdict).toBe('changed-key');
    expect(comparePin(others, { identity: identity(9), name: '李芳' }).verdict).toBe('new');
  });
});
