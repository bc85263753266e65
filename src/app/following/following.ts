import type { Bytes } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  openInvitation,
  openStandingGrant,
  SharingError,
  type AddressedReader,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type {
  DepositDraft,
  FollowedPatient,
  FollowingApi,
  SuccessorView,
  VisitView,
} from '../api.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Practice } from '../practice.ts';
import type { Preferences } from '../preferences.ts';
import { leaveQuestion, questionFor, takeAnswer, withQuestion } from './asking.ts';
import { endAccess, isOver } from './ending.ts';
import { FollowedShelf, type Followed } from './followed.ts';
import { followedView } from './followed-view.ts';
import { addressedReader, type Held } from './held.ts';
import { lettersGivenUp, sendWaiting, writeLetter } from './letterbox.ts';
import { look } from './looking.ts';
import { openRecord } from './opening.ts';
import { Successions } from './successions.ts';
import { takeGrant, takeInvitation } from './taking.ts';

/** How often letters that wait are tried again. */
const TICK_MS = 60_000;

/**
 * The patients whose record may be read while they are away. The vault keeps the keys and the way
 * to each; what was read is in memory alone, as a visit, and ends like any other.
 */
export class Following implements FollowingApi {
  readonly #held: Held;
  readonly #practice: Practice;
  readonly #successions: Successions;
  readonly #locked = new AbortController();
  readonly #stop: () => void;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { practice: Practice; journal: Journal; preferences: Preferences },
  ) {
    const { practice, journal, preferences } = held;
    const [shelf, { signal }] = [new FollowedShelf(profile), this.#locked];
    this.#held = { env, profile, shelf, journal, preferences, signal };
    this.#practice = practice;
    this.#successions = new Successions(this.#held);
    // A profile that was locked meanwhile has nothing to send any more.
    this.#stop = env.every(TICK_MS, () => void sendWaiting(this.#held).catch(() => undefined));
  }

  close(): void {
    this.#stop();
    this.#locked.abort();
  }

  async list(): Promise<FollowedPatient[]> {
    await this.#endWhatIsOver();
    const [all, letters] = [await this.#held.shelf.all(), await this.#held.shelf.letters()];
    return all.map((followed) => {
      const lettersWaiting = letters.filter(({ to }) => to === followed.id).length;
      return followedView(followed, { now: this.#held.env.now(), lettersWaiting });
    });
  }

  /** A host that fails or lies is no throw: the answer says what is wrong, and what is still known. */
  async refresh(id: string): Promise<FollowedPatient> {
    await sendWaiting(this.#held);
    const followed = await this.#held.shelf.find(id);
    if (followed?.kind === 'active' && followed.reading !== null)
      await look(this.#held, id, this.#held.signal).catch((error: unknown) => this.#noted(error));
    return this.#view(id);
  }

  async refreshAll(): Promise<FollowedPatient[]> {
    for (const { id } of await this.#held.shelf.all()) await this.refresh(id);
    return this.list();
  }

  async open(
    id: string,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<VisitView> {
    const opened = await openRecord(this.#held, id, onProgress);
    return this.#practice.admitStanding(opened);
  }

  async forget(id: string): Promise<void> {
    const { shelf } = this.#held;
    await shelf.inTurn(async () => {
      const followed = await shelf.find(id);
      const letters = followed === null ? [] : await lettersGivenUp(shelf, followed);
      await shelf.commit([shelf.delete(id), ...letters]);
    });
  }

  async sendLetter(id: string, draft: DepositDraft): Promise<{ delivered: boolean }> {
    await writeLetter(this.#held, id, draft);
    await sendWaiting(this.#held);
    const waiting = await this.#held.shelf.letters();
    return { delivered: !waiting.some(({ to }) => to === id) };
  }

  sendLetterTo(id: string, draft: DepositDraft): Promise<{ delivered: boolean }> {
    return this.sendLetter(id, draft);
  }

  async ask(id: string): Promise<{ message: Bytes; capsules: number; leftOnHost: boolean }> {
    const { followed, reading, listed } = await look(this.#held, id, this.#held.signal);
    if (reading.helper === null) return nothingToAsk;
    const ask = await questionFor(this.#held, followed, reading.helper, listed);
    if (ask === null) return nothingToAsk;
    const left = await leaveQuestion(this.#held, followed, reading, ask);
    await this.#held.shelf.change(id, (before) => withQuestion(before, ask, left));
    const { message, capsules } = ask;
    return { message, capsules: capsules.length, leftOnHost: left === 'left' };
  }

  /** Takes in a standing grant. @throws SharingError as `openStandingGrant`, `rolled-back` */
  async hearStanding(message: Bytes): Promise<FollowedPatient> {
    const grant = await openStandingGrant(this.#now(), await this.#reader(), message);
    return this.#take(grant.patientIdentity, (before) =>
      takeGrant(grant, before, this.#held.env.now()),
    );
  }

  /** Takes in where letters go. @throws SharingError as `openInvitation` */
  async hearInvitation(message: Bytes): Promise<FollowedPatient> {
    const invitation = await openInvitation(this.#now(), await this.#reader(), message);
    return this.#take(invitation.patientIdentity, (before) =>
      takeInvitation(invitation, before, this.#held.env.now()),
    );
  }

  /** Takes in a helper's answer to a question of this doctor. @throws SharingError as `readAnswer` */
  async hearAnswer(message: Bytes): Promise<FollowedPatient> {
    const { id, change } = await takeAnswer(this.#held, await this.#active(), message);
    await this.#held.shelf.change(id, change);
    return this.#view(id);
  }

  /** Takes in that a record is its owner's now. @throws as {@link Successions.hear} */
  hearSuccessor(message: Bytes): Promise<SuccessorView> {
    return this.#successions.hear(message);
  }

  answerSuccessor(handle: string, answers: string[]): Promise<boolean> {
    return this.#successions.answer(handle, answers);
  }

  /** One access for each patient: what comes joins it or takes its place. */
  async #take(
    patient: Bytes,
    change: (before: Followed | null) => Followed,
  ): Promise<FollowedPatient> {
    const { shelf, journal } = this.#held;
    const id = await shelf.inTurn(async () => {
      const known =
        (await shelf.ofPatient(toHex(patient))) ?? (await shelf.succeededBy(toHex(patient)));
      const taken = change(known?.kind === 'active' ? known : null);
      const isNew = known?.kind !== 'active' || known.id !== taken.id;
      // Whoever learnt the number of another patient's grant must not take that patient's place.
      const there = await shelf.find(taken.id);
      if (there !== null && there.patient !== taken.patient) throw new SharingError('mismatch');
      const line = { event: 'following', who: taken.name, identity: taken.patient } as const;
      await shelf.commit([
        ...(known !== null && isNew ? [shelf.delete(known.id)] : []),
        shelf.put(taken),
        ...(isNew ? [journal.line(line)] : []),
      ]);
      return taken.id;
    });
    return this.#view(id);
  }

  async #endWhatIsOver(): Promise<void> {
    const now = this.#held.env.now();
    for (const followed of await this.#active())
      if (isOver(followed, now)) await endAccess(this.#held, followed);
  }

  async #active(): Promise<Followed[]> {
    const all = await this.#held.shelf.all();
    return all.filter((followed) => followed.kind === 'active');
  }

  async #view(id: string): Promise<FollowedPatient> {
    const view = (await this.list()).find((one) => one.id === id);
    if (view === undefined) throw new AppError('unknown-handle');
    return view;
  }

  /** What was noted with the patient is no more news. */
  #noted(error: unknown): void {
    const isOwn = error instanceof AppError && error.code === 'unknown-handle';
    if (isOwn || this.#held.signal.aborted) throw error;
  }

  #now() {
    return sharingNow(this.#held.env);
  }

  #reader(): Promise<AddressedReader> {
    return addressedReader(this.#held.profile);
  }
}

const nothingToAsk = { message: new Uint8Array(), capsules: 0, leftOnHost: false };
