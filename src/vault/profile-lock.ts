/** The part of the Web Locks API that the vault uses. */
interface Locks {
  request(
    name: string,
    options: { mode: 'exclusive' | 'shared'; ifAvailable?: boolean },
    work: (lock: object | null) => Promise<void>,
  ): Promise<unknown>;
}

/** Where Web Locks are missing (Node), one process is all there is to order. */
class InProcessLocks implements Locks {
  readonly #held = new Map<string, { mode: string; ended: Promise<unknown> }[]>();

  async request(
    name: string,
    { mode, ifAvailable = false }: { mode: 'exclusive' | 'shared'; ifAvailable?: boolean },
    work: (lock: object | null) => Promise<void>,
  ): Promise<void> {
    const queue = this.#held.get(name) ?? [];
    const before = queue.filter((other) => mode === 'exclusive' || other.mode === 'exclusive');
    if (ifAvailable && before.length > 0) return work(null);
    const ended = Promise.allSettled(before.map((other) => other.ended)).then(() => work({}));
    const entry = { mode, ended };
    this.#held.set(name, [...queue, entry]);
    try {
      await ended;
    } finally {
      this.#held.set(
        name,
        (this.#held.get(name) ?? []).filter((other) => other !== entry),
      );
    }
  }
}

const scope: { navigator?: { locks?: Locks } } = globalThis;
const locks = scope.navigator?.locks ?? new InProcessLocks();

/** Runs `work` while no other window writes to this profile. */
export async function whileWriting<T>(profile: string, work: () => Promise<T>): Promise<T> {
  return inTurn(profile, 'write', work);
}

/** Runs `work` while no other window does work of this name on this profile. */
export async function inTurn<T>(
  profile: string,
  purpose: string,
  work: () => Promise<T>,
): Promise<T> {
  const result: T[] = [];
  await locks.request(`${profile}/${purpose}`, { mode: 'exclusive' }, async () => {
    result.push(await work());
  });
  return result[0] as T;
}

/** The same, or false without waiting where another window is at it. */
export async function ifAlone(
  profile: string,
  purpose: string,
  work: () => Promise<void>,
): Promise<boolean> {
  let ran = false;
  const options = { mode: 'exclusive', ifAvailable: true } as const;
  await locks.request(`${profile}/${purpose}`, options, async (lock) => {
    ran = lock !== null;
    if (lock !== null) await work();
  });
  return ran;
}

/**
 * Runs `work` if no window has this profile open, and keeps them from opening it meanwhile. Says
 * whether it ran.
 */
export async function ifOpenNowhere(profile: string, work: () => Promise<void>): Promise<boolean> {
  return ifAlone(profile, 'open', work);
}

/**
 * Marks the profile as open until the returned function is called or the window ends. That function
 * resolves once the mark is gone.
 */
export async function holdOpen(profile: string): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let ended: Promise<unknown> = Promise.resolve();
  await new Promise<void>((granted, failed) => {
    const hold = async () => {
      granted();
      await released;
    };
    ended = locks.request(`${profile}/open`, { mode: 'shared' }, hold);
    ended.catch(failed);
  });
  return async () => {
    release();
    await ended;
  };
}
