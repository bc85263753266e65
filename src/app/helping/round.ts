import { toBase64url } from '../../bytes/base64url.ts';
import { toHex } from '../../bytes/hex.ts';
import { HostError, type Host, type HostErrorCode, type Reader } from '../../hosts/index.ts';
import {
  askName,
  listName,
  MAX_PARCEL_BYTES,
  openParcel,
  readAsk,
  SharingError,
  type Enrolment,
  type HelperAsk,
  type Served,
} from '../../sharing/index.ts';
import { accountOfDrop, relayReader } from '../drop-account.ts';
import { sharingNow } from '../environment.ts';
import type { Helped } from './helped.ts';
import { handOverLog } from './log-pages.ts';
import type { OpenedHelped } from './opened.ts';
import { answerQuestion, sealedOf, type Held, type Question } from './transforms.ts';

/** Questions that are taken up for one doctor in one round, so that nobody keeps the others waiting. */
const ASKS_A_ROUND = 10;

/** A doctor whose host failed may have passed over as many numbers. */
const SKIPPED_NUMBERS = 2;

export interface Counts {
  done: number;
  refused: number;
}

/** Everything that is to be done for one patient on the host: read the list and the questions, leave answers and log. */
export class Round {
  readonly #held: Held;
  readonly counts: Counts = { done: 0, refused: 0 };

  constructor(held: Held) {
    this.#held = held;
  }

  /**
   * An unreadable or older list is not taken, and the work goes on under the one that is held.
   *
   * @throws HostError, SharingError for what the host got wrong; what was done is kept and counted.
   */
  async run(id: string): Promise<Counts> {
    const enrolment = await this.#enrolment(id);
    if (enrolment === null) return this.counts;
    const problem = await noted(this.#refreshList(id, enrolment));
    const opened = await this.#opened(id);
    if (opened?.list)
      for (const served of opened.list.serves) await this.#hear(id, enrolment, served);
    if (enrolment.drop !== null) await this.#deliver(id, enrolment);
    if (problem !== null) throw problem;
    return this.counts;
  }

  async #enrolment(id: string): Promise<Enrolment | null> {
    return (await this.#opened(id))?.enrolment ?? null;
  }

  /** What is allowed now; once nothing is, the keys are deleted. */
  async #opened(id: string): Promise<OpenedHelped | null> {
    const { shelf, keys, profile } = this.#held;
    const helped = await shelf.patient(id);
    if (helped === null || helped.enrolment === null) return null;
    const opened = await keys.open(helped);
    if (opened === null) await profile.commit([shelf.put(ended(helped))]);
    return opened;
  }

  /** Keeps the newer list; an older one, or one that does not open, is not taken. */
  async #refreshList(id: string, enrolment: Enrolment): Promise<void> {
    const { env, shelf, keys, profile } = this.#held;
    const name = listName(enrolment.helperKey);
    const parcel = await found(env.hosts.read(enrolment.place), name);
    const helped = await shelf.patient(id);
    if (parcel === null || helped === null) return;
    const list = await keys.list(enrolment, helped.revision, parcel);
    if (helped.list !== null && list.revision === helped.revision) return;
    const newer = { ...helped, list: toBase64url(parcel), revision: list.revision };
    await profile.commit([shelf.put(newer)]);
  }

  async #hear(id: string, enrolment: Enrolment, served: Served): Promise<void> {
    const { env, shelf } = this.#held;
    const reader = relayReader(env.hosts, enrolment.drop, enrolment.place);
    const first = (await shelf.patient(id))?.asked[toHex(served.grantId)]?.next ?? 0;
    let absent = 0;
    for (let number = first; number < first + ASKS_A_ROUND; number += 1) {
      const parcel = await found(reader, askName(served.relayKey, number));
      if (parcel === null) {
        absent += 1;
        if (absent > SKIPPED_NUMBERS) return;
        continue;
      }
      const ask = await this.#read(served, number, parcel);
      // What does not open is the host's doing: it is passed by, and looked at again next time.
      if (ask !== null) await this.#answer(id, ask, number);
    }
  }

  async #read(served: Served, number: number, parcel: Uint8Array): Promise<HelperAsk | null> {
    try {
      const name = askName(served.relayKey, number);
      const message = await openParcel(served.relayKey, name, Uint8Array.from(parcel));
      return await readAsk(sharingNow(this.#held.env), message);
    } catch (error) {
      if (error instanceof SharingError) return null;
      throw error;
    }
  }

  async #answer(id: string, ask: HelperAsk, number: number): Promise<void> {
    const helped = await this.#held.shelf.patient(id);
    const opened = helped && (await this.#held.keys.open(helped));
    if (!helped || !opened?.list) return;
    const question: Question = {
      helped,
      opened: { enrolment: opened.enrolment, list: opened.list },
      ask,
      number,
    };
    try {
      await answerQuestion(this.#held, question);
      this.counts.done += 1;
    } catch (error) {
      if (!(error instanceof SharingError)) throw error;
      this.counts.refused += 1;
    }
  }

  async #deliver(id: string, { drop, helperKey }: Enrolment): Promise<void> {
    if (drop === null) return;
    const { env, shelf, profile } = this.#held;
    const host = env.hosts.open(accountOfDrop(drop));
    for (const job of await shelf.jobs()) {
      if (job.patientId !== id || job.parcel === null) continue;
      await leave(host, job.parcel.name, sealedOf(job.parcel.sealed));
      await profile.commit([shelf.putJob({ ...job, outcome: 'done', parcel: null })]);
    }
    await handOverLog(this.#held, id, helperKey, (name, bytes) => leave(host, name, bytes));
  }
}

/** A patient's line without the keys. */
export const ended = (helped: Helped): Helped => ({ ...helped, enrolment: null, list: null });

/** What the host got wrong, for later; anything else is thrown at once. */
async function noted(work: Promise<void>): Promise<HostError | SharingError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof HostError || error instanceof SharingError) return error;
    throw error;
  }
}

/** What says nothing of the host: one doctor's file must not keep the others waiting. */
const ofOneFile: readonly HostErrorCode[] = ['not-found', 'too-large', 'not-bytes', 'truncated'];

async function found(reader: Reader, name: string) {
  try {
    return await reader.get(name, { maxBytes: MAX_PARCEL_BYTES });
  } catch (error) {
    if (error instanceof HostError && ofOneFile.includes(error.code)) return null;
    throw error;
  }
}

/** A drop that lets nothing be overwritten refuses what a try before has left there already. */
async function leave(host: Host, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await host.put(name, bytes);
  } catch (error) {
    if (!(error instanceof HostError) || error.code !== 'refused') throw error;
    const there = await host.head(name).catch(() => null);
    if (there?.size !== bytes.length) throw error;
  }
}
