import { toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { equal } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { HostError } from '../../hosts/index.ts';
import { readAsk, SharingError, type Enrolment, type HelperAsk } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { CarnetEvent, HelpedPatient, HelperJob, HelpingApi, MyCard } from '../api.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { failureOf } from '../failure.ts';
import type { Journal } from '../journal.ts';
import { HelpedShelf, type Helped, type Job } from './helped.ts';
import { HelperKeys } from './opened.ts';
import { ended, Round, type Counts } from './round.ts';
import { ownCard } from '../own-card.ts';
import type { Preferences } from '../preferences.ts';
import { Serial } from '../serial.ts';
import { answerQuestion, type Held } from './transforms.ts';
import { trim } from './trimming.ts';
import { helpedView, jobView } from './views.ts';

/** How often the hosts are looked at while the profile is open. */
const TICK_MS = 60_000;

/**
 * The helper's desk: patients enrol it, doctors ask it, and it turns their capsules as far as each
 * patient's signed list allows. It holds nothing that opens a record.
 */
export class Helping implements HelpingApi {
  readonly #held: Held;
  readonly #preferences: Preferences;
  readonly #announce: (event: CarnetEvent) => void;
  readonly #serial = new Serial();
  /** By patient: why the last look at the host failed. */
  readonly #problems = new Map<string, string>();
  readonly #stop: () => void;
  #lookedAt: string | null = null;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { journal: Journal; preferences: Preferences; announce: (event: CarnetEvent) => void },
  ) {
    const [shelf, keys] = [new HelpedShelf(profile), new HelperKeys(env, profile)];
    this.#held = { env, profile, journal: held.journal, shelf, keys };
    this.#preferences = held.preferences;
    this.#announce = held.announce;
    this.#stop = env.every(TICK_MS, () => void this.#tick());
  }

  /** Takes up what a crash or a lock has left. */
  begin(): void {
    void this.#tick();
  }

  close(): void {
    this.#stop();
    this.#serial.close();
  }

  async patients(): Promise<HelpedPatient[]> {
    const patients = await this.#held.shelf.patients();
    return Promise.all(patients.map((helped) => this.#view(helped)));
  }

  async jobs(): Promise<HelperJob[]> {
    return (await this.#held.shelf.jobs()).map(jobView);
  }

  async lookedAt(): Promise<string | null> {
    return Promise.resolve(this.#lookedAt);
  }

  work(): Promise<Counts> {
    return this.#serial.next(() => this.#work());
  }

  /** Deletes the patient's keys and everything written down about the patient. */
  forget(id: string): Promise<void> {
    return this.#serial.next(async () => {
      const { shelf, journal, profile } = this.#held;
      const helped = await shelf.patient(id);
      if (helped === null) return;
      const jobs = (await shelf.jobs()).filter(({ patientId }) => patientId === id);
      const line = journal.line({ event: 'helper-dismissed', who: helped.name, identity: id });
      await profile.commit([
        shelf.delete(helped),
        ...jobs.map((job: Job) => shelf.deleteJob(job)),
        line,
      ]);
    });
  }

  /** @throws AppError `professional-missing` */
  async myCard(base: string): Promise<MyCard> {
    const { env, profile, keys } = this.#held;
    const professional = await this.#preferences.professional();
    if (professional === null) throw new AppError('professional-missing');
    return ownCard(env, profile, { ...professional, identitySeed: keys.seed }, base);
  }

  /** Takes a patient's keys in. @throws SharingError as openEnrolment does; `rolled-back`. */
  enrol(message: Bytes): Promise<HelpedPatient> {
    return this.#serial.next(async () => {
      const { keys, shelf, journal, profile } = this.#held;
      const enrolment = await keys.enrolment(message);
      const id = toHex(enrolment.patientIdentity);
      const before = await shelf.patient(id);
      if (!(await this.#isSame(before, enrolment))) {
        refuseOlder(before, enrolment);
        const who = { who: enrolment.patientName, identity: id };
        const line = journal.line({ event: 'helper-enrolled', ...who });
        await profile.commit([shelf.put(this.#fresh(before, enrolment, message)), line]);
      }
      await this.#look(id);
      return this.#view(await this.#patient(id));
    });
  }

  /**
   * Answers a question that was scanned; with whatever the hosts let it know of the patient's list.
   * @throws SharingError for a refusal; AppError `no-helper-list` before the list has come.
   */
  answer(message: Bytes): Promise<{ message: Bytes; forName: string }> {
    return this.#serial.next(async () => {
      const ask = await readAsk(sharingNow(this.#held.env), message);
      const id = toHex(ask.patient);
      if ((await this.#held.shelf.patient(id)) === null) throw new SharingError('not-served');
      await this.#look(id);
      const answer = await this.#answered(await this.#patient(id), ask);
      this.#announce({ kind: 'helped' });
      return answer;
    });
  }

  async #answered(helped: Helped, ask: HelperAsk) {
    const opened = await this.#held.keys.open(helped);
    if (opened === null) throw new SharingError('expired');
    if (opened.list === null) throw new AppError('no-helper-list');
    const question = { helped, opened: { ...opened, list: opened.list }, ask, number: null };
    const message = await answerQuestion(this.#held, question);
    const job = await this.#held.shelf.job(toHex(ask.hash));
    return { message, forName: job?.forName ?? '' };
  }

  async #tick(): Promise<void> {
    // A profile that was locked meanwhile has no work any more; all else was noted.
    await this.work().catch(() => undefined);
  }

  async #work(): Promise<Counts> {
    const total: Counts = { done: 0, refused: 0 };
    for (const { id } of await this.#held.shelf.patients()) {
      const { done, refused } = await this.#look(id);
      total.done += done;
      total.refused += refused;
    }
    await trim(this.#held);
    this.#lookedAt = this.#held.env.now().toISOString();
    this.#announce({ kind: 'helped' });
    return total;
  }

  /** One patient's round; what fails is noted, and tried again the next time. */
  async #look(id: string): Promise<Counts> {
    const round = new Round(this.#held);
    try {
      const counts = await round.run(id);
      this.#problems.delete(id);
      return counts;
    } catch (error) {
      if (!(error instanceof HostError) && !(error instanceof SharingError)) throw error;
      this.#problems.set(id, failureOf(error).code);
      return round.counts;
    }
  }

  async #isSame(before: Helped | null, { helperKey }: Enrolment): Promise<boolean> {
    if (before === null || before.enrolment === null) return false;
    const known = await this.#held.keys.open(before);
    return known !== null && equal(known.enrolment.helperKey, helperKey);
  }

  #fresh(before: Helped | null, enrolment: Enrolment, message: Bytes): Helped {
    const { patientIdentity, patientName, until, leastRevision } = enrolment;
    return {
      kind: 'patient',
      id: toHex(patientIdentity),
      name: patientName,
      since: this.#held.env.now().toISOString(),
      until: until?.toISOString() ?? null,
      enrolment: toBase64url(message),
      enrolled: { hash: toHex(enrolment.hash), issuedAt: enrolment.issuedAt.toISOString() },
      list: null,
      revision: leastRevision,
      asked: {},
      log: { next: 0, previousHash: '0'.repeat(64), page: null },
      version: before?.version ?? 0,
    };
  }

  async #patient(id: string): Promise<Helped> {
    const helped = await this.#held.shelf.patient(id);
    if (helped === null) throw new SharingError('not-served');
    return helped;
  }

  async #view(helped: Helped): Promise<HelpedPatient> {
    const opened = await this.#held.keys.open(helped).catch((error: unknown) => {
      if (error instanceof SharingError) return null;
      throw error;
    });
    const problem = this.#problems.get(helped.id) ?? null;
    return helpedView(opened === null ? ended(helped) : helped, opened?.list ?? null, problem);
  }
}

/** An enrolment that was filmed would bring back a list that was replaced, and uses that were spent. */
function refuseOlder(before: Helped | null, { hash, issuedAt }: Enrolment): void {
  if (before === null) return;
  const { enrolled } = before;
  const isSame = enrolled.hash === toHex(hash);
  if (isSame || issuedAt.toISOString() < enrolled.issuedAt) throw new SharingError('rolled-back');
}
