import { describe, expect, it } from 'vitest';
import { HostError } from './errors.ts';
import { fileHost, fromFile } from './file-host.ts';
import type { Host, Reader } from './host.ts';
import { mirrored } from './mirrored.ts';
import { withPatience } from './patience.ts';

const one = Uint8Array.of(1, 2, 3);
const two = Uint8Array.of(4, 5, 6);
const options = { maxBytes: 10 };

const failing = (code: HostError['code'], pause: number | null = null): Reader => {
  const fail = () => Promise.reject(new HostError(code, pause));
  return { get: fail, head: fail };
};

describe('mirrors', () => {
  it('answer in their order, and for each other', async () => {
    const both = mirrored([
      fileHost([['a', one]]),
      fileHost([
        ['a', two],
        ['b', two],
      ]),
    ]);
    expect(await both.get('a', options)).toEqual(one);
    expect(await both.get('b', options)).toEqual(two);
    expect(await both.head('b')).toEqual({ size: 3 });
    const broken = mirrored([failing('server'), fileHost([['a', one]])]);
    expect(await broken.get('a', options)).toEqual(one);
  });

  it('say that nothing is there only where each of them says so', async () => {
    const empty = mirrored([fileHost(), fileHost()]);
    expect(await empty.head('a')).toBeNull();
    await expect(empty.get('a', options)).rejects.toEqual(new HostError('not-found'));
    const half = mirrored([fileHost(), failing('timeout')]);
    await expect(half.get('a', options)).rejects.toEqual(new HostError('timeout'));
    await expect(half.head('a')).rejects.toEqual(new HostError('timeout'));
  });

  it('pass over the place whose bytes did not verify, for that name alone', async () => {
    const both = mirrored([
      fileHost([
        ['a', one],
        ['b', one],
      ]),
      fileHost([
        ['a', two],
        ['b', two],
      ]),
    ]);
    expect(await both.get('a', options)).toEqual(one);
    expect(both.reject('a')).toBe(true);
    expect(await both.get('a', options)).toEqual(two);
    expect(await both.get('b', options)).toEqual(one);
    expect(both.reject('a')).toBe(false);
    await expect(both.get('a', options)).rejects.toEqual(new HostError('not-found'));
  });

  it('are not asked any further once the caller has had enough', async () => {
    const both = mirrored([failing('aborted'), fileHost([['a', one]])]);
    await expect(both.get('a', options)).rejects.toEqual(new HostError('aborted'));
  });
});

describe('patience', () => {
  /** Fails so many times, then works. */
  const shaky = (times: number, error: HostError): Host => {
    const inner = fileHost([['a', one]]);
    let left = times;
    const fail = () => (left-- > 0 ? Promise.reject(error) : null);
    return {
      put: (name, bytes) => fail() ?? inner.put(name, bytes),
      get: (name, o) => fail() ?? inner.get(name, o),
      head: (name) => fail() ?? inner.head(name),
      delete: (name) => fail() ?? inner.delete(name),
    };
  };
  const most = (length: number) => new Uint8Array(length).fill(255);

  function patient(host: Host, attempts = 4) {
    const slept: number[] = [];
    const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
    return { host: withPatience(host, { sleep, random: most, attempts }), slept };
  }

  it('outlasts what passes, with pauses that double', async () => {
    const { host, slept } = patient(shaky(3, new HostError('server')));
    expect(await host.get('a', options)).toEqual(one);
    expect(slept).toEqual([500, 1000, 2000]);
  });

  it('never comes back sooner than the host asked for', async () => {
    const { host, slept } = patient(shaky(1, new HostError('busy', 7000)));
    await host.put('a', two);
    expect(slept).toEqual([7500]);
  });

  it('ends after its attempts, and at once where waiting helps nothing', async () => {
    const tired = patient(shaky(9, new HostError('timeout')), 3);
    await expect(tired.host.head('a')).rejects.toEqual(new HostError('timeout'));
    expect(tired.slept).toHaveLength(2);
    const refused = patient(shaky(9, new HostError('refused')));
    await expect(refused.host.delete('a')).rejects.toEqual(new HostError('refused'));
    expect(refused.slept).toEqual([]);
  });

  it('wakes up when it is called off', async () => {
    const controller = new AbortController();
    const sleep = async () => {
      await Promise.resolve();
      controller.abort();
    };
    const inner = shaky(1, new HostError('busy'));
    const host = withPatience(inner, { sleep, random: most, attempts: 4 });
    const { signal } = controller;
    await expect(host.get('a', { ...options, signal })).rejects.toEqual(new HostError('aborted'));
  });
});

describe('a file as a host', () => {
  it('holds what was put there, and comes back from its bytes', async () => {
    const host = fileHost();
    await host.put('a', one);
    await host.put('b', two);
    await host.delete('b');
    await host.delete('b');
    const again = fromFile(host.toFile());
    expect(await again.get('a', options)).toEqual(one);
    expect(await again.get('a', { ...options, range: { from: 1, to: 2 } })).toEqual(
      Uint8Array.of(2),
    );
    expect(await again.head('b')).toBeNull();
    await expect(again.get('b', options)).rejects.toEqual(new HostError('not-found'));
    await expect(again.get('a', { maxBytes: 2 })).rejects.toEqual(new HostError('too-large'));
  });

  it('is told from any other file', () => {
    for (const other of [Uint8Array.of(), Uint8Array.of(1), new TextEncoder().encode('%PDF-1.4')])
      expect(() => fromFile(other)).toThrow(new HostError('not-bytes'));
  });
});
