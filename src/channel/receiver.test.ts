import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase45 } from './base45.ts';
import { ChannelError } from './errors.ts';
import { writeFrame } from './frame.ts';
import { Receiver } from './receiver.ts';
import { estimateSeconds, type Rhythm, Sender } from './sender.ts';
import { pasteText, staticText } from './still.ts';
import { MAX_MESSAGE_BYTES } from './symbols.ts';
import { testMessage } from './test-stream.ts';

const runs = process.env['SLOW'] ? 20_000 : 300;
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const senderOf = (message: Uint8Array, kind = 4) => new Sender(message, kind, sha256(message));

/** The codes shown while so many seconds go by, each once. */
function codes(sender: Sender, seconds: number, rhythm: Rhythm = 'normal'): string[] {
  const shown = Array.from(
    { length: seconds * 60 },
    (_, tick) => sender.frame((tick * 1000) / 60, rhythm).text,
  );
  return [...new Set(shown)];
}

/** A code with a good checksum that lies about the first symbol. */
function poisoned(message: Uint8Array): string {
  const session = new DataView(sha256(message).buffer).getUint32(0);
  const symbols = [testMessage(396, 666)];
  return toBase45(writeFrame({ kind: 4, session, messageBytes: message.length, esi: 0, symbols }));
}

describe('the sender', () => {
  it.each([
    ['calm', 4, 20],
    ['slow', 6, 13],
    ['normal', 15, 25],
    ['fast', 15, 30],
  ] as const)(
    'shows %s at %i codes a second, version %i but for one in eight',
    (rhythm, rate, version) => {
      const sender = senderOf(testMessage(50_000, 1));
      const frames = Array.from({ length: 600 }, (_, tick) =>
        sender.frame((tick * 1000) / 60, rhythm),
      );
      const changes = frames.filter((frame, index) => frame !== frames[index - 1]);
      expect(Math.abs(changes.length / 10 - rate)).toBeLessThan(0.2);
      expect(changes.slice(0, 8).map((frame) => frame.version)).toEqual([
        ...Array<number>(7).fill(version),
        13,
      ]);
    },
  );

  it('never shows a code for less than two pictures of a camera, whatever the screen’s beat', () => {
    for (const hertz of [60, 75, 90, 120, 144]) {
      const sender = senderOf(testMessage(50_000, 1));
      const ticks = Array.from(
        { length: hertz * 5 },
        (_, tick) => sender.frame((tick * 1000) / hertz, 'normal').text,
      );
      const shortest = Math.min(
        ...[...new Set(ticks)].slice(0, -1).map((text) => ticks.filter((t) => t === text).length),
      );
      expect((shortest * 1000) / hertz).toBeGreaterThanOrEqual(62);
    }
  });

  it('can change its pace in the middle without the receiver starting over', () => {
    const message = testMessage(20_000, 1);
    const sender = senderOf(message);
    const receiver = new Receiver();
    codes(sender, 1, 'slow').forEach((text) => receiver.accept(text));
    const before = receiver.reception().rank;
    expect(before).toBeGreaterThan(4);
    for (let tick = 60; !receiver.reception().done; tick++)
      receiver.accept(sender.frame((tick * 1000) / 60, 'fast').text);
    expect(receiver.message()?.bytes).toEqual(message);
  });

  it('refuses what no series can hold', () => {
    expect(() => senderOf(new Uint8Array())).toThrow(new ChannelError('empty'));
    expect(() => senderOf(new Uint8Array(MAX_MESSAGE_BYTES + 1))).toThrow(
      new ChannelError('too-large'),
    );
    expect(() => new Sender(new Uint8Array(1), 1, new Uint8Array(3))).toThrow(
      new ChannelError('malformed'),
    );
    expect(senderOf(new Uint8Array(MAX_MESSAGE_BYTES)).symbols).toBe(1024);
  });

  it('estimates 20 kB at two seconds and 200 kB within fourteen', () => {
    expect(estimateSeconds(20_000, 'normal')).toBeLessThan(2);
    expect(estimateSeconds(200_000, 'normal')).toBeLessThan(14);
    expect(estimateSeconds(200_000, 'slow')).toBeGreaterThan(60);
  });
});

describe('the receiver', () => {
  it('takes codes in any order, with gaps, twice, from the middle', () => {
    const message = testMessage(9_999, 2);
    const texts = codes(senderOf(message, 5), 4).filter((_, index) => index % 3 !== 0);
    const receiver = new Receiver();
    for (const text of [...texts.toReversed(), ...texts])
      expect(receiver.accept(text)).toBe('frame');
    expect(receiver.message()?.kind).toBe(5);
    expect(receiver.message()?.bytes).toEqual(message);
    expect(receiver.confirm(sha256(message))).toBe(true);
  });

  it('shows progress that rises with every new symbol and ends at one', () => {
    const receiver = new Receiver();
    const seen = codes(senderOf(testMessage(20_000, 2)), 3).map((text) => {
      receiver.accept(text);
      return receiver.reception().progress;
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[0]).toBeCloseTo(3 / 51);
    expect(receiver.reception()).toEqual({ progress: 1, rank: 51, symbols: 51, done: true });
  });

  it('drops a message that is not the one the codes named, and starts over', () => {
    const message = testMessage(5_000, 3);
    const texts = codes(senderOf(message), 4);
    const receiver = new Receiver();
    receiver.accept(poisoned(message));
    texts.slice(1).forEach((text) => receiver.accept(text));
    const wrong = receiver.message();
    expect(wrong?.bytes).not.toEqual(message);
    expect(receiver.confirm(sha256(wrong?.bytes ?? message))).toBe(false);
    expect(receiver.reception()).toEqual({ progress: 0, rank: 0, symbols: 0, done: false });
    texts.forEach((text) => receiver.accept(text));
    expect(receiver.message()?.bytes).toEqual(message);
    expect(receiver.confirm(sha256(message))).toBe(true);
  });

  it('leaves out a code that was spoilt on the way', () => {
    const message = testMessage(5_000, 3);
    const [first = '', ...rest] = codes(senderOf(message), 4);
    const receiver = new Receiver();
    expect(
      receiver.accept(`${first.slice(0, 100)}${first[100] === 'A' ? 'B' : 'A'}${first.slice(101)}`),
    ).toBe('damaged');
    rest.forEach((text) => receiver.accept(text));
    expect(receiver.message()?.bytes).toEqual(message);
  });

  it('turns to another series when it sees one', () => {
    const [one, two] = [testMessage(3_000, 1), testMessage(3_000, 2)];
    const receiver = new Receiver();
    receiver.accept(codes(senderOf(one), 1)[0] ?? '');
    codes(senderOf(two), 2).forEach((text) => receiver.accept(text));
    expect(receiver.message()?.bytes).toEqual(two);
  });

  it('refuses a message longer than it was told to take, before making room', () => {
    const text = codes(senderOf(testMessage(4_001, 1)), 1)[0] ?? '';
    const small = new Receiver({ maxBytes: 4_000 });
    expect(small.accept(text)).toBe('too-large');
    expect(small.reception().symbols).toBe(0);
    expect(new Receiver({ maxBytes: 4_001 }).accept(text)).toBe('frame');
    const huge = writeFrame({
      kind: 4,
      session: 1,
      messageBytes: 0xff_ffff,
      esi: 0,
      symbols: [testMessage(396, 1)],
    });
    expect(new Receiver().accept(toBase45(huge))).toBe('too-large');
    expect(small.accept(pasteText(4, testMessage(4_001, 1)))).toBe('too-large');
    expect(small.accept(pasteText(4, testMessage(4_000, 1)))).toBe('static');
  });

  it('reads still codes and pasted texts', () => {
    const message = testMessage(600, 1);
    for (const text of [staticText(3, message), pasteText(3, message)]) {
      const receiver = new Receiver();
      expect(receiver.accept(text)).toBe('static');
      expect(receiver.message()).toEqual({
        kind: 3,
        bytes: message,
        digestPrefix: new Uint8Array(),
      });
      expect(receiver.confirm(sha256(message))).toBe(true);
    }
    expect(
      new Receiver().accept(
        staticText(3, message).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toBe('damaged');
  });

  it.each([
    '',
    'HELLO',
    'https://example.org/#1ABC',
    'FGW',
    '0'.repeat(5000),
    'x'.repeat(2_000_000),
  ])('calls other texts foreign (%#)', (text) => {
    expect(new Receiver().accept(text)).toBe('foreign');
  });

  it.each(['carnet1:', 'carnet1:!', pasteText(5, testMessage(500, 1)).slice(0, -1)])(
    'calls a pasted text damaged that is not whole (%#)',
    (text) => {
      expect(new Receiver().accept(text)).toBe('damaged');
    },
  );

  it('answers to any bytes and any text without failing', () => {
    const receiver = new Receiver({ maxBytes: 20_000 });
    const magic = fc.constantFrom(0x51, 0x61, 0x00);
    const bytes = fc
      .tuple(magic, fc.uint8Array({ maxLength: 1700, size: 'max' }))
      .map(([first, rest]) => toBase45(Uint8Array.of(first, ...rest)));
    const frames = fc
      .record({
        kind: fc.nat(255),
        session: fc.nat(3),
        messageBytes: fc.nat(2 ** 24 - 1),
        esi: fc.nat(2 ** 24 - 1),
      })
      .map((head) => toBase45(writeFrame({ ...head, symbols: [testMessage(396, head.esi)] })));
    fc.assert(
      fc.property(fc.oneof(fc.string({ size: 'medium' }), bytes, frames), (text) => {
        expect(['frame', 'static', 'foreign', 'damaged', 'too-large']).toContain(
          receiver.accept(text),
        );
        expect(receiver.reception().symbols).toBeLessThanOrEqual(51);
      }),
      { numRuns: runs },
    );
  });
});
