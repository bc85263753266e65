import { describe, expect, it } from 'vitest';
import { dropGlobals } from './drop-globals.ts';

/** A worker's scope in small: some powers are its own, some stand on its prototype. */
function scope() {
  const prototype = { indexedDB: {}, importScripts: () => undefined };
  const own = {
    fetch: () => undefined,
    BroadcastChannel: {},
    Function: {},
    postMessage: () => undefined,
  };
  return Object.assign(Object.create(prototype) as typeof prototype, own);
}

const keepCode = ['Function', 'eval'] as const;

describe('dropping a worker’s powers', () => {
  it('takes them from the scope and from its prototypes, for good', () => {
    const worker = scope();
    dropGlobals(keepCode, worker);
    expect([worker.fetch, worker.BroadcastChannel, worker.indexedDB, worker.importScripts]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
    expect(Reflect.set(worker, 'fetch', () => undefined)).toBe(false);
    expect(Reflect.deleteProperty(worker, 'fetch')).toBe(false);
    expect(Reflect.get(Object.getPrototypeOf(worker) as object, 'indexedDB')).toBeUndefined();
  });

  it('lets timers take functions, and no text', () => {
    const given: unknown[] = [];
    const worker = { setTimeout: (...handed: unknown[]) => given.push(...handed) };
    const work = () => undefined;
    dropGlobals(['Function'], worker);
    expect(() => worker.setTimeout('text', 5)).toThrow(TypeError);
    worker.setTimeout(work, 5);
    expect(given).toEqual([work, 5]);
    expect(Reflect.set(worker, 'setTimeout', () => undefined)).toBe(false);
  });

  it('leaves what the worker lives by, and all else', () => {
    const worker = scope();
    dropGlobals([...keepCode, 'indexedDB', 'BroadcastChannel'], worker);
    expect(worker.fetch).toBeUndefined();
    expect(worker.indexedDB).toBeDefined();
    expect(worker.BroadcastChannel).toBeDefined();
    expect(worker.postMessage).toBeDefined();
  });
});
