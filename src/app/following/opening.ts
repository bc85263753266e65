import { AppError, type AppErrorCode } from '../errors.ts';
import type { OpenedRecord } from '../visit.ts';
import type { Followed } from './followed.ts';
import { fromHost } from './from-host.ts';
import type { Held } from './held.ts';
import { look, noteProblem, sourcesOf, type Looked } from './looking.ts';
import { readRecord, type ReadUnit } from './reader.ts';
import { standingRecord } from './standing-record.ts';

type Progress = (done: number, total: number) => void;

/**
 * Fetches a record by standing access and opens it into memory. Nothing is shown of a record that
 * is not there whole; what was seen before stays.
 *
 * @throws as {@link look}; AppError `helper-needed`, `made-up-answer`, `unreadable-content`
 */
export async function openRecord(
  held: Held,
  id: string,
  onProgress: Progress,
): Promise<OpenedRecord> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([held.signal, leaving.signal]);
  try {
    const looked = await look(held, id, signal);
    const units = await readUnits(held, looked, onProgress);
    const leave = new AbortController();
    const opened = standingRecord(looked.followed, units, {
      header: looked.header,
      now: held.env.now(),
      sources: sourcesOf(held, looked.reading, AbortSignal.any([held.signal, leave.signal])),
      leave: () => leave.abort(),
    });
    await noteOpening(held, looked);
    return opened;
  } finally {
    // One object that fails ends the rest that is on its way.
    leaving.abort();
  }
}

async function readUnits(
  held: Held,
  { followed, listed, sources }: Looked,
  onProgress: Progress,
): Promise<ReadUnit[]> {
  const { delegateeSecret } = held.profile.keyring;
  const unlocking = { delegateeSecret, transformed: followed.helping.transformed };
  try {
    return await readRecord(held.env, sources, listed, unlocking, onProgress);
  } catch (error) {
    const refusal = fromHost(error);
    if (isCode(refusal, 'made-up-answer')) await forgetAnswers(held, followed.id);
    if (!isCode(refusal, 'helper-needed')) await noteProblem(held, followed.id, refusal);
    throw refusal;
  }
}

const isCode = (error: unknown, code: AppErrorCode): boolean =>
  error instanceof AppError && error.code === code;

/** Whatever the helper answered, something of it was made up: everything is asked for again. */
async function forgetAnswers({ shelf }: Held, id: string): Promise<void> {
  await shelf.change(id, (before) => ({
    ...before,
    helping: { ...before.helping, transformed: {} },
  }));
}

async function noteOpening({ env, shelf, journal }: Held, { followed, listed }: Looked) {
  const openedAt = env.now().toISOString();
  const line = journal.line({ event: 'visit-opened', who: '' });
  await shelf.change(followed.id, (before) => asOpened(before, listed, openedAt), [line]);
}

function asOpened(before: Followed, listed: Looked['listed'], openedAt: string): Followed {
  if (before.reading === null) return before;
  const units = before.reading.units.map((unit) => {
    const list = listed.find(({ followed }) => followed.unit === unit.unit);
    const newest = list?.manifest.batches.at(-1)?.number ?? unit.openedBatch;
    return { ...unit, openedBatch: newest ?? null };
  });
  return { ...before, reading: { ...before.reading, units }, openedAt };
}
