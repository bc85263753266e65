const BUSY = 'carnet-busy';

/** A new version of the app: fetched in the background, put in place only when somebody says so. */
export class Updates {
  ready = $state(false);
  /** Another window put it in place: what this one has not loaded yet is gone. */
  replaced = $state(false);
  #registration: ServiceWorkerRegistration | null = null;
  #takenOver = false;

  async watch(script: string): Promise<void> {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    if (!workers) return;
    // On a first visit the first worker takes the page over; only those after it are updates.
    let served = workers.controller !== null;
    workers.addEventListener('controllerchange', () => {
      if (served) this.#replaced();
      served = true;
    });
    this.#registration = await workers.register(script).catch(() => null);
    this.#registration?.addEventListener('updatefound', () => this.#follow());
    this.#look();
  }

  /**
   * Puts the new version in place, which reloads and so locks, unless another window is in the
   * middle of a consultation: then it does nothing and answers false.
   */
  async apply(): Promise<boolean> {
    return navigator.locks.request(BUSY, { ifAvailable: true }, (lock) => {
      if (!lock) return false;
      this.#takeOver();
      return true;
    });
  }

  /** Keeps other windows from updating the app under this one; the answer ends it. */
  static busy(): () => void {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    void navigator.locks.request(BUSY, { mode: 'shared' }, () => ended);
    return end;
  }

  #follow(): void {
    const arriving = this.#registration?.installing;
    arriving?.addEventListener('statechange', () => this.#look());
  }

  #look(): void {
    if (this.#registration?.waiting && navigator.serviceWorker.controller) this.ready = true;
  }

  #takeOver(): void {
    this.#takenOver = true;
    const waiting = this.#registration?.waiting;
    if (waiting) waiting.postMessage('take-over');
    else location.reload();
  }

  // Another window updated: this one keeps running and offers to reload.
  #replaced(): void {
    if (this.#takenOver) location.reload();
    else this.replaced = this.ready = true;
  }
}
