import type { ShareUnit } from '../../records/index.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import { Shelf } from '../shelf.ts';

/** A helper that this patient enrolled. */
export interface StoredHelper {
  /** Ed25519 key, hex. */
  readonly identity: string;
  readonly name: string;
  /** ISO instants. */
  readonly since: string;
  readonly until: string | null;
  /** Once true, the list on the host says so, and the screens show this helper no more. */
  readonly dismissed: boolean;
  /** 32 bytes, base64url: names and seals its list and its log. */
  readonly helperKey: string;
  /** Questions that each person may ask in all. */
  readonly usesEach: number;
  /** Revision of the list that lies on the host, 0 before the first. */
  readonly revision: number;
  /** SHA-256 of what that list says, hex: the same again needs no new one. */
  readonly saying: string;
  /** The last page of its log that was read, and everything read. */
  readonly log: { page: { number: number; hash: string } | null; lines: HelperLine[] };
  /** Why the last page was not believed. */
  readonly problem: string | null;
  /** Units by the first bytes of the capsules listed for it, hex: the log names capsules alone. */
  readonly units: Readonly<Record<string, ShareUnit>>;
}

/** One transform that the log tells of. */
export interface HelperLine {
  readonly at: string;
  readonly forName: string;
  readonly units: ShareUnit[];
  readonly capsules: number;
}

/** The helpers of one patient, by key. */
export class HelperRows {
  readonly #shelf: Shelf<StoredHelper>;

  constructor(profile: UnlockedProfile) {
    this.#shelf = new Shelf(profile, 'helping');
  }

  /** Oldest first. */
  async all(): Promise<StoredHelper[]> {
    const { values } = await this.#shelf.all();
    return values.toSorted((a, b) => (a.since < b.since ? -1 : 1));
  }

  async get(identity: string): Promise<StoredHelper | null> {
    return this.#shelf.get(identity);
  }

  put(helper: StoredHelper): Write {
    return this.#shelf.put(helper.identity, helper);
  }
}
