import { describe, expect, it } from 'vitest';
import { encodeCbor } from '../../bytes/cbor.ts';
import { systemRandom } from '../../crypto/index.ts';
import { draftObject, finishObject, partsFor } from '../../sharing/index.ts';
import { failureCode } from '../failure.ts';
import { decodeChange, encodeChange, type PublishedChange } from './published-change.ts';
import { decodePublishedHeader, encodePublishedHeader } from './published-header.ts';

const key = (digit: string) => digit.repeat(32);

function refOf(length: number) {
  const parts = partsFor(length).map(({ storedBytes: size }) => ({ size, hash: systemRandom(32) }));
  return finishObject(draftObject(systemRandom, length), parts);
}

const file = (title: string, size: number) => ({
  ...{ title, contentType: 'text/plain', size, sha256: '0'.repeat(64), ref: refOf(size) },
});

const change: PublishedChange = {
  put: [
    { key: key('a'), resource: { resourceType: 'Observation', id: key('a') }, files: [] },
    {
      key: key('b'),
      resource: { resourceType: 'DocumentReference', id: key('b') },
      files: [file('one', 5), file('long', 9_000_000)],
    },
  ],
  drop: [key('c')],
};

const codeIn = (work: () => unknown): string => {
  try {
    work();
    return 'nothing went wrong';
  } catch (error) {
    return failureCode(error);
  }
};

describe('a published change', () => {
  it('comes back whole, each file with its record', () => {
    expect(decodeChange(encodeChange('medical', change), 'medical')).toEqual(change);
  });

  it('is refused as another unit’s, cut, or with a file that is not its object', () => {
    const bytes = encodeChange('medical', change);
    expect(codeIn(() => decodeChange(bytes, 'personal'))).toBe('malformed');
    expect(codeIn(() => decodeChange(bytes.slice(0, -1), 'medical'))).toBe('malformed');
    expect(codeIn(() => decodeChange(encodeCbor([]), 'medical'))).toBe('unreadable-content');
  });

  it('is refused with a key that is none', () => {
    const resource = { resourceType: 'Observation', id: 'r1' };
    const bytes = encodeChange('medical', { put: [{ key: 'r1', resource, files: [] }], drop: [] });
    expect(codeIn(() => decodeChange(bytes, 'medical'))).toBe('unreadable-content');
  });
});

describe('a published header', () => {
  it('names the mirrors, as many as fit', () => {
    const mirror = (n: number) => ({
      base: `https://${n}.test/${'x'.repeat(90)}/`,
      reader: { user: 'reader', password: 'p'.repeat(128) },
    });
    const mirrors = Array.from({ length: 12 }, (_, n) => mirror(n));
    const header = { name: 'Ada Example', birthDate: '1970-01-02', sex: 'female' };
    const bytes = encodePublishedHeader({ header, mirrors });
    const back = decodePublishedHeader(bytes);
    expect(bytes.length).toBeLessThanOrEqual(2048);
    expect(back.header).toEqual(header);
    expect(back.mirrors.length).toBeGreaterThan(3);
    expect(back.mirrors).toEqual(mirrors.slice(0, back.mirrors.length));
  });
});
