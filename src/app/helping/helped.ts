import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { HelperJob } from '../standing-api.ts';
import { Shelf } from '../shelf.ts';

/** A patient who enrolled this helper, as it lies in the vault. */
export interface Helped {
  readonly kind: 'patient';
  /** The patient's Ed25519 key, hex. */
  readonly id: string;
  readonly name: string;
  /** ISO instant. */
  readonly since: string;
  readonly until: string | null;
  /** The enrolment as it came, base64url; null once it ended and its keys were deleted. */
  readonly enrolment: string | null;
  /** SHA-256 of the newest enrolment, hex, and its time, ISO: no older one comes back. */
  readonly enrolled: { hash: string; issuedAt: string };
  /** The newest list as it lay on the host, base64url; null before the first. */
  readonly list: string | null;
  /** The revision of that list, or the least one that the enrolment allows. */
  readonly revision: number;
  /** By grant, hex: questions answered, and the number of the next on the host. */
  readonly asked: Readonly<Record<string, { uses: number; next: number }>>;
  readonly log: LogState;
  /** Grows with each write; two windows cannot both count from the same. */
  readonly version: number;
}

/** How far this patient's log has been handed over. */
export interface LogState {
  /** Number of the next page. */
  readonly next: number;
  /** SHA-256 of the page before, hex. */
  readonly previousHash: string;
  /** A page that is written down and may not have reached the host: sealed once, left as it is. */
  readonly page: { sealed: string; hash: string; jobs: string[] } | null;
}

/** One question and what came of it. `id` is the SHA-256 of the ask, hex. */
export interface Job extends HelperJob {
  readonly kind: 'job';
  readonly patientId: string;
  readonly forIdentity: string;
  /** The ask, base64url, until the patient's log holds it. */
  readonly ask: string | null;
  /** SHA-256 of the first answer, hex. */
  readonly answerHash: string | null;
  /** The sealed answer, base64url, until it lies on the host. */
  readonly parcel: { name: string; sealed: string } | null;
}

/** What a helper keeps: the patients it works for and the questions it was asked. */
export class HelpedShelf {
  readonly #shelf: Shelf<Helped | Job>;

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'helping');
  }

  /** By since when. */
  async patients(): Promise<Helped[]> {
    const { values } = await this.#shelf.all();
    const patients = values.filter((value) => value.kind === 'patient');
    return patients.toSorted((a, b) => a.since.localeCompare(b.since));
  }

  /** Newest first. */
  async jobs(): Promise<Job[]> {
    const { values } = await this.#shelf.all();
    return values
      .filter((value) => value.kind === 'job')
      .toSorted((a, b) => b.at.localeCompare(a.at));
  }

  async patient(id: string): Promise<Helped | null> {
    const found = await this.#shelf.get(patientKey(id));
    return found?.kind === 'patient' ? found : null;
  }

  async job(id: string): Promise<Job | null> {
    const found = await this.#shelf.get(jobKey(id));
    return found?.kind === 'job' ? found : null;
  }

  /** Refused by the vault with `conflict` where another window wrote this patient meanwhile. */
  put(helped: Helped): Write {
    const revision = helped.version + 1;
    const at = { revision, expects: helped.version };
    return this.#shelf.put(patientKey(helped.id), { ...helped, version: revision }, at);
  }

  putJob(job: Job): Write {
    return this.#shelf.put(jobKey(job.id), job);
  }

  delete(helped: Helped): Write {
    return this.#shelf.delete(patientKey(helped.id));
  }

  deleteJob(job: Job): Write {
    return this.#shelf.delete(jobKey(job.id));
  }
}

const patientKey = (id: string): string => `patient.${id}`;
const jobKey = (id: string): string => `job.${id}`;
