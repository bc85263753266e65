import type { Bytes } from '../bytes/bytes.ts';
import { Deadline } from './deadline.ts';
import type { HostError } from './errors.ts';
import { refusalIn } from './refusal.ts';
import type { Wiring } from './wiring.ts';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'MKCOL';

/** One request, as an adapter has made it ready. */
export interface Outgoing {
  method: Method;
  address: string;
  headers: Record<string, string>;
  body?: Bytes;
}

/**
 * One request and its answer. Nothing that a browser keeps goes with it: no cookie, no referrer, no
 * cache; and a redirect is refused, since it could lead the account's password anywhere.
 *
 * @param use - takes the answer's body; called for success only.
 * @throws HostError
 */
export async function exchange<Value>(
  wiring: Wiring,
  outgoing: Outgoing,
  signal: AbortSignal | undefined,
  use: (response: Response, deadline: Deadline) => Value | Promise<Value>,
): Promise<Value> {
  const deadline = new Deadline(signal);
  try {
    const response = await answerTo(wiring, outgoing, deadline);
    const refusal = await refusalIn(response, wiring.now());
    if (refusal !== null) throw ended(response, refusal);
    return await use(response, deadline);
  } finally {
    deadline.end();
  }
}

async function answerTo(
  wiring: Wiring,
  { address, ...request }: Outgoing,
  deadline: Deadline,
): Promise<Response> {
  const { answer, slowest } = wiring.timeouts;
  deadline.allow(answer + ((request.body?.length ?? 0) / slowest) * 1000);
  try {
    const init = { ...request, ...withoutTraces, signal: deadline.signal };
    const response = await wiring.fetch(address, init);
    const { status, headers } = response;
    const [date, lastModified] = [headers.get('date'), headers.get('last-modified')];
    wiring.onAnswer?.({ status, date, lastModified });
    return response;
  } catch {
    throw deadline.failure('unreachable');
  }
}

const withoutTraces = {
  redirect: 'manual',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
} as const satisfies RequestInit;

function ended(response: Response, refusal: HostError): HostError {
  // Already read or locked is as good as cancelled.
  response.body?.cancel().catch(() => undefined);
  return refusal;
}

/**
 * Whether anything answers at this address at all, even if its answer is hidden from us for want of
 * CORS headers. Only the self-test asks, to tell the one from the other.
 */
export async function answersAtAll(wiring: Wiring, address: string): Promise<boolean> {
  const deadline = new Deadline();
  deadline.allow(wiring.timeouts.answer);
  try {
    // An opaque answer may follow redirects only: nothing but the address goes with it.
    const init = { ...withoutTraces, mode: 'no-cors', redirect: 'follow' } as const;
    const response = await wiring.fetch(address, { ...init, signal: deadline.signal });
    response.body?.cancel().catch(() => undefined);
    return true;
  } catch {
    return false;
  } finally {
    deadline.end();
  }
}
