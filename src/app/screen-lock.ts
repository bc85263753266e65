import { fromBase64url, toBase64url } from '../bytes/base64url.ts';
import { equal, utf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { ARGON2ID_FLOOR, argon2id } from '../crypto/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import type { ScreenLockApi, ScreenTry } from './screen-lock-api.ts';
import { Shelf } from './shelf.ts';

/** Sealed in the profile: who can read it reads the record as well. */
interface KeptNumber {
  /** Base64url of 16 bytes. */
  salt: string;
  /** Base64url of 32 bytes: Argon2id, because people have one number for many things. */
  hash: string;
}

const TRIES = 5;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PLACE = 'screen-lock';

interface Held {
  env: Pick<Environment, 'random'>;
  /** Whose phone it is. @throws AppError `locked` */
  profile: () => UnlockedProfile;
  lock: () => Promise<void>;
}

export class ScreenLock implements ScreenLockApi {
  readonly #held: Held;
  /** Wrong ones since the last right one; a locked profile has a new worker, and counts anew. */
  #wrong = 0;

  constructor(held: Held) {
    this.#held = held;
  }

  async isSet(): Promise<boolean> {
    return (await this.#shelf().get(PLACE)) !== null;
  }

  async set(digits: string): Promise<void> {
    if (!/^\d{4,8}$/.test(digits)) throw new AppError('short-number');
    const salt = this.#held.env.random(SALT_BYTES);
    const hash = toBase64url(await hashOf(digits, salt));
    await this.#commit(this.#shelf().put(PLACE, { salt: toBase64url(salt), hash }));
  }

  async remove(): Promise<void> {
    await this.#commit(this.#shelf().delete(PLACE));
  }

  async tryOpen(digits: string): Promise<ScreenTry> {
    const kept = await this.#shelf().get(PLACE);
    if (kept === null && (await this.#shelf().isDamaged(PLACE))) return this.#locked();
    if (kept === null) return { outcome: 'right' };
    const hash = await hashOf(digits, fromBase64url(kept.salt));
    if (equal(hash, fromBase64url(kept.hash))) {
      this.#wrong = 0;
      return { outcome: 'right' };
    }
    this.#wrong += 1;
    if (this.#wrong < TRIES) return { outcome: 'wrong', triesLeft: TRIES - this.#wrong };
    return this.#locked();
  }

  async #locked(): Promise<ScreenTry> {
    this.#wrong = 0;
    await this.#held.lock();
    return { outcome: 'locked' };
  }

  #shelf(): Shelf<KeptNumber> {
    return new Shelf(this.#held.profile(), 'setting');
  }

  async #commit(write: Parameters<UnlockedProfile['commit']>[0][number]): Promise<void> {
    await this.#held.profile().commit([write]);
  }
}

const hashOf = (digits: string, salt: Bytes): Promise<Bytes> =>
  argon2id(utf8(digits), salt, ARGON2ID_FLOOR, HASH_BYTES);
