import { fromUtf8 } from '../bytes/bytes.ts';
import type { HealthRecord } from '../records/index.ts';
import {
  gatherShares,
  isRawCopy,
  openBackup,
  RawCopy,
  readKitWords,
  readShareWords,
  SHARE_WORDS,
  wordsIn,
  VaultError,
  type OpenedBackup,
  type UnlockFactor,
} from '../vault/index.ts';

/** A backup that was read whole, and what is in it. */
export interface Opened {
  backup: OpenedBackup;
  /** Rows that are missing, where it is a sealed copy; null for a backup, which vouches for itself. */
  missing: number | null;
  records: HealthRecord[];
}

/**
 * 24 words of the list are a kit, enough cards of trusted people one after the other are their
 * secret; anything else is a passphrase.
 */
export async function factorOf(secret: string): Promise<UnlockFactor> {
  const kit = readKitWords(secret);
  if (kit.state === 'complete') return { kind: 'kit', entropy: kit.entropy };
  return (await peopleIn(secret)) ?? { kind: 'passphrase', passphrase: secret };
}

async function peopleIn(text: string): Promise<UnlockFactor | null> {
  const words = wordsIn(text.replaceAll('carnet-share:', ' '));
  const cards = Array.from({ length: Math.floor(words.length / SHARE_WORDS) }, (_, i) =>
    readShareWords(words.slice(i * SHARE_WORDS, (i + 1) * SHARE_WORDS).join(' ')),
  );
  const shares = cards.flatMap((card) => (card.state === 'complete' ? [card.share] : []));
  const { secret } = await gatherShares(shares);
  return secret === null ? null : { kind: 'people', secret };
}

/** @throws VaultError */
export async function opened(
  file: Blob,
  secret: string,
  onProgress: (fraction: number) => void,
): Promise<Opened> {
  const factor = await factorOf(secret);
  const isRaw = await isRawCopy(file);
  const { backup, missing } = isRaw
    ? await openedCopy(await RawCopy.read(file), factor)
    : { backup: await openBackup(file, factor), missing: null };
  await backup.verify({ onProgress });
  const objects = await backup.objects('record');
  // The vault opened only what Carnet sealed under this collection's name: it has the shape.
  const records = objects.map(({ bytes }) => JSON.parse(fromUtf8(bytes)) as HealthRecord);
  return { backup, missing, records };
}

/** The first profile in it that this opens. */
async function openedCopy(
  copy: RawCopy,
  factor: UnlockFactor,
): Promise<{ backup: OpenedBackup; missing: number }> {
  let refused: unknown = new VaultError('no-backup');
  for (const { profileId } of copy.profiles())
    try {
      const backup = await copy.open(profileId, factor, '');
      return { backup, missing: copy.missing(profileId).length + (copy.isCut ? 1 : 0) };
    } catch (error) {
      refused = error;
    }
  throw refused;
}
