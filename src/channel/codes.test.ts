import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { fromBase45, toBase45 } from './base45.ts';
import { crc32 } from './crc32.ts';
import { ChannelError } from './errors.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { ESI_LIMIT, type FrameContent, readFrame, writeFrame } from './frame.ts';
import { sessionOf } from './session.ts';
import { pastedBytes, pasteText, readStill, STATIC_LIMIT_BYTES, staticText } from './still.ts';
import { testMessage } from './test-stream.ts';
import vectors from './vectors/codes.json' with { type: 'json' };

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

const frame = (parts: Partial<FrameContent> = {}): FrameContent => ({
  kind: 4,
  session: 0xdead_beef,
  messageBytes: 1000,
  esi: 0,
  symbols: [testMessage(396, 1), testMessage(396, 2)],
  ...parts,
});

describe('CRC-32', () => {
  it('has the check value of IEEE 802.3', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf4_3926);
    expect(crc32()).toBe(0);
  });

  it('runs on over the parts', () => {
    expect(crc32(Uint8Array.of(1), Uint8Array.of(2, 3))).toBe(crc32(Uint8Array.of(1, 2, 3)));
  });
});

describe('a frame', () => {
  it.each(vectors.frames)(
    'of $symbols symbols from $esi of $messageBytes bytes is as published',
    (vector) => {
      const message = testMessage(vector.messageBytes, vector.seed);
      expect(sha256(message)).toBe(vector.messageSha256);
      const session = sessionOf(fromHex(vector.messageSha256));
      const encoder = new FountainEncoder(message, session);
      const symbols = Array.from({ length: vector.symbols }, (_, i) =>
        encoder.symbol(vector.esi + i),
      );
      const bytes = writeFrame({ ...vector, session, symbols });
      expect(toHex(bytes.subarray(0, 16))).toBe(vector.header);
      expect(sha256(bytes)).toBe(vector.frameSha256);
      expect(sha256(toBase45(bytes))).toBe(vector.textSha256);
    },
  );

  it('reads back what was written', () => {
    const written = frame({ esi: ESI_LIMIT - 2, kind: 255, messageBytes: 0xff_ffff });
    expect(readFrame(writeFrame(written))).toEqual(written);
  });

  it('is refused when its numbers run over the end', () => {
    expect(readFrame(writeFrame(frame({ esi: ESI_LIMIT - 1 })))).toBeNull();
  });

  it('is refused with any one bit turned over', () => {
    const bytes = writeFrame(frame());
    for (let bit = 8; bit < 16 * 8; bit++) expect(readFrame(withBit(bytes, bit))).toBeNull();
    for (let bit = 16 * 8; bit < bytes.length * 8; bit += 97)
      expect(readFrame(withBit(bytes, bit))).toBeNull();
    expect(readFrame(bytes)).not.toBeNull();
  });

  it('is refused when cut, when longer, and when empty', () => {
    const bytes = writeFrame(frame());
    expect(readFrame(bytes.slice(0, -1))).toBeNull();
    expect(readFrame(bytes.slice(0, -396))).toBeNull();
    expect(readFrame(concat(bytes, new Uint8Array(396)))).toBeNull();
    expect(readFrame(writeFrame(frame({ symbols: [] })))).toBeNull();
    const five = Array.from({ length: 5 }, () => testMessage(396, 1));
    expect(readFrame(writeFrame(frame({ symbols: five })))).toBeNull();
  });
});

describe('a still code', () => {
  it.each(vectors.still)('of $messageBytes bytes is as published', (vector) => {
    const message = testMessage(vector.messageBytes, vector.seed);
    expect(sha256(staticText(vector.kind, message))).toBe(vector.textSha256);
    expect(sha256(pasteText(vector.kind, message))).toBe(vector.pasteSha256);
  });

  it('reads back what was written', () => {
    const message = testMessage(STATIC_LIMIT_BYTES, 1);
    expect(readStill(fromBase45(staticText(7, message)))).toEqual({ kind: 7, message });
  });

  it('is refused with a bit turned over', () => {
    const bytes = fromBase45(staticText(7, testMessage(50, 1)));
    for (let bit = 8; bit < bytes.length * 8; bit++)
      expect(readStill(withBit(bytes, bit))).toBeNull();
    expect(readStill(bytes)).not.toBeNull();
  });

  it('holds one byte at least and 1,229 at most', () => {
    expect(() => staticText(1, new Uint8Array())).toThrow(new ChannelError('empty'));
    expect(() => staticText(1, new Uint8Array(STATIC_LIMIT_BYTES + 1))).toThrow(
      new ChannelError('too-large'),
    );
    expect(staticText(1, new Uint8Array(STATIC_LIMIT_BYTES)).length).toBeLessThanOrEqual(1853);
  });
});

describe('a text to paste', () => {
  it('survives the line breaks and spaces of a messenger', () => {
    const message = testMessage(5000, 3);
    const text = pasteText(4, message);
    const folded = `  ${text.replace(/(.{60})/g, '$1\r\n ')}\n`;
    expect(readStill(pastedBytes(folded) ?? new Uint8Array())).toEqual({ kind: 4, message });
  });

  it('is not found in other texts', () => {
    expect(pastedBytes('https://example.org/#1ABC')).toBeNull();
    expect(pastedBytes('carnet1:not base64url!')).toBeNull();
    expect(pastedBytes('carnet1:AAAA')).not.toBeNull();
  });
});

function withBit(bytes: Uint8Array, bit: number) {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}
