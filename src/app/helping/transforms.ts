import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { sha256 } from '../../crypto/index.ts';
import {
  answerName,
  makeAnswer,
  sealParcel,
  servedFor,
  SharingError,
  transformFor,
  type HelperAsk,
  type HelperList,
  type Served,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import type { Journal } from '../journal.ts';
import type { Helped, HelpedShelf, Job } from './helped.ts';
import type { HelperKeys, OpenedHelped } from './opened.ts';

/** What a round and a scan share. */
export interface Held {
  readonly env: Environment;
  readonly profile: UnlockedProfile;
  readonly journal: Journal;
  readonly shelf: HelpedShelf;
  readonly keys: HelperKeys;
}

/** One question under one patient's list. */
export interface Question {
  readonly helped: Helped;
  readonly opened: OpenedHelped & { readonly list: HelperList };
  readonly ask: HelperAsk;
  /** The number under which it lay on the host; null for one that was scanned. */
  readonly number: number | null;
}

/**
 * Answers one question. The use is counted and the line written, in one strict transaction, before
 * the answer leaves this function; the same question again is answered again and counted once.
 *
 * @throws SharingError with the code of the refusal, which is written down as well.
 */
export async function answerQuestion(held: Held, question: Question): Promise<Bytes> {
  const before = await held.shelf.job(toHex(question.ask.hash));
  const isRepeated = before !== null && before.outcome !== 'refused';
  const answer = await transformed(held, question, isRepeated).catch(async (error: unknown) => {
    if (error instanceof SharingError) await refuse(held, question, error);
    throw error;
  });
  const job = await jobOf(held, question, isRepeated ? before : null, answer);
  const line = held.journal.line({ event: 'transformed', ...told(question) });
  const helped = counted(question, isRepeated ? 0 : 1);
  const writes = [held.shelf.put(helped), held.shelf.putJob(job)];
  await held.profile.commit(isRepeated ? writes : [...writes, line]);
  return answer;
}

/** Writes down that a question could not be answered, and passes it by on the host. */
export async function refuse(
  { shelf, profile, journal, env }: Held,
  question: Question,
  { code }: SharingError,
): Promise<void> {
  const { helped, ask } = question;
  const job: Job = {
    ...head(question, env.now()),
    outcome: 'refused',
    code,
    ask: null,
    answerHash: null,
    parcel: null,
  };
  const known = await shelf.job(toHex(ask.hash));
  // Refused now, answered before: the line of the answer stays for the patient.
  const kept = known !== null && known.outcome !== 'refused';
  const writes = [shelf.put(counted({ ...question, helped }, 0))];
  if (!kept) writes.push(shelf.putJob(job));
  if (known === null) writes.push(journal.line({ event: 'transform-refused', ...told(question) }));
  await profile.commit(writes);
}

async function transformed(held: Held, question: Question, isRepeated: boolean): Promise<Bytes> {
  const { helped, opened, ask } = question;
  const { enrolment, list } = opened;
  const { uses } = askedOf(helped, ask);
  const self = {
    identity: await held.keys.identity(),
    patientIdentity: enrolment.patientIdentity,
    until: enrolment.until,
    usesSpent: isRepeated ? uses - 1 : uses,
  };
  const env = sharingNow(held.env);
  return makeAnswer(env, held.keys.seed, ask, await transformFor(env, list, self, ask));
}

async function jobOf(
  { env }: Held,
  question: Question,
  before: Job | null,
  answer: Bytes,
): Promise<Job> {
  const { ask, number, opened } = question;
  const relay = number === null ? null : (servedFor(opened.list, ask)?.relayKey ?? null);
  const parcel = relay === null ? null : await parcelOf(env, relay, ask, answer);
  return {
    ...(before ?? head(question, env.now())),
    outcome: parcel === null ? 'done' : 'waiting',
    code: null,
    ask: before === null ? toBase64url(ask.message) : before.ask,
    answerHash: before?.answerHash ?? toHex(sha256(answer)),
    parcel,
  };
}

async function parcelOf(env: Environment, relay: Bytes, ask: HelperAsk, answer: Bytes) {
  const name = answerName(relay, ask.hash);
  return { name, sealed: toBase64url(await sealParcel(sharingNow(env), relay, name, answer)) };
}

function head({ helped, opened, ask }: Question, now: Date) {
  return {
    kind: 'job',
    id: toHex(ask.hash),
    at: now.toISOString(),
    patient: helped.name,
    patientId: helped.id,
    forName: nameOf(opened.list, ask),
    forIdentity: toHex(ask.identity),
    capsules: ask.capsules.length,
  } as const;
}

const told = ({ opened, ask }: Question) => ({
  who: nameOf(opened.list, ask),
  identity: toHex(ask.identity),
  count: ask.capsules.length,
});

/** As the patient named the doctor; nobody else's word counts. */
const nameOf = (list: HelperList, ask: HelperAsk): string => servedFor(list, ask)?.name ?? '';

const askedOf = ({ asked }: Helped, { grantId }: Pick<Served, 'grantId'>) =>
  asked[toHex(grantId)] ?? { uses: 0, next: 0 };

function counted({ helped, ask, number }: Question, uses: 0 | 1): Helped {
  const now = askedOf(helped, ask);
  const next = number === null ? now.next : Math.max(now.next, number + 1);
  const asked = { ...helped.asked, [toHex(ask.grantId)]: { uses: now.uses + uses, next } };
  return { ...helped, asked };
}

/** The bytes that a job keeps as text. */
export const sealedOf = (text: string): Bytes => fromBase64url(text);
