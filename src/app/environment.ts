import type { RandomSource, ReEncryptionSuite } from '../crypto/index.ts';
import type {
  Host,
  HostAccountSettings,
  Letterbox,
  Reader,
  ReadingPlace,
  StageResult,
} from '../hosts/index.ts';
import type { ParsedImport } from '../records/index.ts';
import type { SharingEnvironment } from '../sharing/index.ts';

/** How far a file's reading has come, and the way to stop it. */
export interface ParseOptions {
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** The way to file hosts; in the app it leads to a worker of its own, the only one that can fetch. */
export interface HostAccess {
  /** Opens nothing yet: the first call does. Calls fail with HostError. */
  open(account: HostAccountSettings): Host;
  /** As those see it who only read. */
  read(place: ReadingPlace): Reader;
  /** Tries everything that is needed of a host; true where nothing failed. Never throws. */
  test(
    account: HostAccountSettings,
    place: ReadingPlace,
    letterbox: Letterbox | null,
    onStage: (result: StageResult) => void,
  ): Promise<boolean>;
}

/** Everything the use cases take from outside, so that a test can hold each in its hand. */
export interface Environment {
  readonly random: RandomSource;
  readonly suite: ReEncryptionSuite;
  /** The wall clock. */
  readonly now: () => Date;
  /** Milliseconds that only ever grow, from any origin. */
  readonly monotonic: () => number;
  /** Calls `tick` again and again until the returned function is called. */
  readonly every: (milliseconds: number, tick: () => void) => () => void;
  /** Reads a file's resources; in the app this runs in a worker of its own, ended by `signal`. */
  readonly parse: (file: Blob, options: ParseOptions) => Promise<ParsedImport>;
  readonly hosts: HostAccess;
  /** Resolves after so many milliseconds, or at once when `signal` aborts. Never rejects. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** The moment's environment for one call into `sharing`. */
export function sharingNow({ now, random, suite }: Environment): SharingEnvironment {
  return { now: now(), random, suite };
}
