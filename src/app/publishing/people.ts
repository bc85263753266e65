import type { KnownPerson, PersonAccess } from '../api.ts';
import type { StoredAccess } from './access.ts';

/** Everybody the patient knows, each with the newest standing access they were given. */
export function peopleOf(
  known: readonly KnownPerson[],
  grants: readonly StoredAccess[],
  isDelivered: (access: StoredAccess) => boolean,
): PersonAccess[] {
  const newest = new Map(grants.map((access) => [access.identity, access]));
  const forgotten = [...newest.values()].filter(
    ({ identity }) => !known.some((person) => person.identity === identity),
  );
  const people = [...known, ...forgotten.map(remembered)];
  return people
    .map((person) => {
      const access = grantOf(grants, person.identity);
      const standing = access === null ? null : standingOf(access, isDelivered(access));
      return { ...person, standing };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Who has access before who is to be confirmed; a reader before who may only write; then the newest. */
function grantOf(grants: readonly StoredAccess[], identity: string): StoredAccess | null {
  const own = grants.filter((access) => access.identity === identity);
  const active = own.filter(({ state }) => state === 'active' || state === 'stopping');
  const doubted = own.filter((access) => access.doubted);
  const among = [active, doubted, own].find((some) => some.length > 0) ?? own;
  return among.findLast(({ units }) => units.length > 0) ?? among.at(-1) ?? null;
}

/** Whoever has access is shown, also when they were taken from the list of people. */
function remembered({ identity, name, role, grantedAt }: StoredAccess): KnownPerson {
  return { identity, name, role, since: grantedAt, lastGrantAt: grantedAt, hasCard: true };
}

function standingOf(access: StoredAccess, delivered: boolean): PersonAccess['standing'] {
  const { grantId, grantedAt, until, mayWrite, throughHelper } = access;
  const { lastSeenAt, state, strength, undoUntil } = access;
  const units = access.units.map(({ unit, lane }) => ({ unit, lane }));
  const shown = { grantId, units, grantedAt, until, mayWrite, throughHelper };
  const [doubted, restored] = [access.doubted === true, access.restored === true];
  return { ...shown, lastSeenAt, state, strength, undoUntil, delivered, doubted, restored };
}
