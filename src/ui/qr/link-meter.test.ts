import { describe, expect, it } from 'vitest';
import { Sender, testMessage } from '../../channel/index.ts';
import { LinkMeter } from './link-meter.ts';

describe('the link meter', () => {
  it('shows nothing before anything came', () => {
    expect(new LinkMeter().figures()).toEqual({
      kilobytesPerSecond: 0,
      loss: 0,
      lookMs: 0,
      picturesPerSecond: 0,
    });
  });

  it('counts new symbols once, and the missing ones between them', () => {
    const sender = new Sender(testMessage(50_000, 1), 6, testMessage(32, 1));
    const texts = Array.from({ length: 4 }, (_, index) => sender.frame(index * 100, 'normal').text);
    const meter = new LinkMeter();
    [texts[0], texts[0], texts[1], texts[3], 'HELLO', 'https://x'].forEach((text, at) =>
      meter.code(text ?? '', at * 100),
    );
    const { kilobytesPerSecond, loss } = meter.figures();
    expect(loss).toBeCloseTo(3 / 12);
    expect(kilobytesPerSecond).toBeCloseTo((9 * 396) / 300);
  });

  it('gives the median look and the rate of pictures', () => {
    const meter = new LinkMeter();
    [9, 1, 5].forEach((ms) => meter.look(ms));
    for (let at = 0; at <= 1000; at += 40) meter.picture(at);
    expect(meter.figures().lookMs).toBe(5);
    expect(meter.figures().picturesPerSecond).toBeCloseTo(25);
  });
});
