import type { Bytes } from '../../bytes/bytes.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { openEmergency } from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { EmergencyView } from '../emergency-api.ts';
import { sharingNow, type Environment } from '../environment.ts';

/**
 * Opens an emergency card that was sealed to this profile's card. Nothing of it is kept.
 *
 * @throws SharingError `not-for-me`, `cannot-open`, `clock-skew`
 */
export async function readEmergency(
  env: Environment,
  { keyring }: UnlockedProfile,
  message: Bytes,
): Promise<EmergencyView> {
  const { identitySeed, sealingSecret } = keyring;
  const reader = { identity: await signingPublicKey(identitySeed), sealingSecret };
  const { patientName, lines, issuedAt } = await openEmergency(sharingNow(env), reader, message);
  return { patientName, lines: [...lines], issuedAt: issuedAt.toISOString() };
}
