/**
 * A mark outside IndexedDB that a record was kept here: browsers that clear a site's storage for want
 * of room, or because it was damaged, leave its cookies. It holds a day and nothing else; the host
 * that the app comes from can read it. Safari deletes it together with the storage.
 */
const NAME = 'carnet-kept';
/** As long as browsers allow: 400 days. */
const SECONDS = 400 * 24 * 60 * 60;

export function markKept(): void {
  write(new Date().toISOString().slice(0, 10), SECONDS);
}

/** The last record was removed, or somebody begins anew. */
export function forgetKept(): void {
  if (lastKept() !== null) write('', 0);
}

/** The day of the last mark, as an ISO date; null for none. */
export function lastKept(): string | null {
  const found = /(?:^|; )carnet-kept=(\d{4}-\d\d-\d\d)(?:;|$)/.exec(document.cookie);
  return found?.[1] ?? null;
}

/** The day of the last mark where nothing lies here that it could have meant. */
export function emptiedSince(
  profiles: readonly { sample: boolean }[],
  damaged: number,
): string | null {
  const kept = damaged > 0 || profiles.some(({ sample }) => !sample);
  return kept ? null : lastKept();
}

function write(value: string, seconds: number): void {
  const { protocol, pathname } = location;
  const path = pathname.slice(0, pathname.lastIndexOf('/') + 1);
  const secure = protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${NAME}=${value}; Path=${path}; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
