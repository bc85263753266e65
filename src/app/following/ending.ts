import type { EndedAccess, Followed } from './followed.ts';
import { unitsOf } from './followed-view.ts';
import type { Held } from './held.ts';

export const isOver = ({ until }: Followed, now: Date): boolean =>
  until !== null && Date.parse(until) <= now.getTime();

/** Deletes keys and way; that there was an access stays until somebody takes it off the list. */
export async function endAccess(
  { env, shelf, journal }: Held,
  { id }: Followed,
): Promise<EndedAccess> {
  return shelf.inTurn(async () => {
    const followed = await shelf.get(id);
    const { patient, name, since, until } = followed;
    const ended: EndedAccess = {
      kind: 'ended',
      id,
      patient,
      name,
      since,
      until,
      units: unitsOf(followed),
      endedAt: env.now().toISOString(),
    };
    const line = journal.line({ event: 'following-ended', who: name, identity: patient });
    await shelf.commit([shelf.put(ended), line]);
    return ended;
  });
}
