import type { Bytes } from '../bytes/bytes.ts';
import { readBody, refuseWebPage } from './body.ts';
import { HostError } from './errors.ts';
import { exchange, type Method, type Outgoing } from './exchange.ts';
import type { Host, Reader, ReadOptions, TransferOptions } from './host.ts';
import type { Wiring } from './wiring.ts';

/** What one kind of host does its own way: where a name lies and who asks. */
export type Prepare = (
  method: Method,
  name: string,
  headers: Record<string, string>,
  body?: Bytes,
) => Outgoing | Promise<Outgoing>;

/** The reading half of any host that speaks HTTP (RFC 9110). */
export class HttpReader implements Reader {
  protected readonly wiring: Wiring;
  protected readonly prepare: Prepare;

  constructor(wiring: Wiring, prepare: Prepare) {
    this.wiring = wiring;
    this.prepare = prepare;
  }

  async get(name: string, options: ReadOptions): Promise<Bytes> {
    const { range, signal } = options;
    const headers = range ? { range: `bytes=${range.from}-${range.to - 1}` } : {};
    if (range && range.to <= range.from) return new Uint8Array(0);
    const outgoing = await this.prepare('GET', name, headers);
    return exchange(this.wiring, outgoing, signal, (response, deadline) =>
      readBody(response, options, deadline, this.wiring.timeouts),
    );
  }

  async head(name: string, { signal }: TransferOptions = {}): Promise<{ size: number } | null> {
    const outgoing = await this.prepare('HEAD', name, {});
    return orNull(exchange(this.wiring, outgoing, signal, (response) => sizeIn(response)));
  }
}

/** A host that speaks HTTP. */
export class HttpHost extends HttpReader implements Host {
  async put(name: string, bytes: Bytes, options: TransferOptions = {}): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream' };
    const outgoing = await this.prepare('PUT', name, headers, bytes);
    // The platform tells nothing of how far it has sent.
    options.onProgress?.(0, bytes.length);
    await exchange(this.wiring, outgoing, options.signal, (response) => {
      // "Created" may come with a page for people; a plain "OK" with a page is a sign-in in the way.
      const empty = response.headers.get('content-length') === '0';
      if (response.status === 200 && !empty) refuseWebPage(response);
      drained(response);
    });
    options.onProgress?.(bytes.length, bytes.length);
  }

  async delete(name: string, { signal }: TransferOptions = {}): Promise<void> {
    const outgoing = await this.prepare('DELETE', name, {});
    await orNull(exchange(this.wiring, outgoing, signal, drained));
  }
}

function sizeIn(response: Response): { size: number } {
  refuseWebPage(response);
  const length = response.headers.get('content-length');
  if (length === null || !/^\d+$/.test(length)) throw new HostError('not-bytes');
  return { size: Number(length) };
}

/** The connection is free for the next request once the body is out of the way. */
function drained(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HostError && error.code === 'not-found') return null;
    throw error;
  }
}
