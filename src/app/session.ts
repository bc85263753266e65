import type { Collection, UnlockedProfile } from '../vault/index.ts';
import type { Session } from './api.ts';
import { settleRestored } from './backup/restored.ts';
import { Consultation } from './consultation.ts';
import { Contacts } from './contacts.ts';
import { Deposits } from './deposits.ts';
import { Documents } from './documents.ts';
import { Drafts } from './drafts.ts';
import { EmergencyDesk } from './emergency/desk.ts';
import type { Environment } from './environment.ts';
import { Exporting } from './exporting.ts';
import { Following } from './following/following.ts';
import { Helping } from './helping/helping.ts';
import { Importing } from './importing.ts';
import { HostBackups } from './host-backup/keeping.ts';
import { Journal } from './journal.ts';
import { KeptMoves } from './moving/kept.ts';
import { Placing } from './placing.ts';
import { Practice } from './practice.ts';
import { Preferences } from './preferences.ts';
import { Hosts } from './publishing/hosts.ts';
import { Standing } from './publishing/standing.ts';
import { RecordBook } from './record-book.ts';
import { RecordWriting, type Announce } from './record-writing.ts';
import { KitKeeping } from './ways-in/kit-duty.ts';

/** What the page is told of an open profile. */
export async function shownSession({ profile, unreadable }: OpenSession): Promise<Session> {
  const { note } = await new KeptMoves(profile).state();
  return { profile: profile.card, unreadable, moving: note };
}

/** What a patient's open profile can do. */
export interface PatientDesk {
  readonly book: RecordBook;
  readonly placing: Placing;
  readonly writing: RecordWriting;
  readonly documents: Documents;
  readonly importing: Importing;
  readonly exporting: Exporting;
  readonly contacts: Contacts;
  readonly consultation: Consultation;
  readonly deposits: Deposits;
  readonly hosts: Hosts;
  readonly standing: Standing;
  readonly kit: KitKeeping;
  readonly hostBackups: HostBackups;
  readonly emergency: EmergencyDesk;
  readonly drafts: Drafts;
}

/** What a doctor's open profile can do. */
export interface DoctorDesk {
  readonly practice: Practice;
  readonly following: Following;
}

/** One open profile; the desk is the one of its role. */
export interface OpenSession {
  readonly profile: UnlockedProfile;
  readonly journal: Journal;
  readonly preferences: Preferences;
  readonly patient: PatientDesk | null;
  readonly doctor: DoctorDesk | null;
  readonly helper: Helping | null;
  /** Objects that could not be decrypted. */
  readonly unreadable: number;
  /** It lives on another phone now: nothing of it is written or sent from here any more. */
  retire(): void;
  /** Ends every visit, forgets what was decrypted and overwrites the keys. */
  close(): void;
}

/** Whom a session tells what happens in it. */
interface Listening {
  readonly announce: Announce;
  /** It was retired in another window. */
  readonly retired: () => void;
}

/** Sets up everything for an unlocked profile, its records decrypted. */
export async function openSession(
  env: Environment,
  profile: UnlockedProfile,
  { announce, retired }: Listening,
): Promise<OpenSession> {
  if ((await new KeptMoves(profile).retired()) !== null) profile.retire();
  const journal = new Journal(env, profile);
  const preferences = new Preferences(profile);
  const { role } = profile.card;
  const patient =
    role === 'patient' ? await openPatient(env, profile, { journal, announce }) : null;
  const doctor =
    role === 'doctor' ? await openDoctor(env, profile, { journal, preferences, announce }) : null;
  const helper =
    role === 'helper' ? new Helping(env, profile, { journal, preferences, announce }) : null;
  const rest = () => {
    patient?.standing.close();
    patient?.hostBackups.close();
    patient?.hosts.close();
    doctor?.following.close();
    helper?.close();
  };
  const retire = () => {
    profile.retire();
    rest();
  };
  if (profile.retired) rest();
  else helper?.begin();
  const stop =
    patient === null ? () => undefined : followOtherTabs(env, profile, patient, announce);
  const stopFollowing = followRetirement(profile, () => {
    retire();
    retired();
  });
  const unreadable = (patient?.book.unreadable ?? 0) + (await countUnreadable(profile));
  const close = () => {
    stop();
    stopFollowing();
    rest();
    patient?.importing.cancel();
    patient?.book.clear();
    doctor?.practice.close();
    profile.lock();
  };
  return { profile, journal, preferences, patient, doctor, helper, unreadable, retire, close };
}

async function openPatient(
  env: Environment,
  profile: UnlockedProfile,
  { journal, announce: tell }: { journal: Journal; announce: Announce },
): Promise<PatientDesk> {
  if (!profile.retired) await settleRestored(env, profile);
  const [book, placing] = [await RecordBook.open(profile), await Placing.open(profile)];
  const announce: Announce = (event) => {
    tell(event);
    if (event.kind !== 'records-changed') return;
    standing.recordsChanged();
    hostBackups.soon();
  };
  const writing = new RecordWriting(env, profile, { book, placing, announce });
  const contacts = new Contacts(profile);
  const consultation = new Consultation(env, profile, { book, contacts, journal });
  const deposits = new Deposits(env, profile, { writing, placing, contacts, journal });
  const hosts = await Hosts.open(env, profile, announce);
  const kit = new KitKeeping(env, profile);
  const held = { book, contacts, journal, consultation, deposits, hosts, kit, announce };
  const standing = await Standing.open(env, profile, held);
  const hostBackups = new HostBackups(env, profile, held);
  return {
    book,
    placing,
    writing,
    documents: new Documents(env, profile, { book, writing }),
    importing: new Importing(env, profile, { book, writing, placing, journal }),
    exporting: new Exporting(env, profile, { book, journal }),
    contacts,
    consultation,
    deposits,
    hosts,
    standing,
    kit,
    hostBackups,
    drafts: new Drafts(env, profile),
    emergency: new EmergencyDesk(env, profile, { book, contacts, journal }),
  };
}

async function openDoctor(
  env: Environment,
  profile: UnlockedProfile,
  held: { journal: Journal; preferences: Preferences; announce: Announce },
): Promise<DoctorDesk> {
  const practice = new Practice(env, profile, held);
  if (!profile.retired) await practice.open();
  const following = new Following(env, profile, { practice, ...held });
  return { practice, following };
}

/** Small collections besides the records, which are counted as they are read. */
const counted: readonly Collection[] = ['log', 'contact', 'grant', 'setting', 'rule'];

async function countUnreadable(profile: UnlockedProfile): Promise<number> {
  let count = 0;
  for (const collection of counted) count += (await profile.readAll(collection)).unreadable.length;
  return count;
}

/** Reading again takes at most a quarter of the time, however fast others write. */
const REST_FACTOR = 3;
const MOST_REST_MS = 2000;

/** Reads again what another tab has written: at once, and once for all that comes meanwhile. */
function followOtherTabs(
  env: Environment,
  profile: UnlockedProfile,
  { book, placing }: PatientDesk,
  announce: Announce,
): () => void {
  let state: 'idle' | 'reading' | 'again' = 'idle';
  const follow = async () => {
    do {
      state = 'reading';
      const began = env.monotonic();
      await Promise.all([book.reload(), placing.reload()]);
      announce({ kind: 'records-changed' });
      await env.wait(Math.min(MOST_REST_MS, REST_FACTOR * (env.monotonic() - began)));
    } while (isAgain());
  };
  const isAgain = () => state === 'again';
  return profile.onChange((collections, origin) => {
    if (origin === 'here' || !collections.includes('record')) return;
    if (state !== 'idle') state = 'again';
    else
      // A profile that was locked meanwhile has nothing to follow any more.
      void follow()
        .catch(() => undefined)
        .finally(() => (state = 'idle'));
  });
}

/** Another window may have read the receipt. */
function followRetirement(profile: UnlockedProfile, retire: () => void): () => void {
  return profile.onChange((collections, origin) => {
    if (origin === 'here' || profile.retired || !collections.includes('setting')) return;
    new KeptMoves(profile).retired().then(
      (kept) => {
        if (kept !== null) retire();
      },
      () => undefined,
    );
  });
}
