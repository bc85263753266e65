import { fromUtf8, utf8, type Bytes } from '../../bytes/bytes.ts';
import { VaultError, type UnlockedProfile, type Write } from '../../vault/index.ts';

/**
 * What goes first: a list never names what is not there yet, a message never tells of no list. Parts
 * of long files, which no list names before they are there, hold nothing up.
 */
export type Rank = 'object' | 'manifest' | 'message' | 'part';

/** Where an upload's bytes come from: kept sealed in the vault, or sealed again from a stored file. */
export type Source = { kind: 'bytes' } | { kind: 'part'; file: string; index: number };

/**
 * One name that is to lie on every host, or, once `gone`, on none. It stays as long as the name is
 * wanted: so a host that is added later gets everything.
 */
export interface Upload {
  readonly name: string;
  readonly rank: Rank;
  /** The order of asking. */
  readonly at: number;
  /** Bytes to send, an estimate for parts that are not sealed yet. */
  readonly size: number;
  readonly source: Source;
  readonly gone: boolean;
  /** Hosts that are as they should be. */
  readonly done: readonly string[];
  /** Whether its bytes are not on this device any more: it waits until something else takes its place. */
  readonly lost?: boolean;
}

interface Held {
  readonly upload: Upload;
  readonly revision: number;
}

/** What is wanted of the hosts, committed together with what it belongs to. */
export interface Wanted {
  put: { name: string; bytes: Bytes; rank: Rank }[];
  parts: { name: string; size: number; file: string; index: number; rank: 'object' | 'part' }[];
  /** Parts that a list names from now on: it waits for them wherever they are not yet. */
  named: string[];
  drop: string[];
}

export const nothingWanted = (): Wanted => ({ put: [], parts: [], named: [], drop: [] });

const ranks: readonly Rank[] = ['object', 'manifest', 'message', 'part'];
const bytesId = (name: string): string => `bytes.${name}`;

/** The names that are wanted on the hosts, and how far each host is. */
export class Uploads {
  readonly #profile: UnlockedProfile;
  readonly #held = new Map<string, Held>();
  #stale = true;
  #last = 0;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
  }

  /** Another window has written: the next look reads the vault again. */
  forget(): void {
    this.#stale = true;
  }

  async load(): Promise<void> {
    if (!this.#stale) return;
    this.#stale = false;
    const { objects } = await this.#profile.readAll('upload');
    this.#held.clear();
    for (const { bytes, revision } of objects) this.#hold(decode(bytes), revision);
  }

  all(): Upload[] {
    return [...this.#held.values()].map(({ upload }) => upload);
  }

  get(name: string): Upload | null {
    return this.#held.get(name)?.upload ?? null;
  }

  /** What this host still lacks or still has too much, in the order in which it should go. */
  pending(host: string): Upload[] {
    return this.all()
      .filter(({ done, gone, lost }) => !done.includes(host) && (gone || !lost))
      .toSorted((a, b) => step(a) - step(b) || a.at - b.at);
  }

  /** Commits what is wanted and everything that must stand or fall with it. */
  async want(wanted: Wanted, besides: readonly Write[]): Promise<void> {
    await this.#inTurn(async () => {
      const uploads = this.#wanted(wanted);
      const contents = wanted.put.map(({ name, bytes }) => contentPut(name, bytes));
      await this.#commit(uploads, [...contents, ...besides]);
    });
  }

  /** Notes that a host is as it should be, unless something else was wanted meanwhile. */
  async settle(sent: Upload, host: string, hosts: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      const now = this.get(sent.name);
      if (now?.at !== sent.at || now.gone !== sent.gone) return;
      const next = { ...now, done: [...new Set([...now.done, host])] };
      const over = next.gone && hosts.every((id) => next.done.includes(id));
      if (over) await this.#erase([now.name]);
      else await this.#commit([next], []);
    });
  }

  /** Notes that an upload's bytes are not here, unless something else was wanted meanwhile. */
  async lose({ name, at, gone }: Upload): Promise<void> {
    await this.#inTurn(async () => {
      const now = this.get(name);
      if (now === null || now.at !== at || gone) return;
      await this.#commit([{ ...now, lost: true }], []);
    });
  }

  /** Whatever of these is to lie on this host is sent there once more. */
  async redo(host: string, isMissing: (name: string) => boolean): Promise<void> {
    await this.#inTurn(async () => {
      const missing = this.all().filter(
        ({ name, gone, done }) => !gone && done.includes(host) && isMissing(name),
      );
      const again = missing.map((upload) => {
        return { ...upload, done: upload.done.filter((id) => id !== host) };
      });
      await this.#commit(again, []);
    });
  }

  /** The sealed bytes of an upload that keeps them; null when they are not there. */
  async bytes(name: string): Promise<Bytes | null> {
    return (await this.#profile.read('publication', bytesId(name)))?.bytes ?? null;
  }

  /** Without a host there is nowhere to delete from. */
  async eraseGone(): Promise<void> {
    await this.#inTurn(() =>
      this.#erase(
        this.all()
          .filter(({ gone }) => gone)
          .map(({ name }) => name),
      ),
    );
  }

  #wanted({ put, parts, named, drop }: Wanted): Upload[] {
    const fresh = { gone: false, done: [] };
    return [
      ...put.map(({ name, bytes, rank }): Upload => {
        return {
          name,
          rank,
          size: bytes.length,
          source: { kind: 'bytes' },
          at: this.#next(),
          ...fresh,
        };
      }),
      ...parts.map(({ name, size, file, index, rank }): Upload => {
        const source = { kind: 'part', file, index } as const;
        return { name, rank, size, source, at: this.#next(), ...fresh };
      }),
      ...named.flatMap((name): Upload[] => {
        const known = this.get(name);
        return known?.rank === 'part' ? [{ ...known, rank: 'object' }] : [];
      }),
      ...drop.flatMap((name): Upload[] => {
        const known = this.get(name);
        return known === null
          ? []
          : [{ ...known, gone: true, lost: false, done: [], at: this.#next() }];
      }),
    ];
  }

  async #commit(uploads: readonly Upload[], besides: readonly Write[]): Promise<void> {
    const writes = uploads.map((upload) => this.#put(upload));
    await this.#profile.commit([...writes, ...besides]);
    for (const upload of uploads) this.#hold(upload, this.#revision(upload.name) + 1);
  }

  async #erase(names: readonly string[]): Promise<void> {
    const writes = names.flatMap((id): Write[] => [
      { kind: 'delete', collection: 'upload', id },
      { kind: 'delete', collection: 'publication', id: bytesId(id) },
    ]);
    await this.#profile.commit(writes);
    for (const name of names) this.#held.delete(name);
  }

  #put(upload: Upload): Write {
    const expects = this.#revision(upload.name);
    const bytes = utf8(JSON.stringify(upload));
    const at = { id: upload.name, revision: expects + 1, expects };
    return { kind: 'put', collection: 'upload', bytes, ...at };
  }

  #revision(name: string): number {
    return this.#held.get(name)?.revision ?? 0;
  }

  #hold(upload: Upload, revision: number): void {
    this.#held.set(upload.name, { upload, revision });
    this.#last = Math.max(this.#last, upload.at);
  }

  #next(): number {
    return (this.#last += 1);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#profile.inTurn('uploads', async () => {
      await this.load();
      try {
        return await work();
      } catch (error) {
        this.forget();
        if (!(error instanceof VaultError) || error.code !== 'conflict') throw error;
      }
      // Another window was quicker, and its news of it slower.
      await this.load();
      return work();
    });
  }
}

/** Deleting comes last: until the new list lies there, the old one and what it names are needed. */
function step({ gone, rank }: Upload): number {
  return gone ? ranks.length : ranks.indexOf(rank);
}

function contentPut(name: string, bytes: Bytes): Write {
  return { kind: 'put', collection: 'publication', id: bytesId(name), revision: 1, bytes };
}

/** The vault opened only what {@link Uploads} sealed there: it has the shape. */
function decode(bytes: Bytes): Upload {
  return JSON.parse(fromUtf8(bytes)) as Upload;
}
