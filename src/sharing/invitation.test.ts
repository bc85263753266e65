import { beforeAll, describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { systemRandom } from '../crypto/index.ts';
import { STATIC_LIMIT } from './fixtures/still-code.ts';
import { environmentAt, flipped, startTime } from './fixtures/consultation.ts';
import type { CardOwner } from './fixtures/helping.ts';
import { newCardOwner } from './fixtures/helping.ts';
import { dropName, letterGrantId } from './drop.ts';
import { SharingError } from './errors.ts';
import type { InvitationTerms } from './invitation.ts';
import { makeInvitation, openInvitation } from './invitation.ts';

const env = environmentAt();
const refusal = (code: SharingError['code']) => new SharingError(code);
const drop = { base: 'https://files.example/drop/', writer: { user: 'lab', password: 'secret' } };

let patient: CardOwner;
let author: CardOwner;
let terms: InvitationTerms;

beforeAll(async () => {
  patient = await newCardOwner();
  author = await newCardOwner();
  const inbox = await env.suite.tagKeyPair(systemRandom);
  terms = {
    patientName: 'Sample Person',
    grantId: systemRandom(16),
    until: new Date('2030-06-01T00:00:00Z'),
    letters: { inboxPublic: inbox.publicKey, dropKey: systemRandom(32), drop },
    helper: { identity: systemRandom(32), drop: { ...drop, writer: { token: 'abc' } } },
  };
});

const make = (changed: Partial<InvitationTerms> = {}) =>
  makeInvitation(env, { identitySeed: patient.seed }, author.to, { ...terms, ...changed });

describe('an invitation', () => {
  it('opens for the card it was made for, with everything it was made of', async () => {
    const known = { patientIdentity: patient.to.identity, issuedAt: startTime };
    for (const changed of [
      {},
      { helper: null },
      { letters: null },
      { until: null, grantId: null },
    ]) {
      const invitation = await openInvitation(env, author.reader, await make(changed));
      expect(invitation).toEqual({ ...terms, ...changed, ...known });
    }
  });

  it('invites to something', async () => {
    await expect(make({ letters: null, helper: null })).rejects.toEqual(refusal('malformed'));
  });

  it('opens for nobody else, and not with another secret', async () => {
    const message = await make();
    const stranger = await newCardOwner();
    await expect(openInvitation(env, stranger.reader, message)).rejects.toEqual(
      refusal('not-for-me'),
    );
    const { sealingSecret } = stranger.reader;
    const borrowed = { identity: author.to.identity, sealingSecret };
    await expect(openInvitation(env, borrowed, message)).rejects.toEqual(refusal('cannot-open'));
    expect(await openInvitation(env, author.reader, message)).toBeDefined();
  });

  it('is refused with any byte changed, cut short or lengthened', async () => {
    const message = await make();
    for (let at = 0; at < message.length; at += 7)
      await expect(openInvitation(env, author.reader, flipped(message, at))).rejects.toBeInstanceOf(
        SharingError,
      );
    for (const wrong of [message.slice(0, -1), message.slice(0, 43), concat(message, message)])
      await expect(openInvitation(env, author.reader, wrong)).rejects.toBeInstanceOf(SharingError);
  });

  it('shows neither who sent it nor to whom, and no two look alike', async () => {
    const [one, two] = [toHex(await make()), toHex(await make())];
    for (const hidden of [patient.to.identity, author.to.identity, author.to.sealing])
      expect(one).not.toContain(toHex(hidden));
    for (let at = 6; at + 32 <= one.length; at += 2)
      expect(two).not.toContain(one.slice(at, at + 32));
  });

  it('says when it is over, and when a clock runs ahead', async () => {
    const message = await make();
    const at = (time: string) => ({ ...env, now: new Date(time) });
    const last = at('2030-05-31T23:59:59Z');
    expect(await openInvitation(last, author.reader, message)).toBeDefined();
    const over = openInvitation(at('2030-06-01T00:00:00Z'), author.reader, message);
    await expect(over).rejects.toEqual(refusal('expired'));
    const early = openInvitation(at('2030-05-17T08:49:59Z'), author.reader, message);
    await expect(early).rejects.toEqual(refusal('clock-skew'));
  });

  it('fits a still code with the longest of names, addresses and secrets', async () => {
    const base = `https://${'h'.repeat(60)}.example/${'p'.repeat(42)}/`;
    const widest = { base, writer: { token: 't'.repeat(256) } };
    const letters = terms.letters ?? expect.unreachable();
    const message = await make({
      patientName: 'é'.repeat(32),
      letters: { ...letters, drop: widest },
      helper: { identity: systemRandom(32), drop: widest },
    });
    expect(base).toHaveLength(120);
    expect(message).toHaveLength(1143);
    expect(message.length).toBeLessThanOrEqual(STATIC_LIMIT);
    expect((await make({ helper: null })).length).toBeLessThan(STATIC_LIMIT / 2);
  });
});

describe('the names of letters', () => {
  it('have one shape, follow from the drop key, and are all different', () => {
    const [key, other] = [systemRandom(32), systemRandom(32)];
    const names = [0, 1, 2, 300].flatMap((n) => [dropName(key, n), dropName(other, n)]);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(names).size).toBe(names.length);
    expect(dropName(key, 1)).toBe(names[2]);
    expect(letterGrantId(key)).toHaveLength(32);
    expect(letterGrantId(key)).not.toEqual(letterGrantId(other));
  });
});
