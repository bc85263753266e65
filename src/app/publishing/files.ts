import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { sha256OfLarge } from '../../crypto/index.ts';
import type { AttachmentRef } from '../../records/index.ts';
import {
  draftObject,
  encodeObjectRef,
  finishObject,
  PART_BYTES,
  sealPart,
  type ObjectDraft,
} from '../../sharing/index.ts';
import { VaultError, type UnlockedProfile, type Write } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { Shelf } from '../shelf.ts';
import type { StateFile } from './unit-state.ts';
import type { Wanted } from './uploads.ts';

/** A stored file on its way to the hosts: its draft, and what is known of each sealed part. */
interface StoredFile {
  readonly id: string;
  /** Name of the stored bytes. */
  readonly blob: string;
  readonly draft: {
    readonly id: string;
    readonly key: string;
    readonly prefix: string;
    readonly length: number;
    readonly names: readonly string[];
  };
  /** Null for a part that was not sealed yet. */
  readonly parts: readonly ({ size: number; hash: string } | null)[];
}

/** What the queue knows of the parts of files, by their names. */
export interface PartsAsked {
  /** Whether it cannot be sent, since its bytes are not on this device. */
  readonly isLost: (name: string) => boolean;
  readonly hasArrived: (name: string) => boolean;
}

/**
 * The files of published records. Each is an object of its own, sealed part by part as it goes out,
 * always to the same bytes: so nothing of a long file is ever kept twice, and an upload goes on at
 * the part where it was cut off.
 */
export class PublishedFiles {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #identity: Bytes;
  readonly #shelf: Shelf<StoredFile>;

  constructor(env: Environment, profile: UnlockedProfile, identity: Bytes) {
    this.#env = env;
    this.#profile = profile;
    this.#identity = identity;
    this.#shelf = new Shelf(profile, 'publication');
  }

  /** Drafts the object of a file. One that is a single part is sealed at once, to know its hash. */
  async begin(
    attachment: Pick<AttachmentRef, 'id' | 'size'>,
  ): Promise<{ file: StateFile; parts: Wanted['parts']; writes: Write[] }> {
    const draft = draftObject(this.#env.random, attachment.size);
    const id = toHex(draft.id);
    const blank: StoredFile = {
      ...{ id, blob: attachment.id, draft: draftToJson(draft) },
      parts: draft.names.map(() => null),
    };
    const stored = draft.names.length > 1 ? blank : await this.#sealedAtOnce(blank);
    if (stored === null) return { file: { id, ref: null, lost: true }, parts: [], writes: [] };
    // What is long goes last, and joins its record when it is there.
    const rank = draft.names.length > 1 ? 'part' : 'object';
    const parts = draft.names.map((name, index): Wanted['parts'][number] => {
      return { name, size: sizeOfPart(draft.length, index), file: id, index, rank };
    });
    // One of several parts waits until they have arrived.
    const ref = parts.length > 1 ? null : refIn(stored);
    return { file: { id, ref }, parts, writes: [this.#shelf.put(keyOf(id), stored)] };
  }

  /**
   * The file again, and what becomes of its parts: the names that the next list names, or those that
   * are given up. A list must not name what is not there, so a file has its reference once every part
   * has arrived. What cannot be read here and is nowhere else stays out.
   */
  async look(
    file: StateFile,
    { isLost, hasArrived }: PartsAsked,
  ): Promise<{ file: StateFile; names: readonly string[] }> {
    if (file.ref !== null || file.lost) return { file, names: [] };
    const stored = await this.#shelf.get(keyOf(file.id));
    const names = stored?.draft.names ?? [];
    if (names.some(isLost)) return { file: { ...file, lost: true }, names };
    const ref = stored === null || !names.every(hasArrived) ? null : refIn(stored);
    return { file: { ...file, ref }, names: ref === null ? [] : names };
  }

  /** Whether all parts of a file have arrived. */
  async isThere(id: string, hasArrived: PartsAsked['hasArrived']): Promise<boolean> {
    return (await this.#shelf.get(keyOf(id)))?.draft.names.every(hasArrived) ?? false;
  }

  /** What no record names any more: its names on the hosts, and what to forget. */
  async end({ id }: StateFile): Promise<{ names: readonly string[]; write: Write }> {
    const stored = await this.#shelf.get(keyOf(id));
    return { names: stored?.draft.names ?? [], write: this.#shelf.delete(keyOf(id)) };
  }

  /** @throws VaultError `unreadable` when the file is not there any more */
  async seal(id: string, index: number): Promise<Bytes> {
    const stored = await this.#shelf.get(keyOf(id));
    if (stored === null) throw new VaultError('unreadable');
    return this.#seal(stored, index);
  }

  /** Notes what a sealed part came to. */
  async sealed(id: string, index: number, bytes: Bytes): Promise<void> {
    return this.#profile.inTurn('published-files', async () => {
      const stored = await this.#shelf.get(keyOf(id));
      if (stored === null || stored.parts[index] !== null) return;
      const part = { size: bytes.length, hash: toHex(await sha256OfLarge(bytes)) };
      const parts = stored.parts.map((known, at) => (at === index ? part : known));
      await this.#profile.commit([this.#shelf.put(keyOf(id), { ...stored, parts })]);
    });
  }

  async #seal({ blob, draft }: StoredFile, index: number): Promise<Bytes> {
    const from = Math.min(draft.length, index * PART_BYTES);
    const to = Math.min(draft.length, from + PART_BYTES);
    const plaintext = await this.#profile.blobSlice(blob, from, to);
    return (await sealPart(this.#identity, draftOf(draft), index, plaintext)).bytes;
  }

  /** Null for a file whose bytes cannot be read: the record goes without it. */
  async #sealedAtOnce(stored: StoredFile): Promise<StoredFile | null> {
    try {
      const bytes = await this.#seal(stored, 0);
      const hash = toHex(await sha256OfLarge(bytes));
      return { ...stored, parts: [{ size: bytes.length, hash }] };
    } catch (error) {
      if (error instanceof VaultError && error.code === 'unreadable') return null;
      throw error;
    }
  }
}

const keyOf = (id: string): string => `file.${id}`;

/** What a part's own bytes come to; its padding is not counted. */
function sizeOfPart(length: number, index: number): number {
  return Math.max(0, Math.min(PART_BYTES, length - index * PART_BYTES));
}

function refIn({ draft, parts }: StoredFile): string | null {
  const known = parts.flatMap((part) => part ?? []);
  if (known.length < parts.length) return null;
  const stored = known.map(({ size, hash }) => ({ size, hash: fromHex(hash) }));
  return toBase64url(encodeObjectRef(finishObject(draftOf(draft), stored)));
}

function draftToJson({ id, key, prefix, length, names }: ObjectDraft): StoredFile['draft'] {
  const [secret, nonce] = [toBase64url(key), toBase64url(prefix)];
  return { id: toHex(id), key: secret, prefix: nonce, length, names };
}

function draftOf({ id, key, prefix, length, names }: StoredFile['draft']): ObjectDraft {
  const [secret, nonce] = [fromBase64url(key), fromBase64url(prefix)];
  return { id: fromHex(id), key: secret, prefix: nonce, length, names };
}
