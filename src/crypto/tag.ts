import type { Bytes } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';
import { domain, sha256 } from './hash.ts';
import { SIGNING_PUBLIC_KEY_BYTES } from './signature.ts';

/** What a tag stands for: one grant, a partition in an epoch, or what others write to. */
export type TagKind = 'visit' | 'standing' | 'inbox';

/** What one re-encryption key can open. */
export interface Tag {
  kind: TagKind;
  /** 32 bytes, from {@link tagId}. */
  id: Bytes;
}

const kindCodes: Readonly<Record<TagKind, number>> = { visit: 1, standing: 2, inbox: 3 };

/** The kind in one byte: visit 1, standing 2, inbox 3. */
export function tagKindCode(kind: TagKind): Bytes {
  return new Uint8Array([kindCodes[kind]]);
}

/**
 * SHA-256("carnet/v1/tag" | 00 | kind 1 | patientEd 32 | rest), PROTOCOL §2.
 *
 * @param patientEd - the patient's Ed25519 public key, 32 bytes.
 * @param rest - what tells this tag from others of its kind; one fixed length for each kind.
 * @throws CryptoError `malformed-key` for a key of another length.
 */
export function tagId(kind: TagKind, patientEd: Uint8Array, rest: Uint8Array): Bytes {
  if (patientEd.length !== SIGNING_PUBLIC_KEY_BYTES) throw new CryptoError('malformed-key');
  return sha256(domain('tag'), tagKindCode(kind), patientEd, rest);
}
