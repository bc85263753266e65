import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

const headers = readFileSync(resolve(import.meta.dirname, '../public/_headers'), 'utf8');

describe('the policy that hosts can send as a header', () => {
  it('is the page’s own, and forbids frames besides', () => {
    const sent = /Content-Security-Policy: (.+)/.exec(headers)?.[1];
    // A page cannot forbid being framed by its own meta element: HTML, "meta http-equiv".
    expect(sent).toBe(`${contentSecurityPolicy}; frame-ancestors 'none'`);
  });
});
