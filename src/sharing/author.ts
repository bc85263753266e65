import type { Bytes } from '../bytes/bytes.ts';
import type { Fields } from './fields.ts';
import { cleanName } from './name.ts';

/** The profession that an author claims; nobody checks it. */
export type Role = 'other' | 'doctor' | 'nurse' | 'pharmacist';

/** Whoever signs a card, a request or a deposit. */
export interface Author {
  /** At most 64 bytes of UTF-8 after cleaning. */
  name: string;
  role: Role;
  /** Ed25519 seed, 32 bytes. */
  identitySeed: Bytes;
}

/** Roles in the order of their codes on the wire. */
const rolesByCode: readonly Role[] = ['other', 'doctor', 'nurse', 'pharmacist'];

export const roleCode = (role: Role): number => rolesByCode.indexOf(role);

/** A later version's profession reads as `other`. */
export function readRole(fields: Fields, key: number): Role {
  return rolesByCode[fields.integer(key, { min: 0, max: 255 })] ?? 'other';
}

/** @throws SharingError `name-invalid`, `malformed`. */
export function readName(fields: Fields, key: number): string {
  return cleanName(fields.text(key));
}
