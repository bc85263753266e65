import { toBase64url } from '../bytes/base64url.ts';
import { utf8, type Bytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { sha256, signingPublicKey } from '../crypto/index.ts';
import {
  noteResource,
  prescriptionResource,
  type FhirResource,
  type Field,
  type ShareUnit,
} from '../records/index.ts';
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
import { sharingNow, type Environment } from './environment.ts';
import { AppError } from './errors.ts';
import type { Journal } from './journal.ts';
import { ownCard } from './own-card.ts';
import type { Preferences } from './preferences.ts';
import type { Announce } from './record-writing.ts';
import { ReplayMarks } from './replay-marks.ts';
import { Countdown, Visit, type VisitAddress } from './visit.ts';

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

  visits(): VisitView[] {
    this.#endWhatIsOver();
    return [...this.#visits.values()].map((visit) => visit.view());
  }

  resource(visitId: string, unit: ShareUnit, index: number): { fields: Field[]; raw: string } {
    return this.#visit(visitId).resource(unit, index);
  }

  attachment(visitId: string, attachmentId: string): Blob {
    return this.#visit(visitId).attachment(attachmentId);
  }

  endVisit(visitId: string): void {
    this.#forget(this.#visit(visitId), 'by-hand');
  }

  /** Signs for the patient of this visit; for ten minutes after its time, what was begun may go. */
  async writeBack(
    visitId: string,
    draft: DepositDraft,
  ): Promise<{ message: Bytes; digest: Bytes }> {
    const address = this.#address(visitId);
    const author = await this.#author();
    const resources = written(draft, author, address, this.#env.now());
    if (resources.length === 0) throw new AppError('nothing-written');
    const content = utf8(JSON.stringify(resources));
    const message = await makeDeposit(sharingNow(this.#env), author, address, content);
    await this.#log('deposit-written', resources.length);
    return { message, digest: sha256(message) };
  }

  async #author(): Promise<Author> {
    const professional = await this.#held.preferences.professional();
    if (professional === null) throw new AppError('professional-missing');
    return { ...professional, identitySeed: this.#profile.keyring.identitySeed };
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
    const id = toBase64url(this.#env.random(VISIT_ID_BYTES));
    const visit = new Visit(this.#env, { id, band: this.#freeBand() }, grant);
    await this.#marks.keep(grant.mark, grant.expiresAt, [
      this.#held.journal.line({ event: 'visit-opened', who: '' }),
    ]);
    if (grant.requestHash !== null) this.#answer(toHex(grant.requestHash));
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

/** What is written, as FHIR resources about the person named in the grant's header. */
function written(
  draft: DepositDraft,
  { name }: Author,
  { header }: VisitAddress,
  now: Date,
): FhirResource[] {
  const [author, at] = [{ name }, now.toISOString()];
  if (draft.kind === 'note') {
    if (draft.text.trim() === '') return [];
    return [noteResource({ title: draft.title, text: draft.text }, author, header, at)];
  }
  return draft.drafts.map((one) => prescriptionResource(one, author, header, at));
}
