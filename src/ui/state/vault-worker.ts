/** Starts the worker that holds the keys. The bundler finds its file by these very words. */
export const startVaultWorker = (): Worker =>
  new Worker(new URL('../../workers/vault.worker.ts', import.meta.url), {
    type: 'module',
    name: 'vault',
  });
