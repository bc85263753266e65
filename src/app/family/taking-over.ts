import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { fromUtf8, type Bytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { makeMoveReceipt, makeSuccession, requestWords } from '../../sharing/index.ts';
import {
  VaultError,
  type Keyring,
  type OpenedBackup,
  type UnlockedProfile,
  type Vault,
  type Write,
} from '../../vault/index.ts';
import type { Session } from '../api.ts';
import { Merging } from '../backup/merging.ts';
import { inSteps } from '../backup/progress.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { NewOwner, SuccessionView } from '../family-api.ts';
import { Journal } from '../journal.ts';
import type { ShownMove } from '../moving-api.ts';
import { SUCCESSION, type KeptSuccession } from '../moving/kept.ts';
import { MoveReceiving, type VerifiedMove } from '../moving/receiving.ts';
import { reads, type StoredAccess } from '../publishing/access.ts';
import { RecordBook } from '../record-book.ts';
import { Shelf } from '../shelf.ts';

interface Held {
  vault: () => Promise<Vault>;
  begin: (profile: UnlockedProfile) => Promise<Session>;
}

type Progress = (fraction: number) => void;

/**
 * The owner's phone at a hand-over (PROTOCOL §6). What was kept for the owner arrives as a move does,
 * and goes into a profile with a root, a keyring and a lock that nobody else ever had: of the old keys
 * nothing is written here. They sign twice and are erased: that everything has arrived, and that the
 * new key succeeds them.
 */
export class TakingOver {
  readonly #env: Environment;
  readonly #held: Held;
  readonly #receiving: MoveReceiving;

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
    this.#receiving = new MoveReceiving(env);
  }

  ask(app: string): Promise<ShownMove> {
    return this.#receiving.ask(app, 'hand-over');
  }

  async takeOver(file: Blob, owner: NewOwner, onProgress?: Progress): Promise<Session> {
    const half = inSteps(onProgress, 0, 0.5);
    const move = await this.#receiving.open(file, { onProgress: half });
    try {
      if (move.backup.about.card.role !== 'patient') throw new AppError('wrong-role');
      const profile = await this.#written(move, owner);
      this.#receiving.forget();
      onProgress?.(1);
      return await this.#held.begin(profile);
    } finally {
      erase(move.backup.keyring);
    }
  }

  /** Of the open profile; null where it was nobody else's before. */
  async state(profile: UnlockedProfile): Promise<SuccessionView | null> {
    const kept = await new Shelf<KeptSuccession>(profile, 'setting').get(SUCCESSION);
    if (kept === null) return null;
    const { records, files, at, readers = [], told = false } = kept;
    const message = fromBase64url(kept.statement);
    const words = await requestWords(message);
    return {
      message,
      words,
      receipt: { message: fromBase64url(kept.receipt), records, files, at },
      readers: [...readers],
      told,
    };
  }

  /** The phone that kept it has read the receipt. */
  async told(profile: UnlockedProfile): Promise<void> {
    const shelf = new Shelf<KeptSuccession>(profile, 'setting');
    const kept = await shelf.get(SUCCESSION);
    if (kept !== null) await profile.commit([shelf.put(SUCCESSION, { ...kept, told: true })]);
  }

  /** All of it, or no profile at all. */
  async #written(move: VerifiedMove, owner: NewOwner): Promise<UnlockedProfile> {
    const vault = await this.#held.vault();
    const { label, colour, passphrase } = owner;
    const factor = { kind: 'passphrase', passphrase } as const;
    const about = { label, colour, role: 'patient', sample: false } as const;
    return vault.create({ ...about, factor, fill: (profile) => this.#fill(profile, move, label) });
  }

  /** @throws VaultError `unreadable` where not everything lies there afterwards */
  async #fill(profile: UnlockedProfile, move: VerifiedMove, name: string): Promise<void> {
    const book = await RecordBook.open(profile);
    const besides = await this.#besides(move, profile, name);
    await new Merging(this.#env, profile, book).takeOver(move.backup, besides);
    book.clear();
    const { objects } = await profile.readAll('record');
    if (objects.length !== move.arrival.records) throw new VaultError('unreadable');
  }

  async #besides(move: VerifiedMove, profile: UnlockedProfile, name: string): Promise<Write[]> {
    const { arrival, backup } = move;
    const { records, files, at } = arrival;
    const statement = await this.#statement(backup, profile, name);
    const content = { digest: fromHex(arrival.digest), records, files };
    const env = sharingNow(this.#env);
    const receipt = await makeMoveReceipt(env, backup.keyring, fromHex(arrival.request), content);
    const kept: KeptSuccession = {
      statement: toBase64url(statement),
      receipt: toBase64url(receipt),
      ...{ records, files, at },
      readers: await readersIn(backup, new Date(at)),
    };
    return [
      new Shelf<KeptSuccession>(profile, 'setting').put(SUCCESSION, kept),
      new Shelf<{ relation: 'me' }>(profile, 'setting').put('relation', { relation: 'me' }),
      new Journal(this.#env, profile).line({ event: 'taken-over', who: '', count: records }),
    ];
  }

  #statement(backup: OpenedBackup, { keyring }: UnlockedProfile, name: string): Promise<Bytes> {
    const from = backup.keyring.identitySeed;
    return makeSuccession(sharingNow(this.#env), from, keyring.identitySeed, name);
  }
}

/** Whoever could read until now has to be met again: who they are is all that comes along. */
async function readersIn(backup: OpenedBackup, now: Date): Promise<KeptSuccession['readers'] & {}> {
  const readers = new Map<string, string>();
  for (const { bytes } of await backup.objects('access')) {
    const access = JSON.parse(fromUtf8(bytes)) as StoredAccess;
    const { identity, name, until } = access;
    const isOver = until !== null && Date.parse(until) <= now.getTime();
    if (reads(access) && !isOver) readers.set(identity, name);
  }
  return [...readers].map(([identity, name]) => ({ identity, name }));
}

function erase({ tagMasters, ...keys }: Keyring): void {
  for (const { secret } of tagMasters) secret.fill(0);
  for (const key of Object.values(keys)) key.fill(0);
}
