import { toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import {
  FACTOR_SECRET_BYTES,
  isEnough,
  kitBackupName,
  kitsNear,
  kitWords,
  readKitWords,
  VaultError,
  waitLeft,
  wordsBeginning,
  type ProfileCard,
  type UnlockedProfile,
  type UnlockFactor,
  type Vault,
  type WayIn,
} from '../../vault/index.ts';
import type { Session } from '../api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type {
  Doors,
  KitSheet,
  NewPasskey,
  PasskeyOffer,
  WaysInApi,
  WaysInState,
  WayInView,
} from '../ways-in-api.ts';
import { withoutPrefix } from './code-text.ts';
import { KitKeeping, type KeptKit } from './kit-duty.ts';

interface Held {
  vault: () => Promise<Vault>;
  /** @throws AppError `locked` */
  profile: () => UnlockedProfile;
  begin: (profile: UnlockedProfile) => Promise<Session>;
  lock: () => Promise<void>;
}

/** What begins the text of a kit's code; never an address, so that no camera opens it. */
const CODE_PREFIX = 'carnet-kit:';
const ASKED_WORDS = 3;
const LABEL_CHARACTERS = 60;

/** The ways to open whichever profile is open, and the opening itself. */
export class WaysIn implements WaysInApi {
  readonly #env: Environment;
  readonly #held: Held;
  /** The kit that was drawn last, until it is proven or the profile is locked. */
  #drawn: { profileId: string; words: string[]; sheet: KitSheet } | null = null;

  constructor(env: Environment, held: Held) {
    this.#env = env;
    this.#held = held;
  }

  async doors(profileId: string): Promise<Doors> {
    const vault = await this.#held.vault();
    const ways = await vault.waysIn(profileId);
    const card = (await vault.profiles()).find(({ id }) => id === profileId);
    return {
      kinds: [...new Set(ways.map(({ kind }) => kind))],
      passkeys: ways.flatMap(({ passkey }) => (passkey === null ? [] : [passkey])),
      waitMs: card === undefined ? 0 : waitLeft(card, this.#env.now()),
    };
  }

  async open(profileId: string, factor: UnlockFactor): Promise<Session> {
    const vault = await this.#held.vault();
    return this.#held.begin(await vault.unlock(profileId, factor));
  }

  readKit(text: string) {
    return Promise.resolve(readKitWords(withoutPrefix(CODE_PREFIX, text)));
  }

  wordsBeginning(start: string) {
    return Promise.resolve(wordsBeginning(start.trim().toLowerCase(), 4));
  }

  async mendKit(profileId: string, words: string[]): Promise<string[] | null> {
    const vault = await this.#held.vault();
    const candidates = kitsNear(words);
    const right = await vault.firstToOpen(
      profileId,
      candidates.map(({ entropy }) => ({ kind: 'kit', entropy })),
    );
    return right === null ? null : (candidates[right]?.words ?? null);
  }

  async state(): Promise<WaysInState> {
    const profile = this.#held.profile();
    const keeping = new KitKeeping(this.#env, profile);
    const [ways, kept] = [await profile.waysIn(), await keeping.kept()];
    return { ways: ways.map((way) => viewOf(way, kept)), duty: await keeping.duty() };
  }

  async makeKit(current: UnlockFactor): Promise<KitSheet> {
    const profile = this.#held.profile();
    const keeping = new KitKeeping(this.#env, profile);
    const [before, kept] = [await kitsOf(profile), await keeping.kept()];
    const entropy = this.#env.random(FACTOR_SECRET_BYTES);
    // One that was never proven goes: only a proven one has to stay until this one is.
    const isKept = ({ slotId }: WayIn) => slotId === kept?.slotId && kept.provenAt !== null;
    const replaces = before.filter((kit) => !isKept(kit)).map(({ slotId }) => slotId);
    const factor = { kind: 'kit', entropy } as const;
    const added = await profile.addWayIn(current, { factor, replaces });
    const words = kitWords(entropy);
    const sheet = this.#sheet(profile.card, added, words);
    this.#drawn = { profileId: profile.card.id, words, sheet };
    if (!before.some(isKept)) await keeping.keep(keptOf(added, entropy, null));
    entropy.fill(0);
    return sheet;
  }

  async proveKit(answers: string[]): Promise<boolean> {
    const profile = this.#held.profile();
    const drawn = this.#drawn;
    if (drawn?.profileId !== profile.card.id) throw new AppError('unknown-handle');
    const isRight = drawn.sheet.asked.every(
      (place, i) => answers[i]?.trim().toLowerCase() === drawn.words[place - 1],
    );
    if (!isRight) return false;
    const read = readKitWords(drawn.words.join(' '));
    if (read.state !== 'complete') throw new AppError('unknown-handle');
    await this.proveWholeKit({ kind: 'kit', entropy: read.entropy });
    this.#drawn = null;
    return true;
  }

  async proveWholeKit(factor: UnlockFactor): Promise<void> {
    const profile = this.#held.profile();
    if (factor.kind !== 'kit') throw new AppError('unknown-handle');
    const slotId = await profile.proveWayIn(factor);
    const way = (await kitsOf(profile)).find((kit) => kit.slotId === slotId);
    if (way === undefined) throw new AppError('kit-not-here');
    const provenAt = this.#env.now().toISOString();
    await new KitKeeping(this.#env, profile).keep(keptOf(way, factor.entropy, provenAt));
    for (const kit of await kitsOf(profile))
      if (kit.slotId !== slotId) await profile.removeWayIn(kit.slotId);
  }

  async passkeyOffer(): Promise<PasskeyOffer> {
    const profile = this.#held.profile();
    const { random } = this.#env;
    const ways = await profile.waysIn();
    return {
      ...{ challenge: random(32), userId: random(32), prfSalt: random(32) },
      name: profile.card.label,
      existing: ways.flatMap(({ passkey }) => (passkey === null ? [] : [passkey.credentialId])),
    };
  }

  async addPasskey(current: UnlockFactor, passkey: NewPasskey): Promise<void> {
    const { credentialId, prfSalt, first, second, label } = passkey;
    const factor = { kind: 'passkey', credentialId, prfSalt, prf: first } as const;
    await this.#held.profile().addWayIn(current, {
      factor,
      proof: { ...factor, prf: second },
      label: label.slice(0, LABEL_CHARACTERS),
    });
  }

  async newPassphrase(current: UnlockFactor, passphrase: string): Promise<void> {
    const profile = this.#held.profile();
    const before = (await profile.waysIn()).filter(({ kind }) => kind === 'passphrase');
    await profile.addWayIn(current, {
      factor: { kind: 'passphrase', passphrase },
      replaces: before.map(({ slotId }) => slotId),
    });
  }

  /** A kit that nobody was seen to have is nothing to rely on. */
  async remove(slotId: string): Promise<void> {
    const profile = this.#held.profile();
    const left = (await profile.waysIn()).filter((way) => way.slotId !== slotId);
    const kept = await new KitKeeping(this.#env, profile).kept();
    const isAtHand = (way: WayIn) =>
      way.kind !== 'kit' || (way.slotId === kept?.slotId && kept.provenAt !== null);
    if (!isEnough(left.filter(isAtHand).map(({ kind }) => kind)))
      throw new VaultError('last-way-in');
    await profile.removeWayIn(slotId);
  }

  async renew(keep: UnlockFactor[]): Promise<void> {
    await this.#held.profile().renewRoot(keep);
    await this.#held.lock();
  }

  #sheet(card: ProfileCard, { slotId, createdAt }: WayIn, words: string[]): KitSheet {
    return {
      slotId,
      words,
      code: `${CODE_PREFIX}${words.join(' ')}`,
      createdAt: createdAt ?? this.#env.now().toISOString(),
      label: card.label,
      asked: this.#places(words.length),
    };
  }

  /** Three different places, from 1, in their order. */
  #places(count: number): number[] {
    const places = Array.from({ length: count }, (_, i) => i + 1);
    const draws = this.#env.random(ASKED_WORDS);
    const chosen = [...draws].map((draw) => places.splice(draw % places.length, 1)[0] ?? 1);
    return chosen.toSorted((one, other) => one - other);
  }
}

const kitsOf = async (profile: UnlockedProfile): Promise<WayIn[]> =>
  (await profile.waysIn()).filter(({ kind }) => kind === 'kit');

function keptOf({ slotId }: WayIn, entropy: Bytes, provenAt: string | null): KeptKit {
  return { slotId, backupName: toBase64url(kitBackupName(entropy)), provenAt };
}

function viewOf({ slotId, kind, createdAt, passkey }: WayIn, kept: KeptKit | null): WayInView {
  const provenAt = slotId === kept?.slotId ? kept.provenAt : null;
  return { slotId, kind, createdAt, label: passkey?.label ?? null, provenAt };
}
