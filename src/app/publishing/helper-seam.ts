import type { Bytes } from '../../bytes/bytes.ts';
import type { ShareUnit } from '../../records/index.ts';
import type { DropPlace, ManifestCapsule, ReadingPlace, Stored } from '../../sharing/index.ts';
import type { Write } from '../../vault/index.ts';
import type { Lane } from '../api.ts';
import type { Hosts } from './hosts.ts';

/** A standing grant, as far as a helper's list needs it. */
export interface HelpedGrant {
  /** hex, 16 bytes */
  readonly grantId: string;
  /** Ed25519 key of the reader, hex. */
  readonly identity: string;
  readonly name: string;
  readonly units: readonly { unit: ShareUnit; lane: Lane }[];
  /** ISO instant. */
  readonly until: string | null;
  /** Ed25519 key, hex, of the helper through whom alone it reads; else null. */
  readonly throughHelper: string | null;
}

/** What the patient's helpers need of what the patient publishes. */
export interface HelperSeam {
  /** Active standing grants. */
  grants(): readonly HelpedGrant[];
  /** Of every published unit: the capsules in its newest manifest. */
  capsules(): Promise<readonly { unit: ShareUnit; capsules: readonly ManifestCapsule[] }[]>;
  /** Joins this grant's reader to the capsules of a lane and epoch; null where they are not hers. */
  reEncryptionKey(
    grantId: string,
    unit: ShareUnit,
    lane: Lane,
    epochId: Bytes,
  ): Promise<Bytes | null>;
  shelfKey(): Promise<Bytes>;
  /**
   * One turn of publishing. `change` commits what it does together with `due(units)`: then these
   * units begin a new epoch, are published, and every grant is re-issued; now, or when the profile is
   * next open.
   */
  roll(change: (due: (units: readonly ShareUnit[]) => Write[]) => Promise<void>): Promise<void>;
  /**
   * From now on these people read through this helper: their grants change and their units roll. It is
   * one commit with `writes`, and with what goes from the hosts.
   */
  route(
    identities: readonly string[],
    helper: string,
    besides: { drop: readonly string[]; writes: readonly Write[] },
  ): Promise<void>;
  /** What has to lie on every host from now on, and what no longer; commits `besides` with it. */
  want(put: readonly Stored[], drop: readonly string[], besides: readonly Write[]): Promise<void>;
  place(): ReadingPlace | null;
  drop(): DropPlace | null;
  readonly hosts: Hosts;
}
