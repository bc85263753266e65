import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, unshared } from '../bytes/bytes.ts';
import { AEAD_TAG_BYTES } from './aead.ts';
import { CryptoError } from './errors.ts';
import { SEALING_KEY_BYTES } from './key-agreement.ts';
import type { RandomSource } from './random.ts';

/** Bytes of the encapsulated key that opens every sealed message. */
export const HPKE_ENC_BYTES = 32;
/** Bytes that {@link sealTo} adds. */
export const HPKE_OVERHEAD_BYTES = HPKE_ENC_BYTES + AEAD_TAG_BYTES;

/** Nsk of RFC 9180 §7.1, which is also what its DeriveKeyPair asks for at the least. */
const EPHEMERAL_SEED_BYTES = 32;

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/**
 * HPKE (RFC 9180) in base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 * The ephemeral key pair is DeriveKeyPair (§7.1.3) of 32 random bytes. The sender stays unnamed: sign
 * inside.
 *
 * @param recipientPublic - X25519, 32 bytes.
 * @param info - a domain: what the message is.
 * @returns enc 32 | ciphertext | tag 16.
 * @throws CryptoError `malformed-key` for another length or a key of small order.
 */
export async function sealTo(
  recipientPublic: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
  random: RandomSource,
): Promise<Bytes> {
  if (recipientPublic.length !== SEALING_KEY_BYTES) throw new CryptoError('malformed-key');
  const ekm = random(EPHEMERAL_SEED_BYTES);
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(unshared(recipientPublic));
    const sender = { recipientPublicKey, info: unshared(info), ekm };
    const { enc, ct } = await suite.seal(sender, unshared(plaintext), unshared(associatedData));
    return concat(new Uint8Array(enc), new Uint8Array(ct));
  } catch {
    throw new CryptoError('malformed-key');
  } finally {
    ekm.fill(0);
  }
}

/**
 * Opens what {@link sealTo} made for the owner of this secret.
 *
 * @param secretKey - X25519, 32 bytes.
 * @throws CryptoError `malformed-key` for a secret of another length; `not-authentic` for all else.
 */
export async function openSealedTo(
  secretKey: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  if (secretKey.length !== SEALING_KEY_BYTES) throw new CryptoError('malformed-key');
  if (sealed.length < HPKE_OVERHEAD_BYTES) throw new CryptoError('not-authentic');
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(unshared(secretKey));
    const enc = sealed.slice(0, HPKE_ENC_BYTES);
    const recipient = { recipientKey, info: unshared(info), enc };
    const ciphertext = Uint8Array.from(sealed.subarray(HPKE_ENC_BYTES));
    return new Uint8Array(await suite.open(recipient, ciphertext, unshared(associatedData)));
  } catch {
    throw new CryptoError('not-authentic');
  }
}
