import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import {
  checkManifest,
  manifestName,
  MAX_MANIFEST_BYTES,
  openManifest,
  SharingError,
  type Manifest,
} from '../../sharing/index.ts';
import type { PatientHeader } from '../../records/index.ts';
import { sharingNow } from '../environment.ts';
import { AppError } from '../errors.ts';
import { failureOf } from '../failure.ts';
import { decodePublishedHeader, type PublishedHeader } from '../publishing/published-header.ts';
import { fetchAnswers, withoutOldAnswers } from './asking.ts';
import { endAccess, isOver } from './ending.ts';
import type { Followed, FollowedUnit, Reading, SeenList } from './followed.ts';
import { fromHost } from './from-host.ts';
import type { Held } from './held.ts';
import { readMailbox } from './mailbox-reading.ts';
import { lockOf, type ListedUnit } from './reader.ts';
import { Sources } from './sources.ts';

/** What the host has for a reader right now, all of it signed, none of it older than seen before. */
export interface Looked {
  readonly followed: Followed;
  readonly reading: Reading;
  readonly listed: readonly ListedUnit[];
  readonly header: PatientHeader;
  readonly sources: Sources;
}

/**
 * Asks the host: first for messages to this reader, then for the list of each unit. What was seen
 * is raised in the vault; where anything is refused, it stays as it was and the problem is noted.
 *
 * @throws HostError; SharingError `rolled-back`, `forked`, `clock-skew`, `too-large`; AppError
 * `altered-on-host`, `standing-ended`, `unknown-handle`
 */
export async function look(held: Held, id: string, signal: AbortSignal): Promise<Looked> {
  readingOf(await held.shelf.get(id));
  try {
    return await lookNow(held, id, signal);
  } catch (error) {
    const refusal = fromHost(error);
    await noteProblem(held, id, refusal);
    throw refusal;
  }
}

async function lookNow(held: Held, id: string, signal: AbortSignal): Promise<Looked> {
  const { followed, reading } = await heard(held, id, signal);
  const sources = sourcesOf(held, reading, signal);
  const lists: ListedUnit[] = [];
  for (const unit of reading.units)
    lists.push(await listOf(held, followed, reading, unit, sources));
  const { header, mirrors } = newestHeader(lists.map(({ manifest }) => manifest));
  const at = held.env.now().toISOString();
  const seen = await held.shelf.change(id, (before) => raised(before, lists, mirrors, at));
  const now = readingOf(seen);
  return { followed: seen, reading: now, listed: current(now, lists), header, sources };
}

/** The messages that wait for this reader come first: they name the lists to ask for. */
async function heard(held: Held, id: string, signal: AbortSignal) {
  const followed = await held.shelf.get(id);
  const reading = readingOf(followed);
  const ended = () => endAccess(held, followed).then(() => Promise.reject(over()));
  if (isOver(followed, held.env.now())) return ended();
  const sources = sourcesOf(held, reading, signal);
  const taken = await readMailbox(held, followed, reading, sources);
  if (taken === null) return ended();
  const renewed = await held.shelf.change(id, taken);
  const answers =
    renewed.helping.asks.length > 0 ? await fetchAnswers(held, renewed, readingOf(renewed)) : null;
  const after = answers === null ? renewed : await held.shelf.change(id, answers);
  return { followed: after, reading: readingOf(after) };
}

const over = () => new AppError('standing-ended');

/** @throws AppError `unknown-handle` for somebody who only takes letters */
function readingOf({ reading }: Followed): Reading {
  if (reading === null) throw new AppError('unknown-handle');
  return reading;
}

export function sourcesOf(
  { env }: Held,
  { place, mirrors }: Reading,
  signal: AbortSignal,
): Sources {
  return new Sources(env, [place, ...mirrors], signal);
}

async function listOf(
  { env }: Held,
  { patient }: Followed,
  reading: Reading,
  followed: FollowedUnit,
  sources: Sources,
): Promise<ListedUnit> {
  const shelfKey = fromBase64url(reading.shelfKey);
  const epoch = { unit: followed.unit, epochId: fromHex(followed.epochId) };
  const reader = { patientIdentity: fromHex(patient), shelfKey };
  const { leastRevision, seen } = followed;
  const expected = {
    leastRevision,
    seen: seen === null ? null : { revision: seen.revision, hash: fromHex(seen.hash) },
  };
  const name = manifestName(shelfKey, epoch);
  const manifest = await sources.read(name, MAX_MANIFEST_BYTES, async (bytes) => {
    const opened = await openManifest(sharingNow(env), reader, epoch, bytes);
    checkManifest(sharingNow(env), opened, expected);
    return opened;
  });
  return { followed, manifest };
}

function newestHeader(manifests: readonly Manifest[]): PublishedHeader {
  const newest = manifests.toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime())[0];
  return newest === undefined ? { header: {}, mirrors: [] } : decodePublishedHeader(newest.header);
}

/** What was seen only ever rises: another window may have been quicker. */
function raised(
  before: Followed,
  lists: readonly ListedUnit[],
  mirrors: Reading['mirrors'],
  at: string,
): Followed {
  const reading = readingOf(before);
  const units = reading.units.map((unit) => {
    const list = lists.find(({ followed }) => followed.unit === unit.unit);
    return list === undefined ? unit : { ...unit, seen: later(unit.seen, seenIn(list)) };
  });
  const helping = withoutOldAnswers(before.helping, lists);
  return {
    ...before,
    helping,
    reading: { ...reading, units, mirrors },
    refreshedAt: at,
    problem: null,
  };
}

const later = (known: SeenList | null, seen: SeenList): SeenList =>
  known !== null && known.revision > seen.revision ? known : seen;

function seenIn({ followed, manifest }: ListedUnit): SeenList {
  const { revision, hash, issuedAt, freshUntil, batches } = manifest;
  return {
    revision,
    hash: toHex(hash),
    issuedAt: issuedAt.toISOString(),
    freshUntil: freshUntil.toISOString(),
    batches: batches
      .map(({ number }) => number)
      .filter((number) => lockOf(followed, manifest, number) !== null),
  };
}

/** @throws SharingError `rolled-back` where another window has seen something newer meanwhile */
function current({ units }: Reading, lists: readonly ListedUnit[]): ListedUnit[] {
  return units.map((followed) => {
    const list = lists.find((one) => one.followed.unit === followed.unit);
    if (list === undefined || (followed.seen?.revision ?? 0) > list.manifest.revision)
      throw new SharingError('rolled-back');
    return { ...list, followed };
  });
}

/** Keeps everything as it was, and why nothing newer came. */
export async function noteProblem({ env, shelf }: Held, id: string, error: unknown): Promise<void> {
  const [problem, refreshedAt] = [failureOf(error).code, env.now().toISOString()];
  // A profile that was locked meanwhile, or a patient that was forgotten, has nothing to note.
  await shelf.change(id, (before) => ({ ...before, problem, refreshedAt })).catch(() => undefined);
}
