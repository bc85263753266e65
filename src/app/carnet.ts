import type { Bytes } from '../bytes/bytes.ts';
import type { RecordForm, RecordId, ShareUnit } from '../records/index.ts';
import { SharingError } from '../sharing/index.ts';
import {
  DATABASE_NAME,
  openVault,
  passphraseStrength,
  suggestPassphrase,
  VaultError,
  type ProfileCard,
  type UnlockedProfile,
  type Vault,
} from '../vault/index.ts';
import type {
  CarnetApi,
  CarnetEvent,
  Choice,
  DepositDraft,
  DraftsApi,
  EmergencyApi,
  EntryQuery,
  FollowingApi,
  HelpingApi,
  HostsApi,
  NewProfile,
  Professional,
  Scanned,
  Session,
  StandingApi,
} from './api.ts';
import { BackupDesk } from './backup/desk.ts';
import type { AboutDocument } from './documents.ts';
import { readEmergency } from './emergency/reading.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { Family } from './family/family.ts';
import type { Helping } from './helping/helping.ts';
import { homeOf } from './home.ts';
import { makeKeyring } from './keyring.ts';
import { MovingDesk } from './moving/desk.ts';
import { paperOf } from './paper.ts';
import type { Practice } from './practice.ts';
import { recordView } from './record-view.ts';
import { ScreenLock } from './screen-lock.ts';
import { openSampleProfile } from './sample.ts';
import { messageIn, type ScannedInput, type ScannedMessage } from './scanned.ts';
import {
  openSession,
  shownSession,
  type DoctorDesk,
  type OpenSession,
  type PatientDesk,
} from './session.ts';
import type { Settings } from './settings.ts';
import { Rescue } from './rescue/rescue.ts';
import { rawText } from './visit.ts';
import { Trusted } from './ways-in/trusted.ts';
import { WaysIn } from './ways-in/ways-in.ts';

type Progress = (fraction: number) => void;
type ByteProgress = (done: number, total: number) => void;
type RequestAsk = Parameters<CarnetApi['newRequest']>[0];

const open = { kind: 'open' } as const;

/** Where this device's vault is, and how long one passphrase guess should take. */
export interface VaultPlace {
  databaseName?: string;
  calibrateMs?: number;
}

/**
 * The whole of {@link CarnetApi}: one open profile at a time, each call handed to the desk of its
 * role. What the other role's profile asks for is refused with `wrong-role`, and everything is
 * refused with `locked` while none is open.
 */
export class Carnet implements CarnetApi {
  readonly #env: Environment;
  readonly #place: VaultPlace;
  readonly #listeners = new Set<(event: CarnetEvent) => void>();
  readonly backup: BackupDesk;
  readonly moving: MovingDesk;
  readonly waysIn: WaysIn;
  readonly family: Family;
  readonly trusted: Trusted;
  readonly screenLock: ScreenLock;
  readonly rescue: Rescue;
  #vault: Promise<Vault> | null = null;
  #session: OpenSession | null = null;
  /** Stays open while a profile that it opens is in front of it. */
  #behind: OpenSession | null = null;

  constructor(env: Environment, place: VaultPlace = {}) {
    this.#env = env;
    this.#place = place;
    this.backup = new BackupDesk(env, {
      vault: () => this.#opened(),
      session: () => this.#open(),
      begin: (profile) => this.#begin(profile),
    });
    this.moving = new MovingDesk(env, {
      vault: () => this.#opened(),
      session: () => this.#open(),
      lock: () => this.lock(),
      noted: () => this.#noteMoving(),
    });
    this.rescue = new Rescue(env, {
      databaseName: place.databaseName ?? DATABASE_NAME,
      vault: () => this.#opened(),
      begin: (profile) => this.#begin(profile),
      deposit: (handle) => this.#patient().deposits.message(handle),
    });
    this.waysIn = new WaysIn(env, {
      vault: () => this.#opened(),
      profile: () => this.#open().profile,
      begin: (profile) => this.#begin(profile),
      lock: () => this.lock(),
    });
    this.family = new Family(env, {
      vault: () => this.#opened(),
      session: () => this.#open(),
      behind: () => this.#behind,
      begin: (profile) => this.#begin(profile),
      enter: (profile) => this.#enter(profile),
      back: () => this.#back(),
      noted: () => this.#noteMoving(),
    });
    this.trusted = new Trusted(env, () => this.#open().profile);
    this.screenLock = new ScreenLock({
      env,
      profile: () => (this.#behind ?? this.#open()).profile,
      lock: () => this.lock(),
    });
  }

  // Profiles

  async profiles() {
    return (await this.#opened()).profiles();
  }

  async createProfile(input: NewProfile) {
    const { label, role, colour, passphrase, opensByItself = false, professional } = input;
    const vault = await this.#opened();
    const factor = opensByItself ? open : ({ kind: 'passphrase', passphrase } as const);
    const profile = await vault.create({ label, role, colour, sample: false, factor });
    const session = await this.#begin(profile);
    if (professional !== undefined) await this.saveProfessional(professional);
    return session;
  }

  async openSample(role: 'patient' | 'doctor') {
    return this.#begin(await openSampleProfile(this.#env, await this.#opened(), role));
  }

  async unlock(profileId: string, passphrase: string) {
    const vault = await this.#opened();
    return this.#begin(await vault.unlock(profileId, { kind: 'passphrase', passphrase }));
  }

  async opensByItself(profileId: string) {
    return (await this.#opened()).opensByItself(profileId);
  }

  async openByItself(profileId: string) {
    const vault = await this.#opened();
    return this.#begin(await vault.unlock(profileId, open));
  }

  lock() {
    const [session, behind] = [this.#session, this.#behind];
    this.#session = null;
    this.#behind = null;
    session?.close();
    behind?.close();
    if (session !== null) this.#announce({ kind: 'locked' });
    return Promise.resolve();
  }

  async removeProfile(profileId: string) {
    const vault = await this.#opened();
    const isOpen = this.#session?.profile.card.id === profileId;
    if (isOpen) await this.family.removed(profileId);
    await vault.remove(profileId);
    // Only now: whoever hears of the lock ends this worker.
    if (isOpen) await this.lock();
  }

  async renameProfile(label: string, colour: number) {
    await this.#open().profile.rename(label, colour);
  }

  async changePassphrase(current: string, next: string) {
    await this.#open().profile.changePassphrase(current, next);
  }

  async passphraseStrength(passphrase: string) {
    return Promise.resolve(passphraseStrength(passphrase));
  }

  async suggestPassphrase() {
    return Promise.resolve(suggestPassphrase(this.#env.random));
  }

  async professional() {
    return this.#open().preferences.professional();
  }

  async saveProfessional(professional: Professional) {
    await this.#open().preferences.saveProfessional(professional);
  }

  async subscribe(listener: (event: CarnetEvent) => void) {
    this.#listeners.add(listener);
    return Promise.resolve();
  }

  // Records

  async home() {
    const { book } = this.#patient();
    return Promise.resolve(homeOf(book));
  }

  async paper() {
    const { book } = this.#patient();
    return Promise.resolve(paperOf(book.records().filter((record) => !record.private)));
  }

  async entries(query: EntryQuery) {
    const { book } = this.#patient();
    return Promise.resolve(book.entries(query));
  }

  async record(id: RecordId) {
    const { book } = this.#patient();
    return Promise.resolve(recordView(book.record(id), book.entry(id), book.beside()));
  }

  async rawResource(id: RecordId) {
    const { book } = this.#patient();
    return Promise.resolve(rawText(book.record(id).resource));
  }

  async history(id: RecordId) {
    return this.#patient().writing.history(id);
  }

  async restoreRevision(id: RecordId, revision: number) {
    await this.#patient().writing.restoreRevision(id, revision);
  }

  async saveForm(form: RecordForm, replaces?: RecordId) {
    return this.#patient().writing.saveForm(form, replaces);
  }

  async saveDocument(file: Blob, about: AboutDocument, onProgress?: ByteProgress) {
    return this.#patient().documents.save(file, about, onProgress);
  }

  async moveRecord(...[id, partition, level]: Parameters<CarnetApi['moveRecord']>) {
    await this.#patient().writing.move(id, partition, level);
  }

  async setPrivate(id: RecordId, isPrivate: boolean) {
    await this.#patient().writing.setPrivate(id, isPrivate);
  }

  async deleteRecord(id: RecordId) {
    await this.#patient().writing.delete(id);
  }

  async undoDelete(id: RecordId) {
    await this.#patient().writing.undoDelete(id);
  }

  async readAttachment(recordId: RecordId, attachmentId: string) {
    return this.#patient().documents.read(recordId, attachmentId);
  }

  async exportEverything(onProgress?: Progress) {
    return this.#patient().exporting.exportEverything(onProgress);
  }

  // Imports

  async readImport(source: Blob, fileName: string, onProgress?: Progress) {
    return this.#patient().importing.read(source, fileName, onProgress);
  }

  async cancelImport() {
    const { importing } = this.#patient();
    importing.cancel();
    return Promise.resolve();
  }

  async confirmImport() {
    return this.#patient().importing.confirm();
  }

  // The consultation, patient's side

  async scan(input: ScannedInput): Promise<Scanned> {
    const { patient, doctor, helper, profile } = this.#open();
    const message = messageIn(input);
    if (helper !== null) return scannedByHelper(helper, message);
    if (message.kind === 'enrolment' || message.kind === 'ask')
      throw new AppError('code-for-helper');
    if (isOfMoving(message)) throw new AppError('code-for-moving');
    if (patient !== null)
      return scannedByPatient(patient, message).catch((error: unknown) =>
        this.#forAnother(message, error),
      );
    if (doctor !== null && message.kind === 'emergency')
      return {
        kind: message.kind,
        emergency: await readEmergency(this.#env, profile, message.bytes),
      };
    if (doctor !== null) return scannedByDoctor(doctor, message);
    throw new AppError('wrong-role');
  }

  async answerWords(handle: string, answers: string[]) {
    return this.#patient().consultation.answerWords(handle, answers);
  }

  async startWithKnown(identity: string) {
    return this.#patient().consultation.startWithKnown(identity);
  }

  async unitCounts() {
    const { consultation } = this.#patient();
    return Promise.resolve(consultation.unitCounts());
  }

  async privateEntries(units: ShareUnit[]) {
    const { consultation } = this.#patient();
    return Promise.resolve(consultation.privateEntries(units));
  }

  async preview(handle: string, choice: Choice) {
    return this.#patient().consultation.preview(handle, choice);
  }

  async approve(handle: string, choice: Choice) {
    const { consultation, kit } = this.#patient();
    await kit.requireForSharing();
    return consultation.approve(handle, choice);
  }

  async declineRequest(handle: string) {
    await this.#patient().consultation.decline(handle);
  }

  async acceptDeposit(handle: string) {
    return this.#patient().deposits.accept(handle);
  }

  async declineDeposit(handle: string) {
    await this.#patient().deposits.decline(handle);
  }

  async knownPeople() {
    return this.#patient().contacts.people();
  }

  async forgetPerson(identity: string) {
    await this.#patient().contacts.forget(identity);
  }

  // The consultation, doctor's side

  async newRequest(ask: RequestAsk) {
    if (this.#open().profile.retired) throw new VaultError('retired');
    return this.#doctor().newRequest(ask);
  }

  async forgetRequest(requestId: string) {
    const practice = this.#doctor();
    practice.forgetRequest(requestId);
    return Promise.resolve();
  }

  async myCard(base: string) {
    const { helper } = this.#open();
    return (helper ?? this.#doctor()).myCard(base);
  }

  async openSealedFile(grant: Bytes, sealed: Bytes) {
    return this.#doctor().openSealedFile(grant, sealed);
  }

  async visits() {
    const practice = this.#doctor();
    return Promise.resolve(practice.visits());
  }

  async visitResource(visitId: string, unit: ShareUnit, index: number) {
    const practice = this.#doctor();
    return Promise.resolve(practice.resource(visitId, unit, index));
  }

  async visitAttachment(visitId: string, attachmentId: string) {
    return this.#doctor().attachment(visitId, attachmentId);
  }

  async endVisit(visitId: string) {
    const practice = this.#doctor();
    practice.endVisit(visitId);
    return Promise.resolve();
  }

  async writeBack(visitId: string, draft: DepositDraft) {
    return this.#doctor().writeBack(visitId, draft);
  }

  // File hosts and standing access; the page reaches each method through these

  get hosts(): HostsApi {
    return this.#patient().hosts;
  }

  get standing(): StandingApi {
    return this.#patient().standing;
  }

  get drafts(): DraftsApi {
    return this.#patient().drafts;
  }

  get emergency(): EmergencyApi {
    return this.#patient().emergency;
  }

  get following(): FollowingApi {
    return this.#doctorDesk().following;
  }

  get helping(): HelpingApi {
    const { helper } = this.#open();
    if (helper === null) throw new AppError('wrong-role');
    return helper;
  }

  // Journal and settings

  async journal() {
    return this.#open().journal.entries();
  }

  async settings() {
    return this.#open().preferences.settings();
  }

  async saveSettings(settings: Settings) {
    await this.#open().preferences.saveSettings(settings);
  }

  /** The vault, opened at the first call; a failure is forgotten, so that the next call tries again. */
  #opened(): Promise<Vault> {
    this.#vault ??= this.#openVault().catch((error: unknown) => {
      this.#vault = null;
      throw error;
    });
    return this.#vault;
  }

  async #openVault(): Promise<Vault> {
    const { random, now } = this.#env;
    const vault = await openVault({
      random,
      now,
      ...this.#place,
      makeKeyring: () => makeKeyring(this.#env),
    });
    vault.onProfilesChange(() => this.#announce({ kind: 'profiles-changed' }));
    return vault;
  }

  async #begin(profile: UnlockedProfile): Promise<Session> {
    await this.lock();
    return this.#show(await this.#sessionOf(profile));
  }

  /** A profile in front of the one that opens it, which stays open behind. */
  async #enter(profile: UnlockedProfile): Promise<Session> {
    const [before, behind] = [this.#open(), this.#behind ?? this.#open()];
    const session = await this.#sessionOf(profile);
    if (before !== behind) before.close();
    this.#behind = behind;
    return this.#show(session);
  }

  async #back(): Promise<Session> {
    const [before, behind] = [this.#open(), this.#behind];
    if (behind === null) throw new AppError('not-linked');
    before.close();
    this.#behind = null;
    return this.#show(behind);
  }

  async #show(session: OpenSession): Promise<Session> {
    this.#session = session;
    return shownSession(session);
  }

  /** What happens in a profile that is not in front is told when it is. */
  async #sessionOf(profile: UnlockedProfile): Promise<OpenSession> {
    const inFront = () => this.#session === null || this.#session.profile === profile;
    return openSession(this.#env, profile, {
      announce: (event) => {
        if (inFront()) this.#announce(event);
      },
      retired: () => {
        if (inFront()) this.#noteMoving();
      },
    });
  }

  #noteMoving(): void {
    // A profile that was locked meanwhile has nothing to tell any more.
    void this.moving.state().then(
      ({ note }) => this.#announce({ kind: 'moving-changed', note }),
      () => undefined,
    );
  }

  /** A deposit that the open profile cannot open may be for another of the family: then it says for whom. */
  async #forAnother({ kind, bytes }: ScannedMessage, error: unknown): Promise<Scanned> {
    const isWrong = error instanceof SharingError && error.code === 'wrong-recipient';
    if (!isWrong || kind !== 'deposit') throw error;
    const addressee = await this.family.addresseeOf(bytes);
    if (addressee.kind === 'known')
      return { kind: 'for-another', ...shownCard(addressee.card), isLinked: addressee.isLinked };
    if (addressee.others.length === 0) throw error;
    return { kind: 'for-somebody', others: addressee.others.map(shownCard) };
  }

  #announce(event: CarnetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #open(): OpenSession {
    if (this.#session === null) throw new AppError('locked');
    return this.#session;
  }

  #patient(): PatientDesk {
    const { patient } = this.#open();
    if (patient === null) throw new AppError('wrong-role');
    return patient;
  }

  #doctor(): Practice {
    return this.#doctorDesk().practice;
  }

  #doctorDesk(): DoctorDesk {
    const { doctor } = this.#open();
    if (doctor === null) throw new AppError('wrong-role');
    return doctor;
  }
}

const shownCard = ({ id, label, colour }: ProfileCard) => ({ profileId: id, label, colour });

const isOfMoving = ({ kind }: ScannedMessage): boolean =>
  kind === 'move-request' || kind === 'move' || kind === 'move-receipt';

async function scannedByPatient(
  { consultation, deposits }: PatientDesk,
  { kind, bytes }: ScannedMessage,
): Promise<Scanned> {
  if (kind === 'request') return { kind, asker: await consultation.hearRequest(bytes) };
  if (kind === 'card') return { kind, asker: await consultation.hearCard(bytes) };
  if (kind === 'deposit') return { kind, deposit: await deposits.open(bytes) };
  throw new AppError('code-for-doctor');
}

async function scannedByDoctor(
  { practice, following }: DoctorDesk,
  { kind, bytes }: ScannedMessage,
): Promise<Scanned> {
  if (kind === 'standing') return { kind, followed: await following.hearStanding(bytes) };
  if (kind === 'invitation') return { kind, followed: await following.hearInvitation(bytes) };
  if (kind === 'answer') return { kind, followed: await following.hearAnswer(bytes) };
  if (kind === 'successor') return { kind, successor: await following.hearSuccessor(bytes) };
  if (kind === 'package') return { kind: 'visit', visit: await practice.openPackage(bytes) };
  if (kind === 'grant') return { kind: 'grant-without-package' };
  throw new AppError('code-for-patient');
}

async function scannedByHelper(
  helping: Helping,
  { kind, bytes }: ScannedMessage,
): Promise<Scanned> {
  if (kind === 'enrolment') return { kind, patient: await helping.enrol(bytes) };
  if (kind === 'ask') return { kind: 'answer-made', ...(await helping.answer(bytes)) };
  const isForPatient = kind === 'card' || kind === 'request' || kind === 'deposit';
  throw new AppError(isForPatient ? 'code-for-patient' : 'code-for-doctor');
}
