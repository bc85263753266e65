import { toBase64url } from '../bytes/base64url.ts';
import { utf8 } from '../bytes/bytes.ts';
import type { Bytes } from '../bytes/bytes.ts';
import { aeadKey, domain, hkdfSha256, hmacSha256, open, seal } from '../crypto/index.ts';
import type { AeadKey, RandomSource } from '../crypto/index.ts';
import { VaultError } from './errors.ts';

/** Bytes of the root secret that every key slot seals. */
export const ROOT_BYTES = 32;

/** Which of the keys seals. */
export type SealingKey = 'objects' | 'keyring' | 'backup';

interface Keys {
  objects: AeadKey;
  keyring: AeadKey;
  backup: AeadKey;
  names: Bytes;
}

/**
 * What an unlocked profile keeps of its root: one key for objects, one for the keyring and one for
 * the ends of backups, each from the storage key by HKDF, and the key for the names of rows, which
 * comes from the keyring where that has one. Root and storage key are erased here at once.
 * After {@link StorageKey.forget} every method throws VaultError `closed`.
 */
export class StorageKey {
  #keys: Keys | null;

  private constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** Consumes `root` (32 bytes): it holds zeros afterwards. */
  static async fromRoot(root: Bytes): Promise<StorageKey> {
    const storage = derive(root, 'vault/storage');
    root.fill(0);
    const objects = derive(storage, 'vault/objects');
    const keyring = derive(storage, 'vault/keyring');
    const backup = derive(storage, 'vault/backup');
    const names = derive(storage, 'vault/names');
    storage.fill(0);
    try {
      return new StorageKey({
        objects: await aeadKey(objects),
        keyring: await aeadKey(keyring),
        backup: await aeadKey(backup),
        names,
      });
    } finally {
      objects.fill(0);
      keyring.fill(0);
      backup.fill(0);
    }
  }

  /** From now on rows are named by this key (32 bytes, copied): the keyring's. */
  nameBy(names: Bytes): void {
    const held = this.#held();
    const before = held.names;
    this.#keys = { ...held, names: Uint8Array.from(names) };
    before.fill(0);
  }

  /** A copy of the key that names rows: that of the root's own until {@link StorageKey.nameBy}. */
  derivedNames(): Bytes {
    return Uint8Array.from(this.#held().names);
  }

  /** The name of an object's row: 43 characters that tell nothing of the id without the key. */
  rowKey(collection: string, id: string): string {
    return toBase64url(
      hmacSha256(this.#held().names, domain('vault/row'), utf8(`${collection}\0${id}`)),
    );
  }

  seal(
    key: SealingKey,
    associatedData: Bytes,
    plaintext: Uint8Array,
    random: RandomSource,
  ): Promise<Bytes> {
    return seal(this.#held()[key], associatedData, plaintext, random);
  }

  /** @throws CryptoError `not-authentic` */
  open(key: SealingKey, associatedData: Bytes, sealed: Uint8Array): Promise<Bytes> {
    return open(this.#held()[key], associatedData, sealed);
  }

  /** @throws VaultError `closed` */
  assertHeld(): void {
    this.#held();
  }

  forget(): void {
    this.#keys?.names.fill(0);
    this.#keys = null;
  }

  #held(): Keys {
    if (!this.#keys) throw new VaultError('closed');
    return this.#keys;
  }
}

function derive(key: Bytes, purpose: string): Bytes {
  return hkdfSha256({ key, info: domain(purpose), length: ROOT_BYTES });
}
