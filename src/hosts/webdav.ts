import type { Bytes } from '../bytes/bytes.ts';
import type { HostAccountSettings } from './account.ts';
import { addressIn, folderAddress } from './address.ts';
import { basic } from './basic.ts';
import { HostError } from './errors.ts';
import { exchange } from './exchange.ts';
import type { TransferOptions } from './host.ts';
import { HttpHost } from './http-host.ts';
import type { Wiring } from './wiring.ts';

type WebdavAccount = Extract<HostAccountSettings, { kind: 'webdav' }>;

/** A folder on a WebDAV server (RFC 4918); an empty user sends no password. */
export class WebdavHost extends HttpHost {
  readonly #folder: URL;
  readonly #credentials: Record<string, string>;

  /** @throws HostError `bad-address` */
  constructor(account: WebdavAccount, wiring: Wiring) {
    const folder = folderAddress(account.base);
    const credentials = account.user === '' ? {} : basic(account.user, account.password);
    super(wiring, (method, name, headers, body) => ({
      method,
      address: addressIn(folder, name),
      headers: { ...credentials, ...headers },
      ...(body === undefined ? {} : { body }),
    }));
    this.#folder = folder;
    this.#credentials = credentials;
  }

  /** A folder that is not there yet is made, once. */
  override async put(name: string, bytes: Bytes, options: TransferOptions = {}): Promise<void> {
    try {
      await super.put(name, bytes, options);
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== 'not-found') throw error;
      await this.#makeFolder(options.signal);
      await super.put(name, bytes, options);
    }
  }

  async #makeFolder(signal: AbortSignal | undefined): Promise<void> {
    const [address, headers] = [this.#folder.href, this.#credentials];
    await exchange(
      this.wiring,
      { method: 'MKCOL', address, headers },
      signal,
      (response) => void response.body?.cancel(),
    );
  }
}
