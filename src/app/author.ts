import type { Author } from '../sharing/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import { AppError } from './errors.ts';
import type { Preferences } from './preferences.ts';

/**
 * The open profile as somebody who signs.
 *
 * @throws AppError `professional-missing`
 */
export async function ownAuthor(
  { keyring }: UnlockedProfile,
  preferences: Preferences,
): Promise<Author> {
  const professional = await preferences.professional();
  if (professional === null) throw new AppError('professional-missing');
  return { ...professional, identitySeed: keyring.identitySeed };
}
