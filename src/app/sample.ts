import { utf8 } from '../bytes/bytes.ts';
import {
  parseImport,
  sampleDoctorName,
  samplePatient,
  type HealthRecord,
} from '../records/index.ts';
import type { ProfileCard, UnlockedProfile, Vault } from '../vault/index.ts';
import { documentRecord } from './documents.ts';
import type { Environment } from './environment.ts';
import { headerOf } from './header.ts';
import { Files } from './importing.ts';
import { newRecord } from './new-record.ts';
import { Preferences } from './preferences.ts';
import { Shelf } from './shelf.ts';

type Role = ProfileCard['role'];
type Sample = ReturnType<typeof samplePatient>;

const open = { kind: 'open' } as const;

/**
 * Opens the sample profile of a role. Both are made at the first call, unprotected and labelled as
 * samples, so that a second window finds its counterpart. What a profile lacks is put in when it is
 * opened: a window that was closed half-way leaves nothing half-done.
 */
export async function openSampleProfile(
  env: Environment,
  vault: Vault,
  role: Role,
): Promise<UnlockedProfile> {
  const patient = samplePatient(env.now().toISOString().slice(0, 10));
  await makeMissing(vault, 'patient', nameOf(patient));
  await makeMissing(vault, 'doctor', sampleDoctorName);
  const samples = (await vault.profiles()).filter((card) => card.sample && card.role === role);
  const profile = await vault.unlock(samples[0]?.id ?? '', open);
  if (role === 'patient') await fillPatient(env, profile, patient);
  else await fillDoctor(profile);
  return profile;
}

async function makeMissing(vault: Vault, role: Role, label: string): Promise<void> {
  const present = await vault.profiles();
  if (present.some((card) => card.sample && card.role === role)) return;
  const colour = role === 'patient' ? 1 : 4;
  (await vault.create({ label, role, colour, sample: true, factor: open })).lock();
}

function nameOf({ resources }: Sample): string {
  const person = resources.find(({ resourceType }) => resourceType === 'Patient');
  return (person && headerOf(person).name) ?? '';
}

async function fillDoctor(profile: UnlockedProfile): Promise<void> {
  const preferences = new Preferences(profile);
  if ((await preferences.professional()) !== null) return;
  await preferences.saveProfessional({ name: sampleDoctorName, role: 'doctor' });
}

/** Puts the sample's resources through the same sorting as an imported file. */
async function fillPatient(
  env: Environment,
  profile: UnlockedProfile,
  sample: Sample,
): Promise<void> {
  const shelf = new Shelf<HealthRecord>(profile, 'record');
  if ((await shelf.all()).values.length > 0) return;
  const files = new Files(profile);
  const records = [
    ...(await recordsOf(env, files, sample)),
    ...(await documentsOf(env, profile, files, sample)),
  ];
  const at = { revision: 1, expects: 0 };
  await profile.commit([...records.map((one) => shelf.put(one.id, one, at)), ...files.writes]);
}

async function recordsOf(env: Environment, files: Files, sample: Sample): Promise<HealthRecord[]> {
  const { resources } = await parseImport(utf8(JSON.stringify(sample.resources)), {});
  const origin = { kind: 'sample', name: '', at: env.now().toISOString() } as const;
  const records: HealthRecord[] = [];
  for (const { inlineAttachments, ...content } of resources) {
    const attachments = await files.keep({ inlineAttachments });
    records.push(newRecord(env, { ...content, movedByHand: false, origin, attachments }));
  }
  return records;
}

async function documentsOf(
  env: Environment,
  profile: UnlockedProfile,
  files: Files,
  sample: Sample,
): Promise<HealthRecord[]> {
  const records: HealthRecord[] = [];
  for (const { title, contentType, bytes, date } of sample.files) {
    const { write, ...file } = await profile.writeBlob(bytes);
    files.writes.push(write);
    const about = { title, date, fileName: title };
    records.push(documentRecord(env, about, { ...file, contentType }, 'sample'));
  }
  return records;
}
