import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { HostError } from '../../hosts/index.ts';
import { dropName, letterGrantId, makeDeposit, sealParcel } from '../../sharing/index.ts';
import type { Write } from '../../vault/index.ts';
import type { DepositDraft } from '../api.ts';
import { ownAuthor } from '../author.ts';
import { accountOfDrop } from '../drop-account.ts';
import { sharingNow } from '../environment.ts';
import { AppError } from '../errors.ts';
import { writtenContent } from '../written.ts';
import type { EndedAccess, Followed, FollowedShelf, Letterbox, WaitingLetter } from './followed.ts';
import type { Held } from './held.ts';

/**
 * Signs a letter and puts it into the queue, with the log line that tells of it. It lies under the
 * next number of this author, so that the patient needs no listing to find it.
 *
 * @throws AppError `no-letterbox`, `nothing-written`, `professional-missing`
 */
export async function writeLetter(held: Held, id: string, draft: DepositDraft): Promise<void> {
  const { shelf, journal } = held;
  await shelf.inTurn(async () => {
    const followed = await shelf.get(id);
    const open = openLetterbox(followed, held.env.now());
    const next = Math.max(open.next, await shelf.letterCount(open.dropKey));
    const letterbox = { ...open, next };
    const { message, count } = await signed(held, followed, letterbox, draft);
    const letter = await sealed(held, followed, letterbox, message);
    const written = { ...followed, letterbox: { ...letterbox, next: next + 1 } };
    const about = { who: followed.name, identity: followed.patient, count };
    const line = journal.line({ event: 'letter-sent', ...about });
    await shelf.commit([shelf.putLetter(letter), shelf.put(written), line]);
  });
}

function openLetterbox({ letterbox }: Followed, now: Date): Letterbox {
  const until = letterbox?.until ?? null;
  const isClosed = until !== null && Date.parse(until) <= now.getTime();
  if (letterbox === null || isClosed) throw new AppError('no-letterbox');
  return letterbox;
}

async function signed(
  { env, profile, preferences }: Held,
  { patient, name }: Followed,
  { dropKey, inboxPublic }: Letterbox,
  draft: DepositDraft,
): Promise<{ message: Bytes; count: number }> {
  const author = await ownAuthor(profile, preferences);
  const { content, count } = writtenContent(draft, author, { name }, env.now());
  const to = {
    patientIdentity: fromHex(patient),
    inboxPublic: fromBase64url(inboxPublic),
    grantId: letterGrantId(fromBase64url(dropKey)),
  };
  return { message: await makeDeposit(sharingNow(env), author, to, content), count };
}

async function sealed(
  { env }: Held,
  { id }: Followed,
  { drop, dropKey, next }: Letterbox,
  message: Bytes,
): Promise<WaitingLetter> {
  const key = fromBase64url(dropKey);
  const name = dropName(key, next);
  const parcel = await sealParcel(sharingNow(env), key, name, message);
  return { kind: 'letter', to: id, drop, name, sealed: toBase64url(parcel) };
}

/**
 * What to commit when the way to a patient is deleted: letters that wait are given up, and how far
 * the others went is kept, so that under the same invitation none ever takes the number of one that
 * was looked for already.
 */
export async function lettersGivenUp(
  shelf: FollowedShelf,
  followed: Followed | EndedAccess,
): Promise<Write[]> {
  const waiting = (await shelf.letters()).filter(({ to }) => to === followed.id);
  const given = waiting.map((letter) => shelf.deleteLetter(letter));
  if (followed.kind === 'ended' || followed.letterbox === null) return given;
  const { dropKey, next } = followed.letterbox;
  const names = new Set(waiting.map(({ name }) => name));
  const isGivenUp = (number: number) => names.has(dropName(fromBase64url(dropKey), number));
  let count = next;
  while (count > 0 && isGivenUp(count - 1)) count -= 1;
  return [...given, shelf.putLetterCount(dropKey, count)];
}

/** Sends what waits, one window at a time; what its host does not take stays for the next time. */
export async function sendWaiting(held: Held): Promise<void> {
  await held.profile.inTurn('letters', async () => {
    for (const letter of await held.shelf.letters()) await send(held, letter);
  });
}

async function send({ env, shelf, signal }: Held, letter: WaitingLetter): Promise<void> {
  const host = env.hosts.open(accountOfDrop(letter.drop));
  try {
    await host.put(letter.name, fromBase64url(letter.sealed), { signal });
  } catch (error) {
    if (error instanceof HostError) return;
    throw error;
  }
  await shelf.commit([shelf.deleteLetter(letter)]);
}
