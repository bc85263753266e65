import { concat, equal } from '../../bytes/bytes.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../../bytes/cbor.ts';
import { domain } from '../../crypto/index.ts';
import type { RandomSource } from '../../crypto/index.ts';
import { VaultError } from '../errors.ts';
import type { StorageKey } from '../storage-key.ts';
import { BACKUP_VERSION } from './frames.ts';
import type { EndFrame, HeadFrame } from './frames.ts';
import { isList } from './row-form.ts';

/** What the end of a backup vouches for. */
export interface Ending {
  /** Frames before the end, the head among them. */
  frames: number;
  /** Of every byte before the end, 32 bytes. */
  digest: Bytes;
  /** Rows and files that did not open when the backup was made: they are in it as they lay there. */
  damaged: number;
}

type About = Pick<HeadFrame, 'profileId' | 'createdAt'>;

/** Only the profile's own keys make an end: bytes that were cut, moved or mixed have none that fits. */
export async function sealEnding(
  key: StorageKey,
  about: About,
  { frames, digest, damaged }: Ending,
  random: RandomSource,
): Promise<EndFrame> {
  const plaintext = encodeCbor([frames, digest, damaged]);
  const sealed = await key.seal('backup', associatedData(about), plaintext, random);
  return { kind: 'end', digest, sealed };
}

/**
 * @param found - what was read before the end.
 * @returns how much was damaged when the backup was made.
 * @throws VaultError `backup-altered`
 */
export async function openEnding(
  key: StorageKey,
  about: About,
  end: EndFrame,
  found: Omit<Ending, 'damaged'>,
): Promise<number> {
  const plaintext = await key
    .open('backup', associatedData(about), end.sealed)
    .catch((error: unknown) => {
      if (error instanceof VaultError) throw error;
      throw new VaultError('backup-altered');
    });
  const said = decodeCbor(plaintext, { maxBytes: plaintext.length });
  if (!isList(said)) throw new VaultError('backup-altered');
  const [frames, digest, damaged] = said;
  const fits = digest instanceof Uint8Array && equal(digest, found.digest);
  if (!fits || frames !== found.frames || typeof damaged !== 'number')
    throw new VaultError('backup-altered');
  return damaged;
}

function associatedData({ profileId, createdAt }: About): Bytes {
  return concat(domain('vault/backup'), encodeCbor([BACKUP_VERSION, profileId, createdAt]));
}
