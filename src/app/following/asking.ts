import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { HostError, type HostErrorCode } from '../../hosts/index.ts';
import {
  answeredAsk,
  answerName,
  askName,
  makeAsk,
  MAX_PARCEL_BYTES,
  openParcel,
  readAnswer,
  readAsk,
  relayKey,
  sealParcel,
  SharingError,
  type HelperAsk,
  type TransformedCapsule,
} from '../../sharing/index.ts';
import { accountOfDrop, relayReader } from '../drop-account.ts';
import { sharingNow } from '../environment.ts';
import type { Followed, Helping, PendingAsk, Reading } from './followed.ts';
import type { Held } from './held.ts';
import { helpersLock, type ListedUnit } from './reader.ts';

/** Older questions that were never answered are let go. */
const MAX_PENDING = 8;

const relayOf = ({ id }: Followed, { shelfKey }: Reading): Bytes =>
  relayKey(fromBase64url(shelfKey), fromHex(id));

/** The capsules of these lists that only a helper can turn for this reader. */
export function neededCapsules(listed: readonly ListedUnit[]): Map<string, Bytes> {
  const capsules = listed.flatMap((unit) =>
    unit.manifest.batches.flatMap(({ number }) => {
      const lock = helpersLock(unit, number);
      return lock === null ? [] : [lock.capsule];
    }),
  );
  return new Map(capsules.map((capsule) => [toHex(capsule), capsule]));
}

/** Signs a question for what the helper has not transformed yet; null where there is nothing. */
export async function questionFor(
  held: Held,
  followed: Followed,
  helper: string,
  listed: readonly ListedUnit[],
): Promise<HelperAsk | null> {
  const known = followed.helping.transformed;
  const capsules = [...neededCapsules(listed)].filter(([hex]) => known[hex] === undefined);
  if (capsules.length === 0) return null;
  return makeAsk(sharingNow(held.env), held.profile.keyring.identitySeed, {
    helper: fromHex(helper),
    patient: fromHex(followed.patient),
    grantId: fromHex(followed.id),
    capsules: capsules.map(([, capsule]) => capsule),
  });
}

/** Whether a question lies where the helper looks, as far as the host's answer tells. */
export type Left = 'left' | 'not-left' | 'unsure';

/**
 * Keeps a question until it is answered. Its number is used up unless it certainly lies nowhere: the
 * helper looks past a short gap only, and what may lie under a number cannot be replaced in a drop
 * that takes new files alone.
 */
export function withQuestion(
  followed: Followed,
  { hash, message }: HelperAsk,
  left: Left,
): Followed {
  const { helping } = followed;
  const ask = { hash: toHex(hash), message: toBase64url(message) };
  const asks = [...helping.asks, ask].slice(-MAX_PENDING);
  const next = left === 'not-left' ? helping.next : helping.next + 1;
  return { ...followed, helping: { ...helping, asks, next } };
}

/** Failures after which the bytes may have arrived all the same. */
const unsure: ReadonlySet<HostErrorCode> = new Set(['timeout', 'aborted', 'server', 'not-bytes']);

/** Leaves a question where the helper looks, if there is such a place. */
export async function leaveQuestion(
  { env, signal }: Held,
  followed: Followed,
  reading: Reading,
  { message }: HelperAsk,
): Promise<Left> {
  const { drop, next } = followed.helping;
  if (drop === null) return 'not-left';
  const relay = relayOf(followed, reading);
  const name = askName(relay, next);
  const parcel = await sealParcel(sharingNow(env), relay, name, message);
  try {
    await env.hosts.open(accountOfDrop(drop)).put(name, parcel, { signal });
    return 'left';
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code !== 'refused') return unsure.has(error.code) ? 'unsure' : 'not-left';
    // A drop that lets nothing be replaced refuses a number under which something lies already.
    const there = relayReader(env.hosts, drop, reading.place)
      .head(name)
      .catch(() => null);
    return (await there) === null ? 'not-left' : 'unsure';
  }
}

/**
 * Looks for the answers to what was asked; those that came are taken in. What is no answer is passed
 * over: whatever a helper does, what it has transformed already goes on opening.
 */
export async function fetchAnswers(
  held: Held,
  followed: Followed,
  reading: Reading,
): Promise<(before: Followed) => Followed> {
  const relay = relayOf(followed, reading);
  const reader = relayReader(held.env.hosts, followed.helping.drop, reading.place);
  const taken: { ask: PendingAsk; capsules: TransformedCapsule[] }[] = [];
  for (const ask of followed.helping.asks) {
    const name = answerName(relay, fromHex(ask.hash));
    const options = { maxBytes: MAX_PARCEL_BYTES, signal: held.signal };
    const parcel = await reader.get(name, options).catch(absent);
    if (parcel === null) continue;
    const capsules = await openParcel(relay, name, parcel)
      .then((message) => capsulesIn(held, ask, message))
      .catch(noAnswer);
    if (capsules !== null) taken.push({ ask, capsules });
  }
  return (before) =>
    taken.reduce((state, { ask, capsules }) => withAnswer(state, ask, capsules), before);
}

/** The place for answers may be another host than that of the record: it holds nothing up. */
const ofOneFile: readonly HostErrorCode[] = ['not-found', 'too-large', 'not-bytes', 'truncated'];

function absent(error: unknown): null {
  if (error instanceof HostError && ofOneFile.includes(error.code)) return null;
  throw error;
}

function noAnswer(error: unknown): null {
  if (error instanceof SharingError) return null;
  throw error;
}

/**
 * Finds the question that a scanned answer is to.
 *
 * @throws SharingError `wrong-answer`, and as `readAnswer`
 */
export async function takeAnswer(
  held: Held,
  all: readonly Followed[],
  message: Bytes,
): Promise<{ id: string; change: (before: Followed) => Followed }> {
  const hash = toHex(answeredAsk(sharingNow(held.env), message));
  const followed = all.find(({ helping }) => helping.asks.some((ask) => ask.hash === hash));
  const ask = followed?.helping.asks.find((one) => one.hash === hash);
  if (followed === undefined || ask === undefined) throw new SharingError('wrong-answer');
  const capsules = await capsulesIn(held, ask, message);
  return { id: followed.id, change: (before) => withAnswer(before, ask, capsules) };
}

async function capsulesIn(
  { env }: Held,
  ask: PendingAsk,
  message: Bytes,
): Promise<TransformedCapsule[]> {
  const now = sharingNow(env);
  return readAnswer(now, await readAsk(now, fromBase64url(ask.message)), message);
}

function withAnswer(
  followed: Followed,
  { hash }: PendingAsk,
  capsules: readonly TransformedCapsule[],
): Followed {
  const { helping } = followed;
  const more = capsules.map(({ capsule, transformed }): [string, string] => [
    toHex(capsule),
    toBase64url(transformed),
  ]);
  const transformed = { ...helping.transformed, ...Object.fromEntries(more) };
  const asks = helping.asks.filter((ask) => ask.hash !== hash);
  return { ...followed, helping: { ...helping, asks, transformed } };
}

/** Keeps only the transforms of what is still listed. */
export function withoutOldAnswers(helping: Helping, listed: readonly ListedUnit[]): Helping {
  const needed = neededCapsules(listed);
  const kept = Object.entries(helping.transformed).filter(([hex]) => needed.has(hex));
  return { ...helping, transformed: Object.fromEntries(kept) };
}
