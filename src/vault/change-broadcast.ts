export type ChangeOrigin = 'here' | 'elsewhere';
export type ChangeListener<Topic extends string> = (
  topics: readonly Topic[],
  origin: ChangeOrigin,
) => void;

/** Tells this window and the others *that* something changed, by topic name, never what. */
export class ChangeBroadcast<Topic extends string> {
  readonly #channel: BroadcastChannel | null;
  readonly #listeners = new Set<ChangeListener<Topic>>();

  /** `topics` is the whole set: what another window says beyond it is ignored. */
  constructor(name: string, topics: readonly Topic[]) {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = Array.isArray(data) ? data : [];
      this.#notify(
        topics.filter((topic) => said.includes(topic)),
        'elsewhere',
      );
    });
  }

  announce(topics: readonly Topic[]): void {
    this.#channel?.postMessage([...topics]);
    this.#notify(topics, 'here');
  }

  /** Returns the function that ends it. */
  listen(listener: ChangeListener<Topic>): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#channel?.close();
  }

  /** Later, so that a listener that throws cannot undo the news that a write succeeded. */
  #notify(topics: readonly Topic[], origin: ChangeOrigin): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(topics, origin));
  }
}
