import type { FamilyMember } from '../../../app/api.ts';
import type { Carnet, Carried } from '../../state/carnet.svelte.ts';
import type { Router } from '../../state/router.svelte.ts';
import { homeOf } from '../welcome/role-in.ts';

type Target = Pick<FamilyMember, 'profileId' | 'isLinked' | 'role'>;

/** Opens another profile of this device: with a tap where it is linked, else by its own lock. */
export async function goTo(
  carnet: Carnet,
  router: Router,
  { profileId, isLinked, role }: Target,
  place: string = homeOf[role],
): Promise<void> {
  if (isLinked) await carnet.switchTo(profileId);
  else await carnet.openInstead(profileId);
  router.replace(place);
}

/** The same, with what was scanned here and is that one's. */
export async function carryTo(
  carnet: Carnet,
  router: Router,
  { profileId, isLinked }: Omit<Target, 'role'>,
  message: Carried,
): Promise<void> {
  carnet.carried = { message, profileId };
  try {
    await goTo(carnet, router, { profileId, isLinked, role: 'patient' }, '/share');
  } catch (thrown) {
    carnet.carried = null;
    throw thrown;
  }
}
