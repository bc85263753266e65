import type { UnlockedProfile, WayIn } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { Shelf } from '../shelf.ts';
import type { KitDuty } from '../ways-in-api.ts';

/** How long a new record may share before its recovery kit is proven. */
const GRACE_MS = 24 * 3_600_000;

/** What is kept of a kit: never its secret. */
export interface KeptKit {
  slotId: string;
  /** Base64url of 16 bytes: under which name a backup lies on a host. */
  backupName: string;
  /** ISO instant. */
  provenAt: string | null;
}

/** Whether a patient has a recovery kit that was shown to be at hand. */
export class KitKeeping {
  readonly #env: Pick<Environment, 'now'>;
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<KeptKit>;

  constructor(env: Pick<Environment, 'now'>, profile: UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'setting');
  }

  /** The newest kit that was made, or null. */
  async kept(): Promise<KeptKit | null> {
    return this.#shelf.get('kit');
  }

  async keep(kit: KeptKit): Promise<void> {
    await this.#profile.commit([this.#shelf.put('kit', kit)]);
  }

  async proven(): Promise<void> {
    const kit = await this.kept();
    if (kit !== null) await this.keep({ ...kit, provenAt: this.#env.now().toISOString() });
  }

  async duty(): Promise<KitDuty> {
    const [ways, kept] = [await this.#profile.waysIn(), await this.kept()];
    const kit = stateOf(ways, kept);
    const { role, sample, createdAt } = this.#profile.card;
    if (role !== 'patient' || sample || kit === 'proven')
      return { kit, shareUntil: null, blocked: false };
    const until = Date.parse(createdAt) + GRACE_MS;
    const blocked = this.#env.now().getTime() >= until;
    return { kit, shareUntil: new Date(until).toISOString(), blocked };
  }

  /** @throws AppError `kit-needed` */
  async requireForSharing(): Promise<void> {
    if ((await this.duty()).blocked) throw new AppError('kit-needed');
  }
}

function stateOf(ways: readonly WayIn[], kept: KeptKit | null): KitDuty['kit'] {
  const kits = ways.filter(({ kind }) => kind === 'kit');
  if (kits.length === 0) return 'none';
  const isThere = kits.some(({ slotId }) => slotId === kept?.slotId);
  return isThere && typeof kept?.provenAt === 'string' ? 'proven' : 'unproven';
}
