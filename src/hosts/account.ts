/**
 * What is needed to write to a host. Sealed in the vault; it leaves the vault's worker only for the
 * worker that speaks to hosts.
 */
export type HostAccountSettings =
  | { kind: 'webdav'; base: string; user: string; password: string }
  | {
      kind: 's3';
      /** Origin of the service, without the bucket. */
      endpoint: string;
      bucket: string;
      region: string;
      accessKeyId: string;
      secretAccessKey: string;
      /** `https://service/bucket/name` or `https://bucket.service/name`. */
      style: 'path' | 'virtual-host';
    }
  /** Plain HTTP PUT; an empty token sends no Authorization header. */
  | { kind: 'http'; base: string; token: string };

/** How others read from the host: plain GET below an address, with at most a user of its own. */
export interface ReadingPlace {
  /** With a slash at the end; at most 120 characters. */
  base: string;
  /** A user who can only read; null where everybody who knows a name may. */
  reader: { user: string; password: string } | null;
}
