import { fromBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { HostError } from '../../hosts/index.ts';
import {
  mailboxName,
  MAX_MAILBOX_BYTES,
  messageKind,
  openInvitation,
  openMailbox,
  openStandingGrant,
  SharingError,
  type Invitation,
  type StandingGrant,
} from '../../sharing/index.ts';
import { sharingNow } from '../environment.ts';
import type { Followed, Reading } from './followed.ts';
import { addressedReader, type Held } from './held.ts';
import type { Sources } from './sources.ts';
import { takeGrant, takeInvitation } from './taking.ts';

type Letter = { grant: StandingGrant } | { invitation: Invitation };

/** What the patient left for this reader: null where the newest message says that it is over. */
export async function readMailbox(
  held: Held,
  followed: Followed,
  reading: Reading,
  sources: Sources,
): Promise<((before: Followed) => Followed) | null> {
  const messages = await fetchMessages(followed, reading, sources);
  const letters: Letter[] = [];
  for (const [index, message] of messages.entries()) {
    const letter = await openLetter(held, followed, message);
    const isLast = index === messages.length - 1;
    if (letter === 'expired' && isLast && messageKind(message) === 'standing') return null;
    if (letter !== null && letter !== 'expired') letters.push(letter);
  }
  const now = held.env.now();
  return (before) => letters.reduce((taken, letter) => take(letter, taken, now), before);
}

function take(letter: Letter, before: Followed, now: Date): Followed {
  return 'grant' in letter
    ? takeGrant(letter.grant, before, now)
    : takeInvitation(letter.invitation, before, now);
}

/** None where there is no mailbox yet. */
async function fetchMessages(
  { id }: Followed,
  reading: Reading,
  sources: Sources,
): Promise<Bytes[]> {
  const [shelfKey, grantId] = [fromBase64url(reading.shelfKey), fromHex(id)];
  const open = (bytes: Bytes) => openMailbox(shelfKey, grantId, bytes);
  try {
    return await sources.read(mailboxName(shelfKey, grantId), MAX_MAILBOX_BYTES, open);
  } catch (error) {
    if (error instanceof HostError && error.code === 'not-found') return [];
    throw error;
  }
}

/** Null for a message of a kind that is not known here. */
async function openLetter(
  held: Held,
  followed: Followed,
  message: Bytes,
): Promise<Letter | 'expired' | null> {
  const [env, reader] = [sharingNow(held.env), await addressedReader(held.profile)];
  const kind = messageKind(message);
  try {
    if (kind === 'standing') {
      const grant = await openStandingGrant(env, reader, message);
      checkSender(followed, grant);
      if (toHex(grant.grantId) !== followed.id) throw new SharingError('mismatch');
      return { grant };
    }
    if (kind !== 'invitation') return null;
    const invitation = await openInvitation(env, reader, message);
    checkSender(followed, invitation);
    return { invitation };
  } catch (error) {
    if (error instanceof SharingError && error.code === 'expired') return 'expired';
    // Signed while the patient's clock was ahead: letters are no reason not to read.
    const isEarly = error instanceof SharingError && error.code === 'clock-skew';
    if (isEarly && kind === 'invitation') return null;
    throw error;
  }
}

function checkSender({ patient }: Followed, { patientIdentity }: { patientIdentity: Bytes }): void {
  if (toHex(patientIdentity) !== patient) throw new SharingError('mismatch');
}
