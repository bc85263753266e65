import { HostError, type HostErrorCode } from './errors.ts';

const codes: Readonly<Record<number, HostErrorCode>> = {
  401: 'refused',
  403: 'refused',
  404: 'not-found',
  405: 'not-writable',
  408: 'busy',
  // WebDAV (RFC 4918 §9.7.1): the folder above is missing.
  409: 'not-found',
  410: 'not-found',
  413: 'too-large',
  416: 'truncated',
  429: 'busy',
  501: 'not-writable',
  503: 'busy',
  507: 'full',
};

/** What S3 says in the body of a refusal, where its status alone says less. */
const amazonCodes: ReadonlyMap<string, HostErrorCode> = new Map([
  ['RequestTimeTooSkewed', 'clock'],
  ['RequestExpired', 'clock'],
  ['EntityTooLarge', 'too-large'],
  ['QuotaExceeded', 'full'],
  ['SlowDown', 'busy'],
]);

const LONGEST_EXPLANATION = 4096;
const LONGEST_PAUSE_MS = 3_600_000;

/** What an answer that is no success means; null for success. Reads a little of its body. */
export async function refusalIn(response: Response, now: Date): Promise<HostError | null> {
  // A browser hides where a redirect leads, and its status with it (Fetch, "opaqueredirect").
  if (response.type === 'opaqueredirect') return new HostError('redirected');
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return new HostError('redirected');
  const said = status === 403 || status === 400 ? await amazonCode(response) : undefined;
  const code = said ?? codes[status] ?? (status >= 500 ? 'server' : 'refused');
  return new HostError(code, code === 'busy' ? pauseIn(response, now) : null);
}

async function amazonCode(response: Response): Promise<HostErrorCode | undefined> {
  try {
    const text = await beginning(response);
    return amazonCodes.get(/<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '');
  } catch {
    return undefined;
  }
}

async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader && text.length < LONGEST_EXPLANATION) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  // Unlocked, so that what is left of it can be called off.
  reader?.releaseLock();
  return text;
}

/** `Retry-After` (RFC 9110 §10.2.3) in milliseconds, an hour at most. */
function pauseIn(response: Response, now: Date): number | null {
  const text = response.headers.get('retry-after');
  if (text === null) return null;
  const pause = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(pause) ? Math.min(Math.max(pause, 0), LONGEST_PAUSE_MS) : null;
}
