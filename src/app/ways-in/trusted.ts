import {
  FACTOR_SECRET_BYTES,
  gatherShares,
  isQuorum,
  readShareWords,
  sharesNear,
  sharesOf,
  shareWords,
  type Share,
  type UnlockedProfile,
  type UnlockFactor,
  type WayIn,
} from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { Shelf } from '../shelf.ts';
import type {
  Collected,
  ReadCard,
  ShareCard,
  ShareSheets,
  TrustedApi,
  TrustedPeople,
} from '../trusted-api.ts';
import { withoutPrefix } from './code-text.ts';

/** What begins the text of a part's code; never an address, so that no camera opens it. */
const CODE_PREFIX = 'carnet-share:';
const NAME_CHARACTERS = 60;

/** The people who open whichever profile is open, and what their parts come to. */
export class Trusted implements TrustedApi {
  readonly #env: Pick<Environment, 'random'>;
  /** @throws AppError `locked` */
  readonly #profile: () => UnlockedProfile;

  constructor(env: Pick<Environment, 'random'>, profile: () => UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
  }

  async people(): Promise<TrustedPeople | null> {
    const profile = this.#profile();
    const kept = await shelfOf(profile).get('people');
    const ways = await peopleIn(profile);
    return ways.some(({ slotId }) => slotId === kept?.slotId) ? kept : null;
  }

  async share(current: UnlockFactor, names: string[], threshold: number): Promise<ShareSheets> {
    const quorum = { threshold, count: names.length };
    if (!isQuorum(quorum)) throw new AppError('people-number');
    const profile = this.#profile();
    const secret = this.#env.random(FACTOR_SECRET_BYTES);
    const shares = await sharesOf(secret, quorum);
    const kept = await shelfOf(profile).get('people');
    // The cards that people hold open it until the new ones were handed out.
    const replaces = (await peopleIn(profile))
      .map(({ slotId }) => slotId)
      .filter((slotId) => slotId !== kept?.slotId);
    const factor = { kind: 'people', secret } as const;
    const added = await profile.addWayIn(current, { factor, replaces });
    secret.fill(0);
    const cards = shares.map((share) => cardOf(share, names[share.number - 1] ?? ''));
    const people = peopleOf(added, shares, cards);
    await profile.commit([shelfOf(profile).put('people', people)]);
    const { setId, createdAt } = people;
    return { setId, threshold, createdAt, label: profile.card.label, cards };
  }

  async handedOut(): Promise<void> {
    const profile = this.#profile();
    const kept = await shelfOf(profile).get('people');
    const ways = await peopleIn(profile);
    if (!ways.some(({ slotId }) => slotId === kept?.slotId)) return;
    for (const { slotId } of ways) if (slotId !== kept?.slotId) await profile.removeWayIn(slotId);
  }

  readCard(text: string): Promise<ReadCard> {
    const read = readShareWords(withoutPrefix(CODE_PREFIX, text));
    return Promise.resolve(read.state === 'complete' ? { state: 'complete' } : read);
  }

  mendCard(words: string[]): Promise<string[] | null> {
    const [one = null, ...others] = sharesNear(words);
    return Promise.resolve(others.length === 0 ? one : null);
  }

  async collect(texts: string[]): Promise<Collected> {
    const shares = texts.flatMap((text) => {
      const read = readShareWords(withoutPrefix(CODE_PREFIX, text));
      return read.state === 'complete' ? [read.share] : [];
    });
    const { states, secret, ...found } = await gatherShares(shares);
    const cards = shares.map(({ setId, number, count }, i) => {
      return { setId, number, count, state: states[i] ?? 'fits' };
    });
    return { ...found, cards, factor: secret === null ? null : { kind: 'people', secret } };
  }
}

const shelfOf = (profile: UnlockedProfile) => new Shelf<TrustedPeople>(profile, 'setting');

const peopleIn = async (profile: UnlockedProfile): Promise<WayIn[]> =>
  (await profile.waysIn()).filter(({ kind }) => kind === 'people');

function cardOf(share: Share, name: string): ShareCard {
  const words = shareWords(share);
  const { number } = share;
  return {
    ...{ number, words, name: name.trim().slice(0, NAME_CHARACTERS) },
    code: `${CODE_PREFIX}${words.join(' ')}`,
  };
}

function peopleOf(
  { slotId, createdAt }: WayIn,
  [first]: readonly Share[],
  cards: readonly ShareCard[],
): TrustedPeople {
  return {
    slotId,
    setId: first?.setId ?? '',
    threshold: first?.threshold ?? 0,
    createdAt: createdAt ?? '',
    holders: cards.map(({ number, name }) => ({ number, name })),
  };
}
