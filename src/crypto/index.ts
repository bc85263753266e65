export type { AeadKey } from './aead.ts';
export {
  AEAD_KEY_BYTES,
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadKey,
  open,
  openWithNonce,
  seal,
  sealWithNonce,
} from './aead.ts';
export type { Argon2idCost } from './argon2id.ts';
export { ARGON2ID_FLOOR, argon2id, calibrateArgon2id } from './argon2id.ts';
export type { CryptoErrorCode } from './errors.ts';
export { CryptoError } from './errors.ts';
export { domain, hkdfSha256, hmacSha256, Sha256, sha256, sha256OfLarge } from './hash.ts';
export { HPKE_ENC_BYTES, HPKE_OVERHEAD_BYTES, openSealedTo, sealTo } from './hpke.ts';
export type { SealingKeyPair } from './key-agreement.ts';
export { sealingKeyPair, sharedSecret } from './key-agreement.ts';
export { afghBls12381 } from './pre/afgh.ts';
export { DELEGATEE_PROOF_BYTES, proveDelegateeKey, verifyDelegateeProof } from './pre/proof.ts';
export type { OpaqueKeyPair, Opened, ReEncryptionSuite, SuiteSizes } from './pre/suite.ts';
export type { RandomSource } from './random.ts';
export { systemRandom } from './random.ts';
export { combineShares, SHARE_OVERHEAD_BYTES, shareSecret } from './shamir.ts';
export type { SigningKeyPair } from './signature.ts';
export { SIGNATURE_BYTES, sign, signingKeyPair, signingPublicKey, verify } from './signature.ts';
export type { StreamContext } from './stream.ts';
export {
  openChunk,
  openStream,
  sealChunk,
  sealedStreamLength,
  sealStream,
  STREAM_CHUNK_BYTES,
  STREAM_PREFIX_BYTES,
} from './stream.ts';
export type { Tag, TagKind } from './tag.ts';
export { tagId } from './tag.ts';
