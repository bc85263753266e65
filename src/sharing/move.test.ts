import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/bytes.ts';
import { afghBls12381, sha256, signingPublicKey, systemRandom } from '../crypto/index.ts';
import type { SharingEnvironment } from './environment.ts';
import { messageLink } from './link.ts';
import { kindCode, messageKind } from './message.ts';
import { makeMoveReceipt, readMoveReceipt } from './move-receipt.ts';
import { makeMoveOpening, makeMoveRequest, openMove, readMoveRequest } from './move.ts';
import { requestWords } from './words.ts';

const at = (iso: string): SharingEnvironment => ({
  now: new Date(iso),
  random: systemRandom,
  suite: afghBls12381,
});
const env = at('2026-03-02T09:00:00Z');
const [identitySeed, root] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
const stream = new TextEncoder().encode('the rows as they lie in a backup');
const terms = { root, digest: sha256(stream), size: stream.length, records: 12, files: 3 };
const asked = { app: 'Carnet 1', intent: 'move' } as const;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code,
  );

async function sent() {
  const pending = await makeMoveRequest(env, asked);
  const request = readMoveRequest(env, pending.request.message);
  const opening = await makeMoveOpening(env, { identitySeed }, request, terms);
  return { pending, request, opening, message: concat(opening, stream) };
}

describe('what a new phone asks for', () => {
  it('is read as it was made, and has its own number', async () => {
    const { request } = await makeMoveRequest(env, asked);
    expect(readMoveRequest(env, request.message)).toEqual(request);
    expect(messageKind(request.message)).toBe('move-request');
    expect(
      ['move-request', 'move', 'move-receipt'].map((kind) => kindCode(kind as 'move')),
    ).toEqual([12, 13, 14]);
    expect(request.message.length).toBeLessThan(110);
  });

  it('is taken for a quarter of an hour, and not from the future', async () => {
    const { request } = await makeMoveRequest(env, asked);
    const read = (iso: string) => () => readMoveRequest(at(iso), request.message);
    expect(read('2026-03-02T09:15:00Z')).not.toThrow();
    expect(read('2026-03-02T09:15:01Z')).toThrow('expired');
    expect(read('2026-03-02T08:49:59Z')).toThrow('clock-skew');
  });

  it('goes into no link', async () => {
    const { request, message } = await sent();
    for (const bytes of [request.message, message])
      expect(() => messageLink('https://carnet.example/', bytes)).toThrow('malformed');
  });

  it('has other words when a relay puts its own key in its place', async () => {
    const { request } = await makeMoveRequest(env, asked);
    const relayed = await makeMoveRequest(env, asked);
    const [own, other] = [request, relayed.request].map(({ message }) => requestWords(message));
    expect(await own).not.toEqual(await other);
  });
});

describe('a profile on its way', () => {
  it('opens with the key of the request it answers', async () => {
    const { pending, opening, message } = await sent();
    const opened = await openMove(env, pending, message);
    expect(opened).toMatchObject({ ...terms, streamAt: opening.length });
    expect(opened.identity).toEqual(await signingPublicKey(identitySeed));
    expect(opening.length).toBeLessThan(300);
    // The root stands nowhere in clear.
    expect(Buffer.from(message).includes(Buffer.from(root))).toBe(false);
  });

  it('is not opened by another phone, nor by another request of the same', async () => {
    const { message, request } = await sent();
    const other = await makeMoveRequest(env, asked);
    expect(await codeOf(openMove(env, other, message))).toBe('no-such-request');
    // One that knows the request, and not its secret.
    const thief = { request, sealingSecret: other.sealingSecret };
    expect(await codeOf(openMove(env, thief, message))).toBe('cannot-open');
  });

  it('is refused with any byte of its opening changed', async () => {
    const { pending, opening } = await sent();
    expect(await codeOf(openMove(env, pending, opening))).toBe('done');
    for (let i = 0; i < opening.length; i += 7) {
      const changed = Uint8Array.from(opening);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(await codeOf(openMove(env, pending, changed))).not.toBe('done');
      expect(await codeOf(openMove(env, pending, opening.slice(0, i)))).not.toBe('done');
    }
  });

  it('cannot be passed on as a hand-over', async () => {
    const { pending, request, message } = await sent();
    const other = { ...pending, request: { ...request, intent: 'hand-over' as const } };
    expect(await codeOf(openMove(env, other, message))).toBe('cannot-open');
  });
});

describe('the receipt', () => {
  it('says that this move has arrived, and no other one', async () => {
    const { request } = await sent();
    const identity = await signingPublicKey(identitySeed);
    const { digest, records, files } = terms;
    const begun = { request: request.hash, identity, digest, records, files };
    const receipt = await makeMoveReceipt(env, { identitySeed }, request.hash, terms);
    expect(receipt.length).toBeLessThanOrEqual(175);
    expect(await readMoveReceipt(env, begun, receipt)).toEqual(env.now);
    const refused = (change: Partial<typeof begun>) =>
      codeOf(readMoveReceipt(env, { ...begun, ...change }, receipt));
    expect(await refused({ request: sha256(stream) })).toBe('bad-signature');
    expect(await refused({ identity: root })).toBe('mismatch');
    expect(await refused({ digest: root })).toBe('mismatch');
    expect(await refused({ records: 11 })).toBe('mismatch');
    expect(await refused({ files: 4 })).toBe('mismatch');
  });

  it('counts whatever the new phone’s clock says', async () => {
    const { request } = await sent();
    const identity = await signingPublicKey(identitySeed);
    const { digest, records, files } = terms;
    const begun = { request: request.hash, identity, digest, records, files };
    const late = at('2031-01-01T00:00:00Z');
    const receipt = await makeMoveReceipt(late, { identitySeed }, request.hash, terms);
    expect(await readMoveReceipt(env, begun, receipt)).toEqual(late.now);
  });
});
