import type { Write } from '../../vault/index.ts';
import type { Job } from './helped.ts';
import type { Held } from './transforms.ts';

/** Jobs that stay to be looked at. Those on their way to a host stay longer. */
const KEPT_JOBS = 500;
/** Nothing stays beyond this, sent or not: a host that is gone for good must not fill the device. */
const MOST_JOBS = 2000;
const KEPT_LINES = 1000;

/** Deletes what is old, so that a helper works for years in the same space. */
export async function trim({ shelf, journal, profile }: Held): Promise<void> {
  const old = (await shelf.jobs()).filter(
    (job, place) => place >= (isUnderWay(job) ? MOST_JOBS : KEPT_JOBS),
  );
  const writes: Write[] = old.map((job) => shelf.deleteJob(job));
  await profile.commit([...writes, ...(await journal.surplus(KEPT_LINES))]);
}

const isUnderWay = ({ ask, parcel }: Job): boolean => ask !== null || parcel !== null;
