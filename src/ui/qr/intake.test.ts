import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../bytes/bytes.ts';
import { pasteText, Sender, staticText, testMessage } from '../../channel/index.ts';
import { Intake } from './intake.ts';

const sha256 = (bytes: Bytes) =>
  Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()));
const message = testMessage(2000, 1);

async function texts(): Promise<string[]> {
  const sender = new Sender(message, 4, await sha256(message));
  return Array.from({ length: 6 }, (_, index) => sender.frame(index * 100, 'normal').text);
}

describe('the intake', () => {
  it('hands over a moving message once its digest is right', async () => {
    const intake = new Intake(sha256);
    const [first = '', second = ''] = await texts();
    expect(await intake.take(first)).toEqual({ outcome: 'part' });
    expect(intake.reception().progress).toBe(0.5);
    expect(await intake.take(second)).toEqual({
      outcome: 'complete',
      scanned: { kind: 4, bytes: message },
    });
  });

  it('starts over when the digest is another', async () => {
    const intake = new Intake(() => sha256(testMessage(1, 2)));
    const [first = '', second = ''] = await texts();
    await intake.take(first);
    expect(await intake.take(second)).toEqual({ outcome: 'started-over' });
    expect(intake.reception().rank).toBe(0);
  });

  it('leaves it to the message’s own seal where nobody can make a digest', async () => {
    const intake = new Intake(() => Promise.resolve(null));
    const [first = '', second = ''] = await texts();
    await intake.take(first);
    expect((await intake.take(second)).outcome).toBe('complete');
  });

  it('hands over still codes and pasted texts at once', async () => {
    for (const text of [staticText(3, testMessage(9, 1)), pasteText(3, testMessage(9, 1))]) {
      const taken = await new Intake(sha256).take(text);
      expect(taken).toEqual({
        outcome: 'complete',
        scanned: { kind: 3, bytes: testMessage(9, 1) },
      });
    }
  });

  it('hands over other texts as they are, but never in the middle of a message', async () => {
    const link = 'https://example.org/#1ABC';
    const intake = new Intake(sha256);
    expect(await intake.take(link)).toEqual({ outcome: 'complete', scanned: { text: link } });
    const [first = ''] = await texts();
    await intake.take(first);
    expect(await intake.take(link)).toEqual({ outcome: 'part' });
  });
});
