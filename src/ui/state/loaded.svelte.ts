/**
 * Something a screen reads from the worker: what came, or what was thrown. `read` runs again
 * whenever a signal it reads before its first `await` changes; an answer that was overtaken is
 * dropped, and what was there stays until the next has come. Make it while a component starts.
 */
export class Loaded<Value> {
  value = $state.raw<Value | null>(null);
  problem = $state.raw<unknown>(null);
  loading = $state(true);
  #turn = 0;
  #again = $state(0);

  constructor(read: () => Promise<Value>) {
    $effect(() => {
      this.#heedAgain();
      void this.#follow(read());
    });
  }

  readonly again = (): void => {
    this.problem = null;
    this.#again += 1;
  };

  #heedAgain(): number {
    return this.#again;
  }

  async #follow(coming: Promise<Value>): Promise<void> {
    const turn = ++this.#turn;
    this.loading = true;
    const outcome = await coming.then(
      (value) => ({ value }),
      (problem: unknown) => ({ problem }),
    );
    if (turn !== this.#turn) return;
    this.loading = false;
    if ('value' in outcome) this.value = outcome.value;
    this.problem = 'problem' in outcome ? outcome.problem : null;
  }
}
