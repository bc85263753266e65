import type { Carnet } from '../../state/carnet.svelte.ts';

export type OwnerStep = 'told' | 'kit' | 'backup' | 'readers' | 'hosts';

export interface SteppedOwner {
  done: Record<OwnerStep, boolean>;
  /** Names of those who could read before and cannot yet. */
  waiting: string[];
  /** Whether anybody could. */
  hadReaders: boolean;
}

/** How far somebody is who took a record over: what nobody else can do in their place. */
export async function lookAtSteps(carnet: Carnet): Promise<SteppedOwner> {
  const [succession, ways, backup, hosts, people] = await Promise.all([
    carnet.family.succession(),
    carnet.waysIn.state(),
    carnet.backup.state(),
    carnet.hosts.list(),
    carnet.standing.people(),
  ]);
  const readers = succession?.readers ?? [];
  const again = people.filter(({ standing }) => standing?.state === 'active');
  const waiting = readers
    .filter(({ identity }) => !again.some((person) => person.identity === identity))
    .map(({ name }) => name);
  const done = {
    told: succession?.told === true,
    kit: ways.duty.kit === 'proven',
    backup: backup.last !== null || backup.onHost !== null,
    readers: waiting.length === 0,
    hosts: hosts.length > 0,
  };
  return { done, waiting, hadReaders: readers.length > 0 };
}
