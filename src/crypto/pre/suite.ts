import type { Bytes } from '../../bytes/bytes.ts';
import type { RandomSource } from '../random.ts';
import type { Tag } from '../tag.ts';

/** Bytes of everything a suite puts on the wire or into a vault. */
export interface SuiteSizes {
  readonly tagPublicKey: number;
  readonly tagSecretKey: number;
  readonly delegateePublicKey: number;
  readonly delegateeSecretKey: number;
  readonly capsule: number;
  readonly reEncryptionKey: number;
  readonly transformedCapsule: number;
  readonly sharedKey: number;
  readonly commitment: number;
}

/** A key pair whose halves only its suite understands. */
export interface OpaqueKeyPair {
  publicKey: Bytes;
  secretKey: Bytes;
}

/** What a capsule yields to whoever may open it. */
export interface Opened {
  sharedKey: Bytes;
  /** To be compared with the one that the delegator signed, before anything is decrypted. */
  commitment: Bytes;
}

/**
 * Proxy re-encryption as a key encapsulation, one key pair per tag. The delegator (patient) holds a
 * tag's secret, the delegatee (doctor) a key of her own; a re-encryption key joins one tag to one
 * delegatee and opens nothing without the delegatee's secret.
 *
 * Every method checks what it is given and rejects with CryptoError `malformed-key` or
 * `malformed-capsule`. A wrong but well-formed input is not noticed here: it gives another shared
 * key and another commitment. All bytes are opaque to callers.
 */
export interface ReEncryptionSuite {
  /** The suite byte on the wire. */
  readonly id: number;
  readonly name: string;
  readonly sizes: SuiteSizes;

  tagKeyPair(random: RandomSource): Promise<OpaqueKeyPair>;
  delegateeKeyPair(random: RandomSource): Promise<OpaqueKeyPair>;

  /** A fresh shared key for whoever opens this tag; anybody who knows the public key may call it. */
  encapsulate(
    tagPublicKey: Uint8Array,
    tag: Tag,
    random: RandomSource,
  ): Promise<Opened & { capsule: Bytes }>;

  /** The delegator's own way in. */
  decapsulate(
    tagSecretKey: Uint8Array,
    tagPublicKey: Uint8Array,
    capsule: Uint8Array,
    tag: Tag,
  ): Promise<Opened>;

  /** Needs the delegatee's public key only. */
  reEncryptionKey(tagSecretKey: Uint8Array, delegateePublicKey: Uint8Array): Promise<Bytes>;

  /** Whether the key joins these two; false for malformed bytes. Some suites cannot tell. */
  verifyReEncryptionKey(
    tagPublicKey: Uint8Array,
    delegateePublicKey: Uint8Array,
    reEncryptionKey: Uint8Array,
  ): Promise<boolean | 'not-checkable'>;

  /** For a helper that transforms without being able to read. */
  reEncrypt(reEncryptionKey: Uint8Array, capsule: Uint8Array, random: RandomSource): Promise<Bytes>;

  /** The delegatee's way in after a helper's transform. `capsule` is the original one. */
  decapsulateReEncrypted(
    delegateeSecretKey: Uint8Array,
    tagPublicKey: Uint8Array,
    capsule: Uint8Array,
    transformedCapsule: Uint8Array,
    tag: Tag,
  ): Promise<Opened>;

  /** Transform and opening in one step, for a delegatee who holds the re-encryption key herself. */
  decapsulateFused(
    delegateeSecretKey: Uint8Array,
    tagPublicKey: Uint8Array,
    capsule: Uint8Array,
    reEncryptionKey: Uint8Array,
    tag: Tag,
  ): Promise<Opened>;
}
