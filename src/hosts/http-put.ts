import type { HostAccountSettings, ReadingPlace } from './account.ts';
import { addressIn, folderAddress } from './address.ts';
import { basic } from './basic.ts';
import { HttpHost, HttpReader, type Prepare } from './http-host.ts';
import type { Wiring } from './wiring.ts';

function below(base: string, credentials: Record<string, string>): Prepare {
  const folder = folderAddress(base);
  return (method, name, headers, body) => ({
    method,
    address: addressIn(folder, name),
    headers: { ...credentials, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/**
 * Any server that takes PUT and DELETE, with a bearer token (RFC 6750) or without.
 *
 * @throws HostError `bad-address`
 */
export function httpPutHost(
  { base, token }: Extract<HostAccountSettings, { kind: 'http' }>,
  wiring: Wiring,
): HttpHost {
  return new HttpHost(
    wiring,
    below(base, token === '' ? {} : { authorization: `Bearer ${token}` }),
  );
}

/** @throws HostError `bad-address` */
export function placeReader({ base, reader }: ReadingPlace, wiring: Wiring): HttpReader {
  return new HttpReader(wiring, below(base, reader ? basic(reader.user, reader.password) : {}));
}
