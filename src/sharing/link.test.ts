import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { SharingError } from './errors.ts';
import type { LinkedKind } from './link.ts';
import { cardLink, LINK_LIMIT_BYTES, messageLink, readLink, requestLink } from './link.ts';
import { kindCode } from './message.ts';

const request = Uint8Array.of(1, 2, 1, 0xa1, 1, 2, 3);
const card = Uint8Array.of(1, 1, 1, 0xa1, 1, 2, 3);
const base = 'https://carnet.example/app/';

const isKind = (name: string): name is LinkedKind => Object.hasOwn(LINK_LIMIT_BYTES, name);
const kinds = Object.keys(LINK_LIMIT_BYTES).filter(isKind);
const ofKind = (kind: LinkedKind, length: number) =>
  concat(Uint8Array.of(1, kindCode(kind), 1), new Uint8Array(length - 3).fill(0xff));

describe('a link', () => {
  it('carries a request or a card and says which', () => {
    expect(readLink(requestLink(base, request))).toEqual({ kind: 'request', message: request });
    expect(readLink(cardLink(base, card))).toEqual({ kind: 'card', message: card });
  });

  it('carries every kind but a package', () => {
    expect(kinds.length).toBeGreaterThan(8);
    for (const kind of kinds) {
      const message = ofKind(kind, 200);
      expect(readLink(messageLink(base, message))).toEqual({ kind, message });
    }
    const packed = Uint8Array.of(1, 4, 1, 0xa1);
    expect(() => messageLink(base, packed)).toThrow(new SharingError('malformed'));
    expect(readLink(requestLink(base, packed))).toBeNull();
  });

  it.each(kinds)('carries a %s up to its limit and no longer', (kind) => {
    const limit = LINK_LIMIT_BYTES[kind];
    const longest = ofKind(kind, limit);
    expect(readLink(messageLink(base, longest))).toEqual({ kind, message: longest });
    const longer = ofKind(kind, limit + 1);
    expect(() => messageLink(base, longer)).toThrow(new SharingError('too-large'));
    expect(readLink(requestLink(base, longer))).toBeNull();
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
      link.replace('#', '%23').toLowerCase(),
    ])
      expect(readLink(seen)).toEqual({ kind: 'request', message: request });
  });

  it('is nothing when it carries a package, a route, or damage', () => {
    const link = requestLink(base, request);
    for (const other of [
      requestLink(base, Uint8Array.of(1, 4, 1, 0xa1)),
      requestLink(base, Uint8Array.of(1, 99, 1, 0xa1)),
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

  it('reads as what it was made of, whatever the message', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.constantFrom('#', '%23', '%2523'),
        fc.boolean(),
        (kind, rest, mark, lower) => {
          const message = concat(Uint8Array.of(1, kindCode(kind), 1), rest);
          const link = messageLink(base, message).replace('#', mark);
          expect(readLink(lower ? link.toLowerCase() : link)).toEqual({ kind, message });
        },
      ),
      { numRuns: 300 },
    );
  });
});
