import { HostError } from './errors.ts';

const LOOPBACK = /^(localhost|([\w-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** No separators, no dots: nothing that a server could take for a path. */
const NAME = /^[0-9A-Za-z_-]{1,128}$/;

/**
 * A folder's address, with a slash at its end. Plain http is for this very computer alone.
 *
 * @throws HostError `bad-address` for other schemes, and for a user, a query or a fragment inside.
 */
export function folderAddress(text: string): URL {
  const url = parsed(text);
  const secure = url.protocol === 'https:';
  const own = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  const plain = url.username === '' && url.password === '' && !/[?#]/.test(text);
  if (!(secure || own) || !plain) throw new HostError('bad-address');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function parsed(text: string): URL {
  try {
    return new URL(text.trim());
  } catch {
    throw new HostError('bad-address');
  }
}

/** @throws HostError `bad-address` for a name that is more than letters, digits, `-` and `_`. */
export function addressIn(folder: URL, name: string): string {
  if (!NAME.test(name)) throw new HostError('bad-address');
  return new URL(name, folder).href;
}
