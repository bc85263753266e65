import { toBase64url } from '../bytes/base64url.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import type { Field, ShareUnit } from '../records/index.ts';
import {
  makeDeposit,
  makeRequest,
  openGrant,
  openPackage,
  REQUEST_LIFETIME_SECONDS,
  requestLink,
  requestWords,
  type Author,
  type GrantReader,
  type OpenedGrant,
  type PendingRequest,
} from '../sharing/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { CarnetEvent, DepositDraft, MyCard, ShownRequest, VisitView } from './api.ts';
import { ownAuthor } from './author.ts';
import { sharingNow, type Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { grantedRecord } from './granted-record.ts';
import type { Journal } from './journal.ts';
import { ownCard } from './own-card.ts';
import type { Preferences } from './preferences.ts';
import type { Announce } from './record-writing.ts';
import { ReplayMarks } from './replay-marks.ts';
import { Countdown, Visit, type OpenedRecord, type VisitAddress } from './visit.ts';
import { writtenContent } from './written.ts';

/** How long something begun at a visit may still be sent off after its time has run out. */
const FINISHING_MS = 10 * 60 * 1000;
/** How often open visits are looked at. */
const TICK_MS = 1000;
const VISIT_ID_BYTES = 12;

type EndReason = Extract<CarnetEvent, { kind: 'visit-ended' }>['because'];

/**
 * The doctor's side: what was asked and what was opened, all of it in memory. The vault keeps the
 * replay mark and an activity line that names nobody.
 */
export class Practice {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: { journal: Journal; preferences: Preferences; announce: Announce };
  readonly #marks: ReplayMarks;
  readonly #pending = new Map<string, PendingRequest>();
  /** Hashes of requests whose keys went with the answer: to tell a replay from a stranger's code. */
  readonly #answered = new Set<string>();
  readonly #visits = new Map<string, Visit>();
  readonly #finishing = new Map<string, { address: VisitAddress; until: Countdown }>();
  readonly #stop: () => void;

  constructor(
    env: Environment,
    profile: UnlockedProfile,
    held: { journal: Journal; preferences: Preferences; announce: Announce },
  ) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#marks = new ReplayMarks(profile);
    this.#stop = env.every(TICK_MS, () => this.#endWhatIsOver());
  }

  async open(): Promise<void> {
    await this.#marks.sweep(this.#env.now());
  }

  /** Ends every visit and forgets every key. */
  close(): void {
    this.#stop();
    for (const id of this.#pending.keys()) this.forgetRequest(id);
    for (const visit of this.#visits.values()) this.#forget(visit, 'locked');
    this.#finishing.clear();
  }

  /** @throws AppError `professional-missing` */
  async newRequest(ask: {
    units: ShareUnit[];
    purpose: string;
    minutes: number;
    base: string;
  }): Promise<ShownRequest> {
    const { base, ...wanted } = ask;
    const pending = await makeRequest(sharingNow(this.#env), await this.#author(), wanted);
    const { message, hash, time } = pending.request;
    const requestId = toHex(hash);
    const words = await requestWords(message);
    this.#pending.set(requestId, pending);
    const goodUntil = new Date(time.getTime() + REQUEST_LIFETIME_SECONDS * 1000).toISOString();
    return { requestId, link: requestLink(base, message), words, goodUntil };
  }

  forgetRequest(requestId: string): void {
    this.#pending.get(requestId)?.delegateeSecret.fill(0);
    this.#pending.delete(requestId);
  }

  /** @throws AppError `professional-missing` */
  async myCard(base: string): Promise<MyCard> {
    return ownCard(this.#env, this.#profile, await this.#author(), base);
  }

  async openPackage(message: Bytes): Promise<VisitView> {
    const reader = await this.#reader();
    return this.#admit(await openPackage(sharingNow(this.#env), reader, message));
  }

  async openSealedFile(grant: Bytes, sealed: Bytes): Promise<VisitView> {
    const reader = await this.#reader();
    return this.#admit(await openGrant(sharingNow(this.#env), reader, grant, sealed));
  }

  /** One visit for each standing access: the one before it ends. */
  admitStanding(opened: OpenedRecord): VisitView {
    const before = [...this.#visits.values()].filter(
      ({ standingId }) => standingId === opened.standing?.id,
    );
    for (const visit of before) this.#forget(visit, 'by-hand');
    return this.#show(opened);
  }

  visits(): VisitView[] {
    this.#endWhatIsOver();
    return [...this.#visits.values()].map((visit) => visit.view());
  }

  resource(visitId: string, unit: ShareUnit, index: number): { fields: Field[]; raw: string } {
    return this.#visit(visitId).resource(unit, index);
  }

  /** @throws AppError `visit-over` where the visit ended while the file was on its way */
  async attachment(visitId: string, attachmentId: string): Promise<Blob> {
    const file = await this.#visit(visitId).attachment(attachmentId);
    this.#visit(visitId);
    return file;
  }

  endVisit(visitId: string): void {
    this.#forget(this.#visit(visitId), 'by-hand');
  }

  /** Signs for the patient of this visit; for ten minutes after its time, what was begun may go. */
  async writeBack(
    visitId: string,
    draft: DepositDraft,
  ): Promise<{ message: Bytes; digest: Bytes }> {
    const { inboxPublic, ...address } = this.#address(visitId);
    if (inboxPublic === null) throw new AppError('no-letterbox');
    const author = await this.#author();
    const { content, count } = writtenContent(draft, author, address.header, this.#env.now());
    const to = { ...address, inboxPublic };
    const message = await makeDeposit(sharingNow(this.#env), author, to, content);
    await this.#log('deposit-written', count);
    return { message, digest: sha256(message) };
  }

  #author(): Promise<Author> {
    return ownAuthor(this.#profile, this.#held.preferences);
  }

  async #reader(): Promise<GrantReader> {
    const { identitySeed, delegateeSecret, delegateePublic, markKey } = this.#profile.keyring;
    const card = {
      identity: await signingPublicKey(identitySeed),
      delegateeSecret,
      delegateePublic,
    };
    const isMarked = (mark: Bytes) => this.#marks.has(mark);
    const isAnswered = (hash: Bytes) => this.#answered.has(toHex(hash));
    return { pending: [...this.#pending.values()], card, markKey, isMarked, isAnswered };
  }

  /** The replay mark is in the vault before the screen shows anything; the request's key goes. */
  async #admit(grant: OpenedGrant): Promise<VisitView> {
    const opened = grantedRecord(grant);
    await this.#marks.keep(grant.mark, grant.expiresAt, [
      this.#held.journal.line({ event: 'visit-opened', who: '' }),
    ]);
    if (grant.requestHash !== null) this.#answer(toHex(grant.requestHash));
    return this.#show(opened);
  }

  #show(opened: OpenedRecord): VisitView {
    const id = toBase64url(this.#env.random(VISIT_ID_BYTES));
    const visit = new Visit(this.#env, { id, band: this.#freeBand() }, opened);
    this.#visits.set(id, visit);
    return visit.view();
  }

  #answer(requestId: string): void {
    this.forgetRequest(requestId);
    this.#answered.add(requestId);
  }

  /** The lowest number that no open visit has. */
  #freeBand(): number {
    const taken = new Set([...this.#visits.values()].map(({ band }) => band));
    let band = 0;
    while (taken.has(band)) band += 1;
    return band;
  }

  /** @throws AppError `visit-over`, `unknown-visit` */
  #visit(visitId: string): Visit {
    this.#endWhatIsOver();
    const visit = this.#visits.get(visitId);
    if (visit !== undefined) return visit;
    throw new AppError(this.#finishing.has(visitId) ? 'visit-over' : 'unknown-visit');
  }

  #address(visitId: string): VisitAddress {
    this.#endWhatIsOver();
    const finishing = this.#finishing.get(visitId);
    return finishing?.address ?? this.#visit(visitId).address;
  }

  #endWhatIsOver(): void {
    for (const visit of this.#visits.values()) if (visit.isOver) this.#forget(visit, 'time');
    for (const [id, { until }] of this.#finishing) if (until.isOver) this.#finish(id);
  }

  #finish(visitId: string): void {
    this.#finishing.delete(visitId);
    this.#held.announce({ kind: 'visit-finished', visitId });
  }

  #forget(visit: Visit, because: EndReason): void {
    this.#visits.delete(visit.id);
    visit.wipe();
    if (because === 'time') {
      const until = new Countdown(this.#env, FINISHING_MS);
      this.#finishing.set(visit.id, { address: visit.address, until });
    }
    this.#held.announce({ kind: 'visit-ended', visitId: visit.id, because });
  }

  async #log(event: 'deposit-written', count: number): Promise<void> {
    await this.#profile.commit([this.#held.journal.line({ event, who: '', count })]);
  }
}
