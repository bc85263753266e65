/** Steps that a screen waits for, and why the last of them came to nothing. */
export class Doing {
  busy = $state(false);
  failure = $state.raw<unknown>(null);

  protected async doing(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = thrown;
    } finally {
      this.busy = false;
    }
  }
}
