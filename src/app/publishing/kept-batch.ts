import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import type { SealedBatch } from '../../sharing/index.ts';

type Lock = SealedBatch['locks']['all'];

/** A lock as JSON: the epoch in hex, the rest base64url. */
type KeptLock = { readonly [Key in Exclude<keyof Lock, 'lane'>]: string };

/** A sealed batch as it is kept between two manifests, so that its locks stay what they are. */
export interface KeptBatch {
  readonly key: string;
  readonly table: string;
  readonly all: KeptLock;
  readonly new: KeptLock;
}

export function keepBatch({ key, table, locks }: SealedBatch): KeptBatch {
  return {
    key: toBase64url(key),
    table: toBase64url(table),
    all: keepLock(locks.all),
    new: keepLock(locks.new),
  };
}

export function keptBatch(
  { unit, number }: Pick<SealedBatch, 'unit' | 'number'>,
  kept: KeptBatch,
): SealedBatch {
  const locks = { all: keptLock('all', kept.all), new: keptLock('new', kept.new) };
  return { unit, number, key: fromBase64url(kept.key), table: fromBase64url(kept.table), locks };
}

function keepLock({ epochId, tagPublic, capsule, commitment, wrapped }: Lock): KeptLock {
  return {
    epochId: toHex(epochId),
    tagPublic: toBase64url(tagPublic),
    capsule: toBase64url(capsule),
    commitment: toBase64url(commitment),
    wrapped: toBase64url(wrapped),
  };
}

function keptLock(lane: Lock['lane'], kept: KeptLock): Lock {
  return {
    lane,
    epochId: fromHex(kept.epochId),
    tagPublic: fromBase64url(kept.tagPublic),
    capsule: fromBase64url(kept.capsule),
    commitment: fromBase64url(kept.commitment),
    wrapped: fromBase64url(kept.wrapped),
  };
}
