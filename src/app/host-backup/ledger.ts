import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { StoredHost } from '../publishing/host-account.ts';
import { Shelf } from '../shelf.ts';
import type { KeptKit } from '../ways-in/kit-duty.ts';
import type { Side } from './copy.ts';

/** Something of ours on a host that is to go from there. */
export interface Leftover {
  /** Base64url; the kit's backup name and the side of an index, where there is one. */
  readonly index: { readonly seed: string; readonly side: Side } | null;
  /** Base64url, and how many parts it names. */
  readonly secret: string;
  readonly parts: number;
}

/** The backup that was last proven on a host. */
export interface KeptCopy {
  readonly number: number;
  /** ISO instants: of the backup, and of its being read back. */
  readonly at: string;
  readonly provenAt: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly records: number;
  /** Whether every byte was read back, or the sizes of all and the bytes of some. */
  readonly readBack: 'whole' | 'samples';
  readonly side: Side;
  /** Base64url: the kit's backup name it lies under, and its own secret. */
  readonly seed: string;
  readonly secret: string;
  readonly parts: number;
  /** What the profile held then, to tell whether something changed since. */
  readonly fingerprint: string;
}

export interface HostRow {
  readonly kept: KeptCopy | null;
  readonly leftovers: readonly Leftover[];
}

/** What is known of the backups on each host, one sealed row for each. */
export class Ledger {
  readonly #profile: UnlockedProfile;
  readonly #shelf: Shelf<HostRow>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#shelf = new Shelf(profile, 'setting');
  }

  async of(host: string): Promise<HostRow> {
    return (await this.#shelf.get(idOf(host))) ?? { kept: null, leftovers: [] };
  }

  async note(host: string, row: HostRow): Promise<void> {
    await this.#profile.commit([this.#shelf.put(idOf(host), row)]);
  }

  async forget(host: string): Promise<void> {
    await this.#profile.commit([this.#shelf.delete(idOf(host))]);
  }
}

const idOf = (host: string): string => `backup.host.${host}`;

export function leftoverOf(
  { secret, digests }: { secret: Bytes; digests: readonly unknown[] },
  index: { seed: Bytes; side: Side } | null,
): Leftover {
  const place = index === null ? null : { seed: toBase64url(index.seed), side: index.side };
  return { index: place, secret: toBase64url(secret), parts: digests.length };
}

export const secretOf = ({ secret }: Pick<Leftover, 'secret'>): Bytes => fromBase64url(secret);

/** When the newest backup was made that a host was proven to have for the kit of now, ISO. */
export async function newestOnHosts(profile: UnlockedProfile): Promise<string | null> {
  const kit = await new Shelf<KeptKit>(profile, 'setting').get('kit');
  const ledger = new Ledger(profile);
  let newest: string | null = null;
  for (const { id } of (await new Shelf<StoredHost>(profile, 'host').all()).values) {
    const { kept } = await ledger.of(id);
    if (kept !== null && kept.seed === kit?.backupName && kept.at > (newest ?? ''))
      newest = kept.at;
  }
  return newest;
}
