import { HostError, type HostAccountSettings, type Reader } from '../hosts/index.ts';
import type { DropPlace, ReadingPlace } from '../sharing/index.ts';
import type { HostAccess } from './environment.ts';

/** The account that a drop's writer has there. */
export function accountOfDrop({ base, writer }: DropPlace): HostAccountSettings {
  if (writer === null) return { kind: 'http', base, token: '' };
  if ('token' in writer) return { kind: 'http', base, token: writer.token };
  return { kind: 'webdav', base, user: writer.user, password: writer.password };
}

/**
 * Reads what was left in a drop: as its writer, or where readers read, since a drop may lie below
 * the one or the other.
 */
export function relayReader(
  hosts: HostAccess,
  drop: DropPlace | null,
  place: ReadingPlace,
): Reader {
  const reader = hosts.read(place);
  if (drop === null) return reader;
  const writer = hosts.open(accountOfDrop(drop));
  return {
    get: (name, options) => orElse(writer.get(name, options), () => reader.get(name, options)),
    head: async (name, options) =>
      (await writer.head(name, options).catch(() => null)) ?? reader.head(name, options),
  };
}

/** A writer who may not read is refused, or told that there is nothing. */
async function orElse<T>(first: Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first;
  } catch (error) {
    const elsewhere =
      error instanceof HostError && (error.code === 'refused' || error.code === 'not-found');
    if (!elsewhere) throw error;
    return second();
  }
}
