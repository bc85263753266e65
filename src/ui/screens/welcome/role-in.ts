import type { ProfileCard } from '../../state/carnet.svelte.ts';

/** The role that an address names in its second place; a patient's where it names none. */
export function roleIn(segments: readonly string[]): ProfileCard['role'] {
  const [, named] = segments;
  return named === 'doctor' || named === 'helper' ? named : 'patient';
}

/** Where a profile of this role begins. */
export const homeOf: Readonly<Record<ProfileCard['role'], string>> = {
  patient: '/record',
  doctor: '/consult',
  helper: '/work',
};
