import { AwsV4Signer } from 'aws4fetch';
import { toHex } from '../bytes/hex.ts';
import { sha256OfLarge } from '../crypto/hash.ts';
import type { HostAccountSettings } from './account.ts';
import { addressIn, folderAddress } from './address.ts';
import { HostError } from './errors.ts';
import type { TransferOptions } from './host.ts';
import { HttpHost, type Prepare } from './http-host.ts';
import type { Wiring } from './wiring.ts';

type S3Account = Extract<HostAccountSettings, { kind: 's3' }>;

/** AWS, "Bucket naming rules". */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const PLACEHOLDER_BYTES = 4096;

/**
 * An S3-compatible store, each request signed by Signature Version 4 over its body's hash, so that
 * nobody on the way can put other bytes in. Some stores send their refusals without CORS headers:
 * then a page sees `unreachable` for a wrong key and for a missing file alike. Readers of such a
 * store use its public address, which tells the two apart.
 */
export class S3Host extends HttpHost {
  /** @throws HostError `bad-address`, for the name of the bucket as well */
  constructor(account: S3Account, wiring: Wiring) {
    super(wiring, signed(account, bucketAddress(account), wiring.now));
  }

  /** What may be missing or out of reach is written once more, since what is there can be deleted. */
  override async delete(name: string, options: TransferOptions = {}): Promise<void> {
    try {
      await super.delete(name, options);
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== 'unreachable') throw error;
      await this.put(name, new Uint8Array(PLACEHOLDER_BYTES), options);
      await super.delete(name, options);
    }
  }
}

/** Where the bucket's objects lie. @throws HostError `bad-address` */
export function bucketAddress({ endpoint, bucket, style }: S3Account): URL {
  const folder = folderAddress(endpoint);
  if (!BUCKET.test(bucket)) throw new HostError('bad-address');
  if (style === 'path') folder.pathname += `${bucket}/`;
  else nameHost(folder, `${bucket}.${folder.hostname}`);
  return folder;
}

/** A number has no names below it (WHATWG URL, "host parser"): then the address stays as it was. */
function nameHost(folder: URL, hostname: string): void {
  folder.hostname = hostname;
  if (folder.hostname !== hostname) throw new HostError('bad-address');
}

function signed(account: S3Account, folder: URL, now: () => Date): Prepare {
  const { accessKeyId, secretAccessKey, region } = account;
  const derivedKeys = new Map<string, ArrayBuffer>();
  return async (method, name, headers, body) => {
    const address = addressIn(folder, name);
    const bodyHash = toHex(await sha256OfLarge(body ?? new Uint8Array(0)));
    const signer = new AwsV4Signer({
      ...{ method, url: address, accessKeyId, secretAccessKey, region, service: 's3' },
      headers: { ...headers, 'x-amz-content-sha256': bodyHash },
      datetime: now()
        .toISOString()
        .replace(/[:-]|\.\d{3}/g, ''),
      cache: derivedKeys,
    });
    const request = { method, address, headers: Object.fromEntries((await signer.sign()).headers) };
    return body === undefined ? request : { ...request, body };
  };
}
