import { fromHex } from '../../bytes/hex.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { makeMoveReceipt, readMoveReceipt, SharingError } from '../../sharing/index.ts';
import {
  VaultError,
  type OpenedBackup,
  type UnlockedProfile,
  type UnlockFactor,
  type Vault,
} from '../../vault/index.ts';
import type { BackupView } from '../backup-api.ts';
import { inSteps } from '../backup/progress.ts';
import { restoredMark } from '../backup/restored.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { Journal } from '../journal.ts';
import type {
  Arrival,
  MoveAsker,
  MoveConfirmed,
  MoveReceiptView,
  MoveIntent,
  MovingApi,
  MovingState,
  SealedMove,
  ShownMove,
} from '../moving-api.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import { messageIn, type ScannedInput } from '../scanned.ts';
import type { OpenSession } from '../session.ts';
import { arrivedMark, KeptMoves, nothingBegun, stateOf, type KeptMove } from './kept.ts';
import { MoveReceiving } from './receiving.ts';
import { MoveSending } from './sending.ts';

type Progress = (fraction: number) => void;

interface Held {
  vault: () => Promise<Vault>;
  /** @throws AppError `locked` */
  session: () => OpenSession;
  lock: () => Promise<void>;
  /** Tells the page that the profile's note is another one. */
  noted: () => void;
}

/** A profile on its way from one phone to another: both ends of it. */
export class MovingDesk implements MovingApi {
  readonly #env: Environment;
  readonly #held: Held;
  readonly #receiving: MoveReceiving;
  #sending: { profile: UnlockedProfile; sending: MoveSending } | null = null;
  readonly #work = new OneAtATime();

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
    this.#receiving = new MoveReceiving(env);
  }

  // The new phone

  ask(app: string): Promise<ShownMove> {
    return this.#receiving.ask(app, 'move');
  }

  async arrive(file: Blob, onProgress?: Progress): Promise<Arrival> {
    const vault = await this.#held.vault();
    return this.#work.run(async (signal) => {
      const half = inSteps(onProgress, 0, 0.5);
      const { backup, arrival } = await this.#receiving.open(file, { onProgress: half, signal });
      const { card, createdAt } = backup.about;
      if ((await vault.profiles()).some(({ id }) => id === card.id))
        throw new VaultError('profile-exists');
      const note = { at: arrival.at, backupOf: createdAt, people: [] };
      const besides = [...nothingBegun, restoredMark(note), arrivedMark(arrival)];
      const options = { onProgress: inSteps(onProgress, 0.5), signal };
      const profile = await vault.restore(backup, besides, options);
      await assertWritten(profile, arrival).finally(() => profile.lock());
      this.#receiving.forget();
      const { records, files } = arrival;
      return { view: viewOf(backup), records, files };
    });
  }

  async receipt(): Promise<MoveReceiptView> {
    const { profile } = this.#held.session();
    const arrived = await new KeptMoves(profile).arrived();
    if (arrived === null) throw new AppError('nothing-moved');
    const { records, files, at } = arrived;
    const content = { digest: fromHex(arrived.digest), records, files };
    const env = sharingNow(this.#env);
    const request = fromHex(arrived.request);
    const message = await makeMoveReceipt(env, profile.keyring, request, content);
    return { message, records, files, at };
  }

  async receiptSeen(): Promise<void> {
    await this.#kept().tell();
    this.#held.noted();
  }

  // The old phone

  async hear(input: ScannedInput, intent: MoveIntent = 'move'): Promise<MoveAsker> {
    const sending = this.#live();
    const asker = await sending.hear(input);
    if (asker.intent !== intent)
      throw new AppError(intent === 'move' ? 'asks-for-hand-over' : 'asks-for-move');
    return asker;
  }

  answerWords(handle: string, answers: string[]): Promise<boolean> {
    return Promise.resolve(this.#live().answerWords(handle, answers));
  }

  async send(handle: string, current: UnlockFactor, onProgress?: Progress): Promise<SealedMove> {
    const sending = this.#live();
    const sealed = await this.#work.run((signal) =>
      sending.send(handle, current, onProgress, signal),
    );
    this.#held.noted();
    return sealed;
  }

  cancel(): Promise<void> {
    this.#work.end();
    return Promise.resolve();
  }

  async confirm(input: ScannedInput): Promise<MoveConfirmed> {
    const { profile } = this.#held.session();
    const { kind, bytes } = messageIn(input);
    if (kind !== 'move-receipt') throw new AppError('not-a-move');
    const move = await this.#begunBy(bytes);
    const { records, files } = move;
    const changedSince = await this.#changedSince(move);
    const arrivedAt = this.#env.now().toISOString();
    await profile.commit([await this.#kept().settle(move.request, arrivedAt)]);
    if (changedSince === 0) await this.#retire('receipt');
    this.#held.noted();
    return { records, files, changedSince };
  }

  async retire(): Promise<void> {
    await this.#retire('hand');
    this.#held.noted();
  }

  async goOnHere(): Promise<void> {
    const { profile } = this.#held.session();
    const at = this.#env.now().toISOString();
    const [last] = (await this.#kept().begun()).slice(-1);
    const note = { at, backupOf: last?.at ?? at, people: [] };
    await profile.commit([...nothingBegun, restoredMark(note)]);
    await this.#held.lock();
  }

  async forget(): Promise<void> {
    const { profile } = this.#held.session();
    await profile.commit([this.#kept().forgetBegun()]);
    this.#held.noted();
  }

  async state(): Promise<MovingState> {
    return this.#kept().state();
  }

  /** @throws AppError `receipt-of-another` */
  async #begunBy(receipt: Bytes): Promise<KeptMove> {
    const { profile } = this.#held.session();
    const identity = await signingPublicKey(profile.keyring.identitySeed);
    const env = sharingNow(this.#env);
    for (const move of await this.#kept().begun()) {
      const { records, files } = move;
      const [request, digest] = [fromHex(move.request), fromHex(move.digest)];
      const begun = { request, digest, records, files, identity };
      try {
        await readMoveReceipt(env, begun, receipt);
        return move;
      } catch (error) {
        if (!(error instanceof SharingError) || error.code === 'unknown-version') throw error;
      }
    }
    throw new AppError('receipt-of-another');
  }

  /** Records written after the copy; by their dates alone only where nothing better was kept. */
  async #changedSince({ at, state }: KeptMove): Promise<number> {
    const { profile, patient } = this.#held.session();
    if (state !== undefined && state === (await stateOf(profile))) return 0;
    const written = patient?.book.records() ?? [];
    const dated = written.filter(({ updatedAt }) => updatedAt > at).length;
    return state === undefined ? dated : Math.max(1, dated);
  }

  async #retire(by: 'receipt' | 'hand'): Promise<void> {
    const session = this.#held.session();
    const { profile } = session;
    const now = this.#env.now();
    const line = new Journal(this.#env, profile).line({ event: 'moved-away', who: '' });
    await profile.commit([this.#kept().retire(now, by), line]);
    session.retire();
  }

  #kept(): KeptMoves {
    return new KeptMoves(this.#held.session().profile);
  }

  /** @throws VaultError `retired` */
  #live(): MoveSending {
    const { profile } = this.#held.session();
    if (profile.retired) throw new VaultError('retired');
    if (this.#sending?.profile !== profile)
      this.#sending = { profile, sending: new MoveSending(this.#env, profile) };
    return this.#sending.sending;
  }
}

/** What lies in this browser now is what was sent. @throws VaultError `unreadable` */
async function assertWritten(
  profile: UnlockedProfile,
  { records, files }: { records: number; files: number },
): Promise<void> {
  const [written, blobs] = [await profile.readAll('record'), await profile.readAll('blob')];
  if (written.objects.length !== records || blobs.objects.length !== files)
    throw new VaultError('unreadable');
}

function viewOf({ about }: OpenedBackup): BackupView {
  const { card, createdAt, size, ways } = about;
  const { id, label, role, colour, sample } = card;
  return { profileId: id, label, role, colour, sample, createdAt, size, ways, isHere: true };
}
