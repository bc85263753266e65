import { describe, expect, it } from 'vitest';
import { cardLink, readLink, requestLink } from './link.ts';

const request = Uint8Array.of(1, 2, 1, 0xa1, 1, 2, 3);
const card = Uint8Array.of(1, 1, 1, 0xa1, 1, 2, 3);
const base = 'https://carnet.example/app/';

describe('a link', () => {
  it('carries a request or a card and says which', () => {
    expect(readLink(requestLink(base, request))).toEqual({ kind: 'request', message: request });
    expect(readLink(cardLink(base, card))).toEqual({ kind: 'card', message: card });
  });

  it('keeps to letters and digits behind the mark, so that a code can use its dense mode', () => {
    expect(requestLink(base, request)).toMatch(/^https:\/\/carnet\.example\/app\/#1[A-Z2-7]+$/);
  });

  it('survives a mail scanner that escapes the mark, lower case and white space around it', () => {
    const link = requestLink(base, request);
    for (const seen of [
      link.replace('#', '%23'),
      link.replace('#', '%2523'),
      ` ${link}\n`,
      link.toLowerCase(),
    ])
      expect(readLink(seen)).toEqual({ kind: 'request', message: request });
  });

  it('is nothing when it carries another kind, a route, or damage', () => {
    const link = requestLink(base, request);
    for (const other of [
      requestLink(base, Uint8Array.of(1, 3, 1, 0xa1)),
      `${base}#/channel-test`,
      `${base}#${link.slice(link.indexOf('#') + 2)}`,
      `${link}1`,
      `${link}#1AA`,
      `${link}&x=1`,
      link.slice(0, -1),
      '',
      'x'.repeat(100_000),
      `${base}#1${'A'.repeat(100_000)}`,
    ])
      expect(readLink(other)).toBeNull();
  });
});
