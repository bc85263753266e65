import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../bytes/bytes.ts';
import { SharingError } from './errors.ts';
import { environmentAt, flipped } from './fixtures/consultation.ts';
import {
  MAX_MAILBOX_BYTES,
  MAX_MAILBOX_MESSAGES,
  mailboxName,
  openMailbox,
  sealMailbox,
} from './mailbox.ts';
import { paddedSize } from './padding.ts';

const env = environmentAt();
const shelfKey = env.random(32);
const grantId = env.random(16);
const refused = new SharingError('cannot-open');

describe('a mailbox', () => {
  it('brings back its messages in their order, none included', async () => {
    for (const messages of [[], [utf8('a')], [utf8('older'), utf8('newer'), new Uint8Array(900)]]) {
      const { bytes } = await sealMailbox(env, shelfKey, grantId, messages);
      expect(await openMailbox(shelfKey, grantId, bytes)).toEqual(messages);
    }
  });

  it('lies under a name of the one shape and of a padded size', async () => {
    const { name, bytes } = await sealMailbox(env, shelfKey, grantId, [env.random(9000)]);
    expect(name).toBe(mailboxName(shelfKey, grantId));
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(paddedSize(bytes.length)).toBe(bytes.length);
    const empty = await sealMailbox(env, shelfKey, grantId, []);
    expect(empty.bytes).toHaveLength(4096);
  });

  it('is neither found nor opened by another reader of the same shelf', async () => {
    const other = env.random(16);
    const { name, bytes } = await sealMailbox(env, shelfKey, grantId, [utf8('a')]);
    expect(mailboxName(shelfKey, other)).not.toBe(name);
    await expect(openMailbox(shelfKey, other, bytes)).rejects.toEqual(refused);
    await expect(openMailbox(env.random(32), grantId, bytes)).rejects.toEqual(refused);
    expect(await openMailbox(shelfKey, grantId, bytes)).toHaveLength(1);
  });

  it('is refused with any bit turned, cut, lengthened, or too large', async () => {
    const { bytes } = await sealMailbox(env, shelfKey, grantId, [utf8('a')]);
    const lies = [
      ...[0, 12, 16, 4095].map((at) => flipped(bytes, at)),
      bytes.slice(1),
      bytes.slice(0, -1),
      concat(bytes, new Uint8Array(1)),
      new Uint8Array(),
    ];
    for (const lie of lies)
      await expect(openMailbox(shelfKey, grantId, lie)).rejects.toEqual(refused);
    const huge = new Uint8Array(MAX_MAILBOX_BYTES + 1);
    await expect(openMailbox(shelfKey, grantId, huge)).rejects.toThrow('too-large');
    expect(await openMailbox(shelfKey, grantId, bytes)).toEqual([utf8('a')]);
  });

  it('takes a bounded number of messages', async () => {
    const many = Array.from({ length: MAX_MAILBOX_MESSAGES + 1 }, () => utf8('a'));
    await expect(sealMailbox(env, shelfKey, grantId, many)).rejects.toThrow('too-large');
    await expect(sealMailbox(env, shelfKey, grantId, [env.random(70_000)])).rejects.toThrow(
      'too-large',
    );
    const { bytes } = await sealMailbox(env, shelfKey, grantId, many.slice(1));
    expect(await openMailbox(shelfKey, grantId, bytes)).toHaveLength(MAX_MAILBOX_MESSAGES);
  });
});
