import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { sha256 } from '../../crypto/index.ts';
import { logName, makeLogPage, sealParcel, type HelperLogLine } from '../../sharing/index.ts';
import { sharingNow } from '../environment.ts';
import type { Helped, Job } from './helped.ts';
import { partiesOf } from './opened.ts';
import type { Held } from './transforms.ts';

/** Asks in one page, together, in bytes: the page stays below its limit. */
const PAGE_BYTES = 96 * 1024;
const PAGE_LINES = 200;

/**
 * Leaves the signed log for the patient. A page is sealed and committed before it is sent, so that
 * a crash in between sends the very same bytes again: two pages of one number would look like a
 * helper with two stories.
 */
export async function handOverLog(
  held: Held,
  id: string,
  helperKey: Bytes,
  leave: (name: string, bytes: Bytes) => Promise<void>,
): Promise<void> {
  for (;;) {
    const helped = await held.shelf.patient(id);
    const written = helped && (await withPage(held, helped, helperKey));
    if (!written?.log.page) return;
    const { next, page } = written.log;
    await leave(logName(helperKey, next), fromBase64url(page.sealed));
    await pageArrived(held, written, page);
  }
}

/** The patient's line with a page to send, or null where everything was told. */
async function withPage(held: Held, helped: Helped, helperKey: Bytes): Promise<Helped | null> {
  if (helped.log.page !== null) return helped;
  const jobs = await untold(held, helped);
  if (jobs.length === 0) return null;
  const page = await pageOf(held, helped, jobs, helperKey);
  const written = { ...helped, log: { ...helped.log, page } };
  await held.profile.commit([held.shelf.put(written)]);
  return { ...written, version: helped.version + 1 };
}

async function pageOf(held: Held, helped: Helped, jobs: readonly Job[], helperKey: Bytes) {
  const { next, previousHash } = helped.log;
  const parties = partiesOf(await held.keys.identity(), helped);
  const page = { number: next, previousHash: fromHex(previousHash), lines: jobs.map(lineOf) };
  const bytes = await makeLogPage(held.keys.seed, parties, page);
  const sealed = await sealParcel(sharingNow(held.env), helperKey, logName(helperKey, next), bytes);
  return {
    sealed: toBase64url(sealed),
    hash: toHex(sha256(bytes)),
    jobs: jobs.map(({ id }) => id),
  };
}

async function pageArrived(
  { shelf, profile }: Held,
  helped: Helped,
  { hash, jobs }: NonNullable<Helped['log']['page']>,
): Promise<void> {
  const told = (await Promise.all(jobs.map((job) => shelf.job(job)))).filter((job) => job !== null);
  const log = { next: helped.log.next + 1, previousHash: hash, page: null };
  await profile.commit([
    shelf.put({ ...helped, log }),
    ...told.map((job) => shelf.putJob({ ...job, ask: null })),
  ]);
}

/** The oldest transforms that no page holds yet, as many as one page takes. */
async function untold({ shelf }: Held, { id }: Helped): Promise<Job[]> {
  const jobs = (await shelf.jobs()).toReversed();
  const page: Job[] = [];
  let bytes = 0;
  for (const job of jobs) {
    if (job.patientId !== id || job.ask === null) continue;
    bytes += job.ask.length;
    if (page.length > 0 && (bytes > PAGE_BYTES || page.length === PAGE_LINES)) break;
    page.push(job);
  }
  return page;
}

const lineOf = ({ at, ask, answerHash }: Job): HelperLogLine => ({
  at: new Date(at),
  ask: fromBase64url(ask ?? ''),
  answerHash: fromHex(answerHash ?? ''),
});
