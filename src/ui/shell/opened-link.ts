/** A link in the part of an address that mail scanners make of its `#`, once or twice over. */
const rewritten = /\/(?:%23|%2523)1[A-Z2-7]+$/i;

/**
 * Whether the app was opened by a link that carries a message, rather than at a place of its own.
 * `path`: the `#` was rewritten, so that the message stands in the path and has to go from there.
 */
export function openedBy({
  hash,
  pathname,
}: Pick<URL, 'hash' | 'pathname'>): 'hash' | 'path' | null {
  if (rewritten.test(pathname)) return 'path';
  return hash === '' || hash.startsWith('#/') ? null : 'hash';
}
