import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { StoredHost } from '../publishing/host-account.ts';
import { Shelf } from '../shelf.ts';
import type { KeptKit } from '../ways-in/kit-duty.ts';
import type { Side } from './copy.ts';
import { fromOlderRow, type OlderRow } from './older-row.ts';
import { pieceName, type Piece } from './piece.ts';

/** A {@link Piece}: secret and content in base64url, and bytes. */
export type KeptPiece = readonly [secret: string, content: string, length: number];

/** Where an index lies. */
export interface IndexPlace {
  /** Base64url: the kit's backup name. */
  readonly seed: string;
  readonly side: Side;
}

/** Something of ours on a host that is to go from there. */
export interface Leftover {
  readonly index: IndexPlace | null;
  /** Of parts. */
  readonly names: readonly string[];
}

/** The backup that was last proven on a host. */
export interface KeptCopy extends IndexPlace {
  readonly number: number;
  /** ISO instants: of the backup, and of its being read back. */
  readonly at: string;
  readonly provenAt: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly records: number;
  /** Whether every byte was read back, or the sizes of all and the bytes of some. */
  readonly readBack: 'whole' | 'samples';
  /** What the profile held then, to tell whether something changed since. */
  readonly fingerprint: string;
  /** Base64url, as its index has it. */
  readonly id: string;
  readonly pieces: readonly KeptPiece[];
  /** Of its parts, where an older version left it. */
  readonly olderNames: readonly string[];
}

/** One that was begun: all of its pieces may lie there, or none. */
export interface BegunCopy {
  readonly seed: string;
  readonly pieces: readonly KeptPiece[];
}

export interface HostRow {
  readonly kept: KeptCopy | null;
  readonly begun: BegunCopy | null;
  readonly leftovers: readonly Leftover[];
}

const LEFT = 'backup.left';
/** More attempts in a row do not end between an index and the note that it is there. */
const IDS_KEPT = 64;

/** What is known of the backups on each host, one sealed row for each. */
export class Ledger {
  readonly #profile: UnlockedProfile;
  readonly #rows: Shelf<HostRow | OlderRow>;
  readonly #left: Shelf<{ ids: string[] }>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#rows = new Shelf(profile, 'setting');
    this.#left = new Shelf(profile, 'setting');
  }

  async of(host: string): Promise<HostRow> {
    const row = await this.#rows.get(idOf(host));
    if (row === null) return { kept: null, begun: null, leftovers: [] };
    return 'begun' in row ? row : fromOlderRow(row);
  }

  async note(host: string, row: HostRow): Promise<void> {
    await this.#profile.commit([this.#rows.put(idOf(host), row)]);
  }

  /** A backup of this id is ours from now on, wherever it is found. */
  async begin(host: string, row: HostRow, id: string): Promise<void> {
    const ids = [...(await this.#ids()), id].slice(-IDS_KEPT);
    await this.#profile.commit([this.#rows.put(idOf(host), row), this.#left.put(LEFT, { ids })]);
  }

  async isOurs(host: string, id: string): Promise<boolean> {
    return (await this.of(host)).kept?.id === id || (await this.#ids()).includes(id);
  }

  async forget(host: string): Promise<void> {
    await this.#profile.commit([this.#rows.delete(idOf(host))]);
  }

  async #ids(): Promise<string[]> {
    return (await this.#left.get(LEFT))?.ids ?? [];
  }
}

const idOf = (host: string): string => `backup.host.${host}`;

export const keptPiece = ({ secret, content, length }: Piece): KeptPiece => [
  ...([toBase64url(secret), toBase64url(content), length] as const),
];

export const pieceFrom = ([secret, content, length]: KeptPiece): Piece => ({
  ...{ secret: fromBase64url(secret), content: fromBase64url(content), length },
});

export const nameOfKept = ([secret]: KeptPiece): string => pieceName(fromBase64url(secret));

export const indexPlace = (seed: Bytes, side: Side): IndexPlace => ({
  ...{ seed: toBase64url(seed), side },
});

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
