import type { Bytes } from '../bytes/bytes.ts';
import { equal } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import type { RandomSource } from '../crypto/random.ts';
import type { HostAccountSettings, ReadingPlace } from './account.ts';
import { folderAddress } from './address.ts';
import { ClockWitness } from './clock-witness.ts';
import { answersAtAll } from './exchange.ts';
import type { Host, Reader } from './host.ts';
import { LetterboxTrial, type Letterbox } from './letterbox-trial.ts';
import { openHost, openPlace } from './open.ts';
import { bucketAddress } from './s3.ts';
import type { TestStage } from './self-test-report.ts';
import {
  failed,
  hostError,
  meant,
  passed,
  warned,
  type Meanings,
  type Verdict,
} from './verdict.ts';
import { wiringWith, type AnswerHead, type Wiring } from './wiring.ts';

const FILE_BYTES = 4096;
const RANGE = { from: 1000, to: 2000 };

/** What is on trial. */
export interface Tried {
  account: HostAccountSettings;
  place: ReadingPlace;
  letterbox: Letterbox | null;
}

/** One host on trial: the steps of its self-test, and what was seen on the way. */
export class Trial {
  readonly #account: HostAccountSettings;
  readonly #place: ReadingPlace;
  readonly #wiring: Wiring;
  readonly #host: Host;
  readonly #others: Reader;
  readonly #witness: ClockWitness;
  readonly #name: string;
  readonly #unused: string;
  readonly #first: Bytes;
  readonly #second: Bytes;
  readonly #letterbox: LetterboxTrial | null;
  #lastStatus = 0;
  #answerHidden = false;
  #written = false;

  /** @throws HostError `bad-address` */
  constructor({ account, place, letterbox }: Tried, random: RandomSource, wiring: Partial<Wiring>) {
    this.#account = account;
    this.#place = place;
    this.#wiring = wiringWith(wiring);
    this.#witness = new ClockWitness(this.#wiring.now);
    const watching = { ...this.#wiring, onAnswer: (head: AnswerHead) => this.#notice(head) };
    this.#host = openHost(account, watching);
    this.#others = openPlace(place, watching);
    [this.#name, this.#unused] = [toHex(random(16)), toHex(random(16))];
    [this.#first, this.#second] = [random(FILE_BYTES), random(FILE_BYTES)];
    this.#letterbox = letterbox && new LetterboxTrial(letterbox, random, this.#wiring);
  }

  async run(stage: TestStage): Promise<Verdict> {
    switch (stage) {
      case 'reach':
        return this.#reach();
      case 'write':
        return this.#write();
      case 'read-back':
        return this.#compare(this.#host, this.#first, {});
      case 'read-as-others':
        return this.#readAsOthers();
      case 'range':
        return this.#readRange();
      case 'overwrite':
        return this.#overwrite();
      case 'delete':
        return this.#delete();
      case 'letterbox':
        return this.#letterbox?.run() ?? { outcome: 'skipped', code: 'no-letterbox-s3' };
      case 'clock':
        return this.clock();
    }
  }

  #notice(head: AnswerHead): void {
    this.#lastStatus = head.status;
    this.#witness.hear(head);
  }

  /** Any answer that can be seen will do: a password is for the next stage. */
  async #reach(): Promise<Verdict> {
    try {
      await this.#host.head(this.#unused);
    } catch (error) {
      const { code } = hostError(error);
      if (code === 'unreachable') return this.#unseen();
      if (!['refused', 'not-writable', 'clock'].includes(code)) return failed(`host-${code}`);
    }
    return passed;
  }

  /** Nothing came that we may see: either nobody is there, or the answer is hidden. */
  async #unseen(): Promise<Verdict> {
    if (!(await answersAtAll(this.#wiring, this.#folder().href))) return failed('host-unreachable');
    // S3 hides all of its refusals; whether it hides everything, writing will tell.
    this.#answerHidden = true;
    return this.#account.kind === 's3' ? passed : failed('cors-missing');
  }

  #folder(): URL {
    const account = this.#account;
    return account.kind === 's3' ? bucketAddress(account) : folderAddress(account.base);
  }

  async #write(): Promise<Verdict> {
    this.#written = true;
    try {
      await this.#host.put(this.#name, this.#first);
      return passed;
    } catch (error) {
      const { code } = hostError(error);
      if (code !== 'unreachable') return meant(code, { 'not-found': 'folder-missing' });
      return this.#hiddenRefusal();
    }
  }

  /** A store that hides why it refuses may still show its clock to those who only read. */
  async #hiddenRefusal(): Promise<Verdict> {
    if (this.#account.kind !== 's3') return failed('cors-for-writing');
    await this.#others.head(this.#unused).catch(() => undefined);
    if (this.#witness.isWrong()) return failed('host-clock');
    return failed(this.#answerHidden ? 'keys-or-cors' : 'cors-for-writing');
  }

  async #readAsOthers(): Promise<Verdict> {
    const meanings: Meanings = { refused: 'others-refused', 'not-found': 'others-not-found' };
    const verdict = await this.#compare(this.#others, this.#first, meanings);
    if (verdict.code !== 'host-unreachable') return verdict;
    const { href } = folderAddress(this.#place.base);
    return (await answersAtAll(this.#wiring, href)) ? failed('others-cors') : verdict;
  }

  async #compare(reader: Reader, expected: Bytes, meanings: Meanings): Promise<Verdict> {
    try {
      const bytes = await reader.get(this.#name, { maxBytes: FILE_BYTES });
      return equal(bytes, expected) ? passed : failed('bytes-differ');
    } catch (error) {
      const { code } = hostError(error);
      return code === 'too-large' ? failed('bytes-differ') : meant(code, meanings);
    }
  }

  async #readRange(): Promise<Verdict> {
    try {
      const options = { maxBytes: FILE_BYTES, range: RANGE };
      const bytes = await this.#others.get(this.#name, options);
      if (!equal(bytes, this.#first.subarray(RANGE.from, RANGE.to))) return failed('bytes-differ');
      return this.#lastStatus === 206 ? passed : warned('range-ignored');
    } catch (error) {
      return meant(hostError(error).code, { unreachable: 'others-cors' });
    }
  }

  async #overwrite(): Promise<Verdict> {
    try {
      await this.#host.put(this.#name, this.#second);
    } catch (error) {
      return meant(hostError(error).code, { unreachable: 'cors-for-writing' });
    }
    const verdict = await this.#compare(this.#others, this.#second, {});
    const old = verdict.code === 'bytes-differ';
    return old && (await this.#compare(this.#others, this.#first, {})).code === null
      ? failed('overwrite-kept-old')
      : verdict;
  }

  async #delete(): Promise<Verdict> {
    try {
      await this.#host.delete(this.#name);
    } catch (error) {
      const meanings: Meanings = {
        ...{ refused: 'delete-refused', 'not-writable': 'delete-refused' },
        unreachable: 'cors-for-writing',
      };
      return meant(hostError(error).code, meanings);
    }
    return this.#gone();
  }

  /** S3 answers "forbidden" for what is missing to those who may not list. */
  async #gone(): Promise<Verdict> {
    try {
      return (await this.#others.head(this.#name)) === null ? passed : failed('delete-remains');
    } catch (error) {
      const { code } = hostError(error);
      if (code === 'refused') return passed;
      return code === 'unreachable' ? warned('missing-hidden') : failed(`host-${code}`);
    }
  }

  /** A signed request is believed for a quarter of an hour; to other hosts the clock is no matter. */
  clock(): Verdict {
    if (!this.#witness.hasSeen()) return { outcome: 'skipped', code: 'clock-hidden' };
    if (!this.#witness.isWrong()) return passed;
    return this.#account.kind === 's3' ? failed('clock-wrong') : warned('clock-wrong');
  }

  /** Leaves nothing behind, whatever stage came last. */
  async cleanUp(): Promise<void> {
    if (this.#written) await this.#host.delete(this.#name).catch(() => undefined);
  }
}
