import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Environment } from '../environment.ts';
import { Shelf } from '../shelf.ts';

/** What names and seals a patient's lists, and what names records inside them. */
export interface Secrets {
  /** 32 bytes that everybody with standing access has. */
  readonly shelfKey: Bytes;
  /** 32 bytes that nobody else has. */
  readonly nameKey: Bytes;
}

const SECRET_BYTES = 32;
export const SECRETS = 'secrets';

/** Drawn once for a profile; two windows that begin at once get the same. */
export async function openSecrets(env: Environment, profile: UnlockedProfile): Promise<Secrets> {
  const shelf = new Shelf<{ shelfKey: string; nameKey: string }>(profile, 'publication');
  return profile.inTurn('secrets', async () => {
    const kept = await shelf.get(SECRETS);
    if (kept !== null)
      return { shelfKey: fromBase64url(kept.shelfKey), nameKey: fromBase64url(kept.nameKey) };
    const fresh = { shelfKey: env.random(SECRET_BYTES), nameKey: env.random(SECRET_BYTES) };
    const [shelfKey, nameKey] = [toBase64url(fresh.shelfKey), toBase64url(fresh.nameKey)];
    await profile.commit([shelf.put(SECRETS, { shelfKey, nameKey })]);
    return fresh;
  });
}
