import { describe, expect, it } from 'vitest';
import type { EmergencyLine } from '../api.ts';
import type { FhirResource } from '../../records/index.ts';
import { canaries, resources } from '../fixtures/bundle.ts';
import { doctorDevice, passphrase, patientDevice, type Device } from '../fixtures/device.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import { fill } from '../fixtures/filled-patient.ts';

/** The channel's number for a sealed emergency card. */
const EMERGENCY = 16;

const more: readonly FhirResource[] = [
  {
    resourceType: 'Observation',
    id: 'b1',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '882-1' }], text: 'Blood group' },
    valueCodeableConcept: { text: 'A Rh negative' },
  },
  {
    resourceType: 'RelatedPerson',
    id: 'r1',
    patient: { reference: 'Patient/p1' },
    name: [{ text: 'Tom Example' }],
    relationship: [{ text: 'husband' }],
    telecom: [{ system: 'phone', value: '+44 20 7946 0000' }],
  },
];

async function withRecord(): Promise<Device> {
  const made = await patientDevice();
  await fill(made, [...resources, ...more]);
  return made;
}

const texts = (lines: readonly EmergencyLine[], shown?: boolean) =>
  lines.filter((line) => shown === undefined || line.shown === shown).map(({ text }) => text);

describe('the emergency card', () => {
  it('is not there before it is wanted, and proposes what the record says', async () => {
    const { carnet } = await withRecord();
    const { card, proposals } = await carnet.emergency.state();
    expect(card).toBeNull();
    expect(texts(proposals, true)).toEqual([
      ...['Ada Example', '1970', 'A Rh negative', 'Peanut'],
      'Tom Example, husband, +44 20 7946 0000',
    ]);
    // What a stranger could conclude an illness from waits to be switched on.
    expect(texts(proposals, false).join()).toContain(canaries.prescription);
    expect(texts(proposals, false).join()).toContain(canaries.medical);
    expect(JSON.stringify(proposals)).not.toContain(canaries.personal);
  });

  it('leaves out what is private', async () => {
    const { carnet } = await withRecord();
    const [allergy] = (await carnet.entries({ text: 'Peanut' })).entries;
    if (allergy === undefined) throw new Error('no allergy');
    await carnet.setPrivate(allergy.id, true);
    expect(texts((await carnet.emergency.state()).proposals)).not.toContain('Peanut');
  });

  it('is kept as it was chosen, through a lock, until it is removed', async () => {
    const { carnet } = await withRecord();
    const { proposals } = await carnet.emergency.state();
    const chosen = proposals.map((line) => ({ ...line, shown: line.kind === 'name' }));
    await carnet.emergency.save(chosen);
    const id = (await carnet.profiles())[0]?.id ?? '';
    await carnet.lock();
    await carnet.unlock(id, passphrase);
    const { card, changed } = await carnet.emergency.state();
    expect([card?.lines, changed]).toEqual([chosen, []]);
    await carnet.emergency.remove();
    expect((await carnet.emergency.state()).card).toBeNull();
  });

  it('says what the record says otherwise since, and no more once it is saved again', async () => {
    const { carnet } = await withRecord();
    const { proposals } = await carnet.emergency.state();
    await carnet.emergency.save(proposals);
    const [medicine] = (await carnet.entries({ kind: 'medicine' })).entries;
    if (medicine === undefined) throw new Error('no medicine');
    await carnet.deleteRecord(medicine.id);
    const { card, changed } = await carnet.emergency.state();
    expect(changed).toEqual(['medicine']);
    await carnet.emergency.save(card?.lines ?? []);
    expect((await carnet.emergency.state()).changed).toEqual([]);
  });

  it('says what is seen and nothing else, and can be sealed whatever was typed', async () => {
    const [patient, doctor] = [await withRecord(), await doctorDevice()];
    await scanAsker(patient, await doctor.carnet.myCard(address));
    const [known] = await patient.carnet.knownPeople();
    const typed = (text: string) => ({ kind: 'directive', text, from: null, shown: true }) as const;
    const { lines } = await patient.carnet.emergency.save([
      typed('\u202eniconreP ot cigrella'),
      typed('\u200b\u2060'),
      typed(`${'a'.repeat(159)}\u{1f6d1}`),
      // Each becomes two characters where it is written as Unicode wants it.
      typed('\u0958'.repeat(160)),
    ]);
    expect(lines.map(({ text }) => text)).toEqual([
      'niconreP ot cigrella',
      'a'.repeat(159),
      '\u0915\u093c'.repeat(80),
    ]);
    const { message: bytes } = await patient.carnet.emergency.seal(known?.identity ?? '');
    const scanned = await doctor.carnet.scan({ kind: EMERGENCY, bytes });
    if (scanned.kind !== 'emergency') throw new Error(`scanned a ${scanned.kind}`);
    expect(scanned.emergency.lines.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
  });

  it('opens sealed for the doctor it was made for, and for nobody else', async () => {
    const [patient, doctor, stranger] = [
      await withRecord(),
      await doctorDevice(),
      await doctorDevice(undefined, 'Dr Other'),
    ];
    await scanAsker(patient, await doctor.carnet.myCard(address));
    const [known] = await patient.carnet.knownPeople();
    await patient.carnet.emergency.save((await patient.carnet.emergency.state()).proposals);
    const { message: bytes, to } = await patient.carnet.emergency.seal(known?.identity ?? '');
    expect(to).toBe('Dr Imaginary');
    const scanned = await doctor.carnet.scan({ kind: EMERGENCY, bytes });
    if (scanned.kind !== 'emergency') throw new Error(`scanned a ${scanned.kind}`);
    expect(scanned.emergency.patientName).toBe('Ada Example');
    expect(JSON.stringify(scanned.emergency.lines)).toContain(canaries.medical);
    await expect(stranger.carnet.scan({ kind: EMERGENCY, bytes })).rejects.toMatchObject({
      code: 'not-for-me',
    });
    await expect(patient.carnet.scan({ kind: EMERGENCY, bytes })).rejects.toMatchObject({
      code: 'code-for-doctor',
    });
    expect((await patient.carnet.journal())[0]).toMatchObject({ event: 'emergency-sealed' });
  });

  it('is refused for somebody whose card is not there', async () => {
    const { carnet } = await withRecord();
    await carnet.emergency.save((await carnet.emergency.state()).proposals);
    await expect(carnet.emergency.seal('00'.repeat(32))).rejects.toMatchObject({
      code: 'card-needed',
    });
  });
});
