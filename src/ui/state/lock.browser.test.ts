import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lock, type LockCause } from './lock.svelte.ts';

const LIMIT_SECONDS = 120;
let lock: Lock;
let stop: () => void;
let locked: LockCause[];

function show(state: 'hidden' | 'visible'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  locked = [];
  lock = new Lock({
    isOpen: () => locked.length === 0,
    afterSeconds: () => LIMIT_SECONDS,
    lock: (cause) => locked.push(cause),
  });
  stop = lock.start();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the lock', () => {
  it('covers a hidden page at once, and locks it after its time', () => {
    show('hidden');
    expect([lock.covered, locked]).toEqual([true, []]);
    vi.advanceTimersByTime((LIMIT_SECONDS - 5) * 1000);
    expect(locked).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(locked).toEqual(['hidden']);
  });

  it('uncovers a page that comes back in time', () => {
    show('hidden');
    vi.advanceTimersByTime(60_000);
    show('visible');
    expect([lock.covered, locked]).toEqual([false, []]);
  });

  it('locks on return when the timers slept with the page', () => {
    show('hidden');
    vi.setSystemTime(Date.now() + LIMIT_SECONDS * 1000);
    show('visible');
    expect(locked).toEqual(['hidden']);
  });

  it('locks a page that nobody touches, and no other', () => {
    vi.advanceTimersByTime((LIMIT_SECONDS - 10) * 1000);
    dispatchEvent(new Event('pointerdown'));
    vi.advanceTimersByTime((LIMIT_SECONDS - 10) * 1000);
    expect(locked).toEqual([]);
    vi.advanceTimersByTime(15_000);
    expect(locked).toEqual(['idle']);
  });

  it('locks all the same when the wall clock is put back', () => {
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(LIMIT_SECONDS * 1000 + 5000);
    expect(locked).toEqual(['idle']);
  });

  it('locks at once when the page is left', () => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect([lock.covered, locked]).toEqual([true, ['closing']]);
  });

  it('waits longer while something is held open', () => {
    const end = lock.holdOpen();
    show('hidden');
    vi.advanceTimersByTime(LIMIT_SECONDS * 1000 + 5000);
    expect(locked).toEqual([]);
    vi.advanceTimersByTime(600_000);
    expect(locked).toEqual(['hidden']);
    end();
  });
});
