/** Long work that can be called off. One runs at a time; the next ends what still runs. */
export class OneAtATime {
  #running: AbortController | null = null;

  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.end();
    const running = new AbortController();
    this.#running = running;
    return work(running.signal);
  }

  end(): void {
    this.#running?.abort();
  }
}
