import type { Collection, UnlockedProfile } from '../vault/index.ts';
import { settleRestored } from './backup/restored.ts';
import { Consultation } from './consultation.ts';
import { Contacts } from './contacts.ts';
import { Deposits } from './deposits.ts';
import { Documents } from './documents.ts';
import type { Environment } from './environment.ts';
import { Exporting } from './exporting.ts';
import { Following } from './following/following.ts';
import { Helping } from './helping/helping.ts';
import { Importing } from './importing.ts';
import { Journal } from './journal.ts';
import { Placing } from './placing.ts';
import { Practice } from './practice.ts';
import { Preferences } from './preferences.ts';
import { Hosts } from './publishing/hosts.ts';
import { Standing } from './publishing/standing.ts';
import { RecordBook } from './record-book.ts';
import { RecordWriting, type Announce } from './record-writing.ts';
import { KitKeeping } from './ways-in/kit-duty.ts';

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
  /** Ends every visit, forgets what was decrypted and overwrites the keys. */
  close(): void;
}

/** Sets up everything for an unlocked profile, its records decrypted. */
export async function openSession(
  env: Environment,
  profile: UnlockedProfile,
  announce: Announce,
): Promise<OpenSession> {
  const journal = new Journal(env, profile);
  const preferences = new Preferences(profile);
  const { role } = profile.card;
  const patient =
    role === 'patient' ? await openPatient(env, profile, { journal, announce }) : null;
  const doctor =
    role === 'doctor' ? await openDoctor(env, profile, { journal, preferences, announce }) : null;
  const helper =
    role === 'helper' ? new Helping(env, profile, { journal, preferences, announce }) : null;
  helper?.begin();
  const stop = patient === null ? () => undefined : followOtherTabs(profile, patient, announce);
  const unreadable = (patient?.book.unreadable ?? 0) + (await countUnreadable(profile));
  const close = () => {
    stop();
    patient?.importing.cancel();
    patient?.standing.close();
    patient?.hosts.close();
    patient?.book.clear();
    doctor?.following.close();
    doctor?.practice.close();
    helper?.close();
    profile.lock();
  };
  return { profile, journal, preferences, patient, doctor, helper, unreadable, close };
}

async function openPatient(
  env: Environment,
  profile: UnlockedProfile,
  { journal, announce: tell }: { journal: Journal; announce: Announce },
): Promise<PatientDesk> {
  await settleRestored(env, profile);
  const [book, placing] = [await RecordBook.open(profile), await Placing.open(profile)];
  const announce: Announce = (event) => {
    tell(event);
    if (event.kind === 'records-changed') standing.recordsChanged();
  };
  const writing = new RecordWriting(env, profile, { book, placing, announce });
  const contacts = new Contacts(profile);
  const consultation = new Consultation(env, profile, { book, contacts, journal });
  const deposits = new Deposits(env, profile, { writing, placing, contacts, journal });
  const hosts = await Hosts.open(env, profile, announce);
  const kit = new KitKeeping(env, profile);
  const held = { book, contacts, journal, consultation, deposits, hosts, kit, announce };
  const standing = await Standing.open(env, profile, held);
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
  };
}

async function openDoctor(
  env: Environment,
  profile: UnlockedProfile,
  held: { journal: Journal; preferences: Preferences; announce: Announce },
): Promise<DoctorDesk> {
  const practice = new Practice(env, profile, held);
  await practice.open();
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

/** Reads again what another tab has written. */
function followOtherTabs(
  profile: UnlockedProfile,
  { book, placing }: PatientDesk,
  announce: Announce,
): () => void {
  return profile.onChange((collections, origin) => {
    if (origin === 'here' || !collections.includes('record')) return;
    const reading = Promise.all([book.reload(), placing.reload()]);
    // A profile that was locked meanwhile has nothing to follow any more.
    reading.then(
      () => announce({ kind: 'records-changed' }),
      () => undefined,
    );
  });
}
