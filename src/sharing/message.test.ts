import { describe, expect, it } from 'vitest';
import { concat, uint32 } from '../bytes/bytes.ts';
import { encodeCbor } from '../bytes/cbor.ts';
import { CryptoError } from '../crypto/index.ts';
import { failAs, SharingError } from './errors.ts';
import { Fields } from './fields.ts';
import { joinPair, MAX_MESSAGE_BYTES, messageBody, messageHead, splitPair } from './message.ts';

const refusal = (code: SharingError['code']) => new SharingError(code);

describe('the frame of a message', () => {
  it('ends at the limit of its kind', () => {
    for (const kind of ['card', 'request', 'grant', 'deposit'] as const) {
      const longest = concat(messageHead(kind, 1), new Uint8Array(MAX_MESSAGE_BYTES[kind] - 3));
      expect(messageBody(kind, 1, longest)).toHaveLength(MAX_MESSAGE_BYTES[kind] - 3);
      expect(() => messageBody(kind, 1, concat(longest, new Uint8Array(1)))).toThrow(
        refusal('too-large'),
      );
    }
  });

  it('splits where it was joined, and nowhere past its end', () => {
    const joined = joinPair(Uint8Array.of(1, 2), Uint8Array.of(3));
    expect(splitPair(joined)).toEqual({ first: Uint8Array.of(1, 2), rest: Uint8Array.of(3) });
    for (const wrong of [
      new Uint8Array(3),
      concat(uint32(4), new Uint8Array(3)),
      concat(uint32(2 ** 32 - 1), new Uint8Array(3)),
    ])
      expect(() => splitPair(wrong)).toThrow(refusal('malformed'));
  });
});

describe('fields', () => {
  const read = (value: Parameters<typeof encodeCbor>[0]) => new Fields(encodeCbor(value), [1], 100);

  it('are one map with integer keys, within its limit', () => {
    expect(read(new Map([[1, 7]])).integer(1, { min: 0, max: 9 })).toBe(7);
    for (const value of [7, 'text', null, [1, 2], new Map([['name', 7]]), new Map([['64', 7]])])
      expect(() => read(value)).toThrow(refusal('malformed'));
    expect(() => read(new Map([[1, 'x'.repeat(200)]]))).toThrow(refusal('too-large'));
  });

  it('hold exactly the kind, the length and the range that is read', () => {
    const range = { min: 1, max: 9 };
    const bytes = read(new Map([[1, new Uint8Array(4)]]));
    expect(bytes.bytes(1, 4)).toEqual(new Uint8Array(4));
    expect(bytes.bytesUpTo(1, 4)).toEqual(new Uint8Array(4));
    expect(() => bytes.bytes(1, 5)).toThrow(refusal('malformed'));
    expect(() => bytes.bytesUpTo(1, 3)).toThrow(refusal('too-large'));
    expect(() => bytes.integer(1, range)).toThrow(refusal('malformed'));
    expect(() => bytes.text(1)).toThrow(refusal('malformed'));
    expect(() => bytes.list(1, 5)).toThrow(refusal('malformed'));
    for (const value of [0, 10, 2n ** 60n])
      expect(() => read(new Map([[1, value]])).integer(1, range)).toThrow(refusal('malformed'));
    const list = read(new Map([[1, [1, 2]]]));
    expect(list.list(1, 2)).toEqual([1, 2]);
    expect(() => list.list(1, 1)).toThrow(refusal('too-large'));
    expect(() => list.list(64, 1)).toThrow(refusal('malformed'));
  });
});

describe('failures that have to look the same', () => {
  const failing = (error: Error) => failAs('cannot-open', () => Promise.reject(error));

  it('do, whatever was wrong with the message', async () => {
    for (const error of [new CryptoError('not-authentic'), refusal('malformed')])
      await expect(failing(error)).rejects.toEqual(refusal('cannot-open'));
    expect(await failAs('cannot-open', () => Promise.resolve(7))).toBe(7);
  });

  it('leave alone what says nothing about the message', async () => {
    for (const error of [new CryptoError('unavailable'), new TypeError('a fault of ours')])
      await expect(failing(error)).rejects.toBe(error);
  });
});
