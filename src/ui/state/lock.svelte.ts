import { createContext, flushSync, untrack } from 'svelte';

/** While a picker, a code or a scan holds the app open, it stays open at least this long. */
const HELD_SECONDS = 600;
/** Locking "at once" is about a hidden page; somebody who reads is left this long. */
const LEAST_IDLE_SECONDS = 60;
const LOOK_EVERY_MS = 5000;

export type LockCause = 'hidden' | 'idle' | 'closing';

interface Terms {
  /** Nothing is to be locked while nothing is open. */
  isOpen: () => boolean;
  afterSeconds: () => number;
  /** Whether a short number has to bring the screen back. */
  hasNumber?: () => boolean;
  lock: (cause: LockCause) => void;
}

/** A moment, and how long ago it was by the clock that is further on: one can be put back, the other sleeps. */
class Moment {
  readonly #wall = Date.now();
  readonly #steady = performance.now();

  get ago(): number {
    return Math.max(Date.now() - this.#wall, performance.now() - this.#steady);
  }
}

/** Covers the screen when the page is hidden, and locks when it stays so or nobody touches it. */
export class Lock {
  covered = $state(false);
  /** The screen stays away until the short number is typed; what is open stays open. */
  curtained = $state(false);
  #holds = $state(0);
  #lastTouch = new Moment();
  #hiddenSince: Moment | null = null;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #terms: Terms;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** True while somebody is in the middle of something that must not be ended. */
  get held(): boolean {
    return this.#holds > 0;
  }

  /**
   * A file picker, a share sheet, a shown code or a running scan: hiding the page then covers it,
   * and locks only after a long while. The answer ends the hold; a second call of it does nothing.
   */
  readonly holdOpen = (): (() => void) => {
    // Called from effects, which must not come to depend on the count they change.
    untrack(() => (this.#holds += 1));
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#holds -= 1;
      this.#lastTouch = new Moment();
    };
  };

  /** Covers at once, where there is a number that uncovers. */
  readonly curtain = (): void => {
    if (this.#terms.isOpen() && this.#terms.hasNumber?.()) this.curtained = true;
  };

  /** The number was right, or nothing is open any more. */
  readonly uncurtain = (): void => {
    this.curtained = false;
    this.#lastTouch = new Moment();
  };

  start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    for (const kind of ['pointerdown', 'keydown', 'scroll'] as const) {
      addEventListener(kind, this.#touched, { signal, passive: true, capture: true });
    }
    document.addEventListener('visibilitychange', this.#visibilityChanged, { signal });
    addEventListener('pagehide', this.#leaving, { signal });
    addEventListener('pageshow', this.#returned, { signal });
    const timer = setInterval(this.#look, LOOK_EVERY_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
      clearTimeout(this.#hiddenTimer);
    };
  }

  // Before the curtain stands whoever has the phone: that is no reason to stay open longer.
  readonly #touched = (): void => {
    if (this.curtained) return;
    this.#lastTouch = new Moment();
  };

  readonly #visibilityChanged = (): void => {
    if (document.visibilityState === 'hidden') this.#hidden();
    else this.#shown();
  };

  #hidden(): void {
    flushSync(() => {
      this.covered = true;
      if (!this.held) this.curtain();
    });
    this.#hiddenSince = new Moment();
    const limit = this.#hiddenLimit();
    if (limit === 0) this.#lock('hidden');
    else this.#hiddenTimer = setTimeout(this.#look, limit * 1000);
  }

  // Timers sleep with a hidden page, so the time is looked at again on return, before anything shows.
  #shown(): void {
    clearTimeout(this.#hiddenTimer);
    this.#look();
    this.#hiddenSince = null;
    this.#touched();
    this.covered = false;
  }

  readonly #look = (): void => {
    if (this.#hiddenSince !== null) {
      if (this.#hiddenSince.ago >= this.#hiddenLimit() * 1000) this.#lock('hidden');
    } else if (this.#lastTouch.ago >= this.#idleLimit() * 1000) this.#lock('idle');
  };

  #hiddenLimit(): number {
    return this.held
      ? Math.max(HELD_SECONDS, this.#terms.afterSeconds())
      : this.#terms.afterSeconds();
  }

  #idleLimit(): number {
    const least = this.held ? HELD_SECONDS : LEAST_IDLE_SECONDS;
    return Math.max(least, this.#terms.afterSeconds());
  }

  readonly #leaving = (): void => {
    flushSync(() => (this.covered = true));
    this.#lock('closing');
  };

  // The back/forward cache would bring back a whole heap: start anew instead.
  readonly #returned = (event: PageTransitionEvent): void => {
    if (event.persisted) location.reload();
  };

  #lock(cause: LockCause): void {
    if (this.#terms.isOpen()) this.#terms.lock(cause);
  }
}

export const [useLock, provideLock] = createContext<Lock>();
