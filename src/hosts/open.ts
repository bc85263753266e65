import type { HostAccountSettings, ReadingPlace } from './account.ts';
import type { Host, Reader } from './host.ts';
import { httpPutHost, placeReader } from './http-put.ts';
import { S3Host } from './s3.ts';
import { WebdavHost } from './webdav.ts';
import { wiringWith, type Wiring } from './wiring.ts';

/**
 * The adapter for an account. Nothing is sent before the first call.
 *
 * @throws HostError `bad-address`
 */
export function openHost(account: HostAccountSettings, wiring?: Partial<Wiring>): Host {
  const wired = wiringWith(wiring);
  switch (account.kind) {
    case 'webdav':
      return new WebdavHost(account, wired);
    case 's3':
      return new S3Host(account, wired);
    case 'http':
      return httpPutHost(account, wired);
  }
}

/**
 * What those see who only read.
 *
 * @throws HostError `bad-address`
 */
export function openPlace(place: ReadingPlace, wiring?: Partial<Wiring>): Reader {
  return placeReader(place, wiringWith(wiring));
}
