/** Whether the browser has promised not to clear what the app keeps; `unknown` where it does not say. */
export type Persistence = 'persisted' | 'may-be-cleared' | 'unknown';

/** What the browser says of the storage of this app, asked again each time somebody looks. */
export class StorageShield {
  persistence = $state<Persistence>('unknown');
  /** Bytes, as the browser estimates them; null where it does not. */
  usage = $state<number | null>(null);

  async look(): Promise<void> {
    const { storage } = navigator;
    // Old engines have no such thing, whatever the types say.
    if (!('storage' in navigator) || typeof storage.persisted !== 'function') return;
    this.persistence = (await storage.persisted().catch(() => false))
      ? 'persisted'
      : 'may-be-cleared';
    this.usage = (await storage.estimate().catch(() => null))?.usage ?? null;
  }

  /**
   * Asks for the promise; call it from a press, such as the one that saves something: Firefox asks
   * the person then, the others decide by themselves.
   */
  async ask(): Promise<void> {
    if (!('storage' in navigator) || typeof navigator.storage.persist !== 'function') return;
    if (this.persistence !== 'persisted') await navigator.storage.persist().catch(() => false);
    await this.look();
  }
}

export const storageShield = new StorageShield();
