import { expect, it } from 'vitest';
import { doctorDevice } from './fixtures/device.ts';
import { address } from './fixtures/meeting.ts';

it('a doctor’s card stays the same, so that a printed one has the words that the screen shows', async () => {
  const doctor = await doctorDevice();
  const printed = await doctor.carnet.myCard(address);
  const later = await doctor.carnet.myCard(address);
  expect(later).toEqual(printed);
  await doctor.carnet.saveProfessional({ name: 'Dr Renamed', role: 'doctor' });
  expect((await doctor.carnet.myCard(address)).words).not.toEqual(printed.words);
});

it('two doctors’ cards have different words', async () => {
  const [one, other] = [await doctorDevice(), await doctorDevice()];
  expect((await one.carnet.myCard(address)).words).not.toEqual(
    (await other.carnet.myCard(address)).words,
  );
});
