/** Long enough for any disk; another window that holds the database open must not hold up this one. */
const PATIENCE_MS = 3000;

/**
 * Has the browser end the log that it found and begin a new one, before anything is written.
 *
 * Chromium keeps IndexedDB in LevelDB and writes on in the log file that it finds. Killed in the
 * middle of a write, it leaves half a record there; what is written behind that reads as corruption
 * at the next start, and the whole store is then deleted (`dataLoss: 'total'`; seen with 156).
 * Deleting a database makes it compact, and that begins a new log. Other engines are left alone.
 *
 * @param name - of a database that nobody uses
 */
export async function beginNewLog(name: string): Promise<void> {
  if (!isChromium()) return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  // A full disk or a private window: opening the real one will say so.
  const begun = createdAndDeleted(name).catch(() => undefined);
  await Promise.race([begun, late]);
}

/** By what only its events can tell. A private window may have no IndexedDB at all. */
const isChromium = (): boolean =>
  typeof IDBVersionChangeEvent !== 'undefined' && 'dataLoss' in IDBVersionChangeEvent.prototype;

async function createdAndDeleted(name: string): Promise<void> {
  const database = await settled(indexedDB.open(name));
  database.close();
  await settled(indexedDB.deleteDatabase(name));
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('refused'));
  });
}
