import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, workersConnectSource } from './content-security-policy.ts';

const headers = readFileSync(resolve(import.meta.dirname, '../public/_headers'), 'utf8');

describe('the policy that hosts can send as a header', () => {
  const sent = /Content-Security-Policy: (.+)/.exec(headers)?.[1] ?? '';

  it('is the page’s own but for where it may connect, and forbids frames besides', () => {
    const own = contentSecurityPolicy.replace("connect-src 'self'", workersConnectSource);
    // A page cannot forbid being framed by its own meta element: HTML, "meta http-equiv".
    expect(sent).toBe(`${own}; frame-ancestors 'none'`);
  });

  it('lets the page itself connect to nobody else: both policies bind it', () => {
    expect(contentSecurityPolicy).toMatch(/(^|; )connect-src 'self'(;|$)/);
  });

  it('lets workers reach file hosts, over plain http on this very computer alone', () => {
    const sources = / connect-src ([^;]+);/.exec(sent)?.[1]?.split(' ');
    expect(sources).toEqual(["'self'", 'https:', 'http://localhost:*', 'http://127.0.0.1:*']);
  });
});
