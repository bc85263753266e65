import { utf8 } from '../../bytes/bytes.ts';
import type { UnlockedProfile, Write } from '../../vault/index.ts';
import type { RestoredNote } from '../backup-api.ts';
import { shareUnits } from '../../records/index.ts';
import { isOver, over, reads, type StoredAccess } from '../publishing/access.ts';
import { drawEpoch } from '../publishing/epochs.ts';
import type { StoredHelper } from '../publishing/helper-rows.ts';
import { DUE } from '../publishing/rolls-due.ts';
import { SECRETS } from '../publishing/secrets.ts';
import { emptyState, UNIT, unitKey, type UnitState } from '../publishing/unit-state.ts';
import type { Upload } from '../publishing/uploads.ts';
import type { Environment } from '../environment.ts';
import { Journal } from '../journal.ts';
import { Shelf } from '../shelf.ts';

const MARK = 'restored';
const MAX_REVISION = 0xffff_ffff;
/** What is written within two seconds is published together: no more lists can there have been. */
const REVISIONS_PER_MS = 1 / 1000;
const SPARE_REVISIONS = 16;

/** Stands in a profile that was brought back, from the very transaction that brought it back. */
export interface RestoredMark extends RestoredNote {
  /** Whether access has ended. Until then nothing of the profile may reach a host. */
  settled: boolean;
  seen: boolean;
}

/** What to commit together with the profile's rows. */
export function restoredMark(note: RestoredNote): Write {
  const mark: RestoredMark = { ...note, settled: false, seen: false };
  const bytes = utf8(JSON.stringify(mark));
  return { kind: 'put', collection: 'setting', id: MARK, revision: 1, bytes };
}

/** One that does not open any more counts as not settled. */
export async function readMark(profile: UnlockedProfile): Promise<RestoredMark | null> {
  const shelf = new Shelf<RestoredMark>(profile, 'setting');
  const mark = await shelf.get(MARK);
  if (mark !== null || !(await shelf.isDamaged(MARK))) return mark;
  return { ...damagedNote(profile.card.createdAt), settled: false, seen: false };
}

const damagedNote = (at: string): RestoredNote => ({ at, backupOf: null, people: [] });

/** What the patient still has to see to; null where nothing is left. */
export async function restoredNote(profile: UnlockedProfile): Promise<RestoredNote | null> {
  const mark = await readMark(profile);
  if (mark === null || !mark.settled || mark.seen) return null;
  const { values } = await new Shelf<StoredAccess>(profile, 'access').all();
  const again = new Set(values.filter(reads).map(({ identity }) => identity));
  const waiting = values.filter(
    ({ doubted, restored, identity }) =>
      doubted === true && restored === true && !again.has(identity),
  );
  const people = [...new Set(waiting.map(({ name }) => name))];
  return people.length === 0 ? null : { at: mark.at, backupOf: mark.backupOf, people };
}

export async function markSeen(profile: UnlockedProfile): Promise<void> {
  const mark = await readMark(profile);
  const shelf = new Shelf<RestoredMark>(profile, 'setting');
  if (mark !== null) await profile.commit([shelf.put(MARK, { ...mark, seen: true })]);
}

/**
 * Ends what a restoring has to end, if one was not seen through, and what nobody can go on with
 * because the row that says so is damaged. Before anything goes to a host.
 */
export async function settleRestored(env: Environment, profile: UnlockedProfile): Promise<void> {
  const mark = await readMark(profile);
  if (mark !== null && !mark.settled) return endEveryAccess(env, profile, mark);
  if ((await damagedSharing(profile)).length > 0)
    await endEveryAccess(env, profile, damagedNote(env.now().toISOString()));
}

/** The rows without which nothing can be published any more, as far as they do not open. */
async function damagedSharing(profile: UnlockedProfile): Promise<string[]> {
  const shelf = new Shelf(profile, 'publication');
  const ids = [SECRETS, DUE, ...shareUnits.map(unitKey)];
  const found = await Promise.all(ids.map((id) => shelf.isDamaged(id)));
  return ids.filter((_, i) => found[i]);
}

/**
 * An older copy cannot know who was stopped since: so everybody's access ends until it is confirmed, whatever was to lie on
 * the hosts goes from them, and the numbers of lists go on beyond any that may lie there. Whoever is
 * confirmed reads on in epochs that nobody has a key to (PROTOCOL §2).
 */
export async function endEveryAccess(
  env: Environment,
  profile: UnlockedProfile,
  note: RestoredNote,
): Promise<void> {
  const access = new Shelf<StoredAccess>(profile, 'access');
  const journal = new Journal(env, profile);
  const given = (await access.all()).values.filter((one) => !isOver(one));
  const now = env.now().toISOString();
  const ended = given.filter(({ until }) => until === null || until > now);
  const damaged = await damagedSharing(profile);
  // Their mailboxes are named by it: nobody would find what is left there.
  const toConfirm = damaged.includes(SECRETS) ? over : doubted;
  const people = [...new Set(ended.map(({ name }) => name))];
  const lines = ended.map(({ name, identity, units }) =>
    journal.line({
      ...{ event: 'standing-unsure', who: name, identity },
      units: units.map(({ unit }) => unit),
    }),
  );
  const mark: RestoredMark = { ...note, people, settled: true, seen: people.length === 0 };
  await profile.commit([
    ...given.map((one) =>
      access.put(one.grantId, ended.includes(one) ? toConfirm(one) : outOfTime(one)),
    ),
    ...lines,
    ...(await unitsBeyond(env, profile, note)),
    ...begunAnew(env, profile, damaged),
    ...(await helpersDismissed(env, profile, note)),
    ...(await nothingOnHosts(profile)),
    new Shelf<RestoredMark>(profile, 'setting').put(MARK, mark),
  ]);
}

const doubted = (one: StoredAccess): StoredAccess => ({
  ...over(one),
  ...{ doubted: true, restored: true },
});

const outOfTime = (one: StoredAccess): StoredAccess => ({ ...over(one), state: 'expired' });

async function unitsBeyond(
  env: Environment,
  profile: UnlockedProfile,
  { backupOf }: RestoredNote,
): Promise<Write[]> {
  const { objects } = await profile.readAll('publication');
  const units = new Shelf<UnitState>(profile, 'publication');
  const jump = jumpSince(env.now(), backupOf ?? profile.card.createdAt);
  const states = await Promise.all(
    objects.filter(({ id }) => id.startsWith(UNIT)).map(({ id }) => units.get(id)),
  );
  return states.flatMap((state) =>
    state === null
      ? []
      : units.put(unitKey(state.unit), { ...state, revision: beyond(state.revision, jump) }),
  );
}

/** Units whose state is lost count on from more lists than there can have been. */
function begunAnew(
  env: Environment,
  profile: UnlockedProfile,
  damaged: readonly string[],
): Write[] {
  const revision = jumpSince(env.now(), profile.card.createdAt);
  const units = shareUnits.filter((unit) => damaged.includes(unitKey(unit)));
  const shelf = new Shelf<UnitState>(profile, 'publication');
  return [
    ...units.map((unit): Write => {
      const state = { ...emptyState(unit, drawEpoch(env)), revision };
      return shelf.put(unitKey(unit), state, { revision: 1, mends: true });
    }),
    ...[SECRETS, DUE].filter((id) => damaged.includes(id)).map((id) => shelf.delete(id)),
  ];
}

async function helpersDismissed(
  env: Environment,
  profile: UnlockedProfile,
  { backupOf }: RestoredNote,
): Promise<Write[]> {
  const helpers = new Shelf<StoredHelper>(profile, 'helping');
  const jump = jumpSince(env.now(), backupOf ?? profile.card.createdAt);
  return (await helpers.all()).values
    .filter(({ dismissed }) => !dismissed)
    .map((helper) =>
      helpers.put(helper.identity, {
        ...helper,
        ...{ dismissed: true, saying: '', revision: beyond(helper.revision, jump) },
      }),
    );
}

/** What waited when the backup was made is not sent any more, and what had been sent is taken back. */
async function nothingOnHosts(profile: UnlockedProfile): Promise<Write[]> {
  const { objects } = await profile.readAll('upload');
  const uploads = new Shelf<Upload>(profile, 'upload');
  const stored = await Promise.all(
    objects.map(async ({ id, revision }) => ({ id, revision, upload: await uploads.get(id) })),
  );
  return stored.flatMap(({ id, revision, upload }) =>
    upload === null || upload.gone
      ? []
      : uploads.put(id, { ...upload, gone: true, done: [] }, { revision: revision + 1 }),
  );
}

function jumpSince(now: Date, backupOf: string): number {
  const passed = Math.max(0, now.getTime() - Date.parse(backupOf));
  return Math.ceil(passed * REVISIONS_PER_MS) + SPARE_REVISIONS;
}

/** A count that never began needs no jump. */
function beyond(revision: number, jump: number): number {
  return revision === 0 ? 0 : Math.min(MAX_REVISION, revision + jump);
}
