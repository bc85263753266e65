import { fromUtf8 } from '../bytes/bytes.ts';
import type { HealthRecord } from '../records/index.ts';
import { openBackup, readKitWords, type OpenedBackup, type UnlockFactor } from '../vault/index.ts';

/** A backup that was read whole, and what is in it. */
export interface Opened {
  backup: OpenedBackup;
  records: HealthRecord[];
}

/** 24 words of the list are a kit; anything else is a passphrase. */
export function factorOf(secret: string): UnlockFactor {
  const kit = readKitWords(secret);
  return kit.state === 'complete'
    ? { kind: 'kit', entropy: kit.entropy }
    : { kind: 'passphrase', passphrase: secret };
}

/** @throws VaultError */
export async function opened(
  file: Blob,
  secret: string,
  onProgress: (fraction: number) => void,
): Promise<Opened> {
  const backup = await openBackup(file, factorOf(secret));
  await backup.verify({ onProgress });
  const objects = await backup.objects('record');
  // The vault opened only what Carnet sealed under this collection's name: it has the shape.
  const records = objects.map(({ bytes }) => JSON.parse(fromUtf8(bytes)) as HealthRecord);
  return { backup, records };
}
