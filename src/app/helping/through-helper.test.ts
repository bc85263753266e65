import { describe, expect, it } from 'vitest';
import { codeOf } from '../fixtures/attempt.ts';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { kindCode } from '../../sharing/index.ts';
import { canaries } from '../fixtures/bundle.ts';
import { device, passphrase, type Device } from '../fixtures/device.ts';
import { address, scanAsker } from '../fixtures/meeting.ts';
import {
  giveStanding,
  publishAllergy,
  readStanding,
  sent,
  standingChoice,
  standingScene,
  type StandingScene,
} from '../fixtures/standing-scene.ts';

interface HelpedScene extends StandingScene {
  readonly helper: Device;
  readonly identity: string;
}

let count = 0;

/** The patient's helper scans its enrolment; it serves whoever is named. */
async function enrol({ patient }: StandingScene, helper: Device, serves: string[] = []) {
  const { handle } = await scanAsker(patient, await helper.carnet.myCard(address));
  const terms = { serves, until: null, usesEach: 3 };
  const sealed = await patient.carnet.standing.enrolHelper(handle, terms, address);
  await sent(patient);
  await helper.carnet.scan({ kind: kindCode('enrolment'), bytes: sealed.message });
}

async function scene(): Promise<HelpedScene> {
  const at = await standingScene();
  const helper = device(at.clock, `through-helper-${(count += 1)}`, at.world);
  await helper.carnet.createProfile({
    ...{ label: 'Tablet', role: 'helper', colour: 3, passphrase },
    professional: { name: 'Tablet', role: 'other' },
  });
  lockAfterwards(at.patient, at.doctor, helper);
  await enrol(at, helper);
  const [known] = await at.patient.carnet.standing.helpers();
  return { ...at, helper, identity: known!.identity };
}

const through = (at: HelpedScene) =>
  giveStanding(at, standingChoice(['medical'], 'all', { throughHelper: at.identity }));

/** The doctor asks by the host, the helper works, the doctor looks again. */
async function turn({ doctor, helper }: HelpedScene, id: string) {
  const asked = await doctor.carnet.following.ask(id);
  const worked = await helper.carnet.helping.work();
  await doctor.carnet.following.refresh(id);
  return { asked, worked };
}

describe('reading through a helper', () => {
  it('needs its hand, with the patient’s phone locked all the while', async () => {
    const at = await scene();
    const { followed } = await through(at);
    await at.patient.carnet.lock();
    expect(followed.helper).not.toBeNull();
    expect(await codeOf(at.doctor.carnet.following.open(followed.id))).toBe('helper-needed');
    const { asked, worked } = await turn(at, followed.id);
    expect([asked.leftOnHost, worked]).toEqual([true, { done: 1, refused: 0 }]);
    const text = await readStanding(at.doctor, followed.id);
    expect(text).toContain(canaries.medical);
    expect(text).not.toContain(canaries.prescription);
  });

  it('goes by codes alone where the host is of no use for it', async () => {
    const at = await scene();
    const { followed } = await through(at);
    await at.helper.carnet.helping.work();
    const { message } = await at.doctor.carnet.following.ask(followed.id);
    const made = await at.helper.carnet.scan({ kind: kindCode('ask'), bytes: message });
    if (made.kind !== 'answer-made') return expect.unreachable();
    await at.doctor.carnet.scan({ kind: kindCode('answer'), bytes: made.message });
    expect(await readStanding(at.doctor, followed.id)).toContain(canaries.medical);
  });

  it('needs it again for what comes later, and leaves a line each time', async () => {
    const at = await scene();
    const { followed } = await through(at);
    await turn(at, followed.id);
    await publishAllergy(at.patient, 'Walnut');
    await at.doctor.carnet.following.refresh(followed.id);
    const before = await codeOf(readStanding(at.doctor, followed.id));
    await turn(at, followed.id);
    expect(await readStanding(at.doctor, followed.id)).toContain('Walnut');
    const [told] = await at.patient.carnet.standing.helpers();
    expect(told).toMatchObject({ serves: ['Dr Imaginary'], problem: null });
    expect(told?.log).toMatchObject([
      { forName: 'Dr Imaginary', units: ['medical'] },
      { forName: 'Dr Imaginary', units: ['medical'] },
    ]);
    expect(before).not.toBe('done');
  });

  it('takes in somebody who read alone until then', async () => {
    const at = await scene();
    const { followed } = await giveStanding(at, standingChoice(['medical']));
    expect(await readStanding(at.doctor, followed.id)).toContain(canaries.medical);
    const [person] = await at.patient.carnet.standing
      .people()
      .then((people) => people.filter(({ standing }) => standing !== null));
    await enrol(at, at.helper, [person!.identity]);
    await publishAllergy(at.patient, 'Walnut');
    await at.doctor.carnet.following.refresh(followed.id);
    expect(await codeOf(readStanding(at.doctor, followed.id))).toBe('helper-needed');
    await turn(at, followed.id);
    expect(await readStanding(at.doctor, followed.id)).toContain('Walnut');
  });
});

describe('a helper that is dismissed', () => {
  it('turns nothing more, and what is new opens to nobody who read through it', async () => {
    const at = await scene();
    const { followed } = await through(at);
    await turn(at, followed.id);
    await at.patient.carnet.standing.dismissHelper(at.identity);
    await publishAllergy(at.patient, 'Walnut');
    await at.doctor.carnet.following.refresh(followed.id);
    const { worked } = await turn(at, followed.id);
    expect(worked.done).toBe(0);
    expect(await codeOf(readStanding(at.doctor, followed.id))).toBe('helper-needed');
    expect(await at.helper.carnet.helping.patients()).toMatchObject([{ state: 'ended' }]);
  });
});

describe('stopping a doctor who reads through a helper', () => {
  it('takes her off the helper’s list', async () => {
    const at = await scene();
    const { approved, followed } = await through(at);
    await turn(at, followed.id);
    await at.patient.carnet.standing.stop(approved.grantId, 'plain');
    at.clock.passMinutes(1);
    await at.patient.carnet.standing.publish();
    await sent(at.patient);
    await at.helper.carnet.helping.work();
    expect((await at.helper.carnet.helping.patients())[0]?.serves).toEqual([]);
  });
});
