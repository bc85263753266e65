import { describe, expect, it, vi } from 'vitest';
import { lockAfterwards } from '../fixtures/lock-afterwards.ts';
import { afghBls12381, systemRandom } from '../../crypto/index.ts';
import { failureCode } from '../failure.ts';
import { canaries } from '../fixtures/bundle.ts';
import { device, passphrase } from '../fixtures/device.ts';
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
import { Epochs } from './epochs.ts';
import { untold } from './grants.ts';
import { currentEpoch, emptyState, type UnitState } from './unit-state.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A doctor who read everything, and whose app from then on hears of no change. */
async function deafDoctor(): Promise<StandingScene & { id: string }> {
  const at = await standingScene();
  lockAfterwards(at.patient, at.doctor);
  const { followed } = await giveStanding(at, standingChoice(['medical']));
  const mailbox = at.host.calls.findLast(({ verb }) => verb === 'put')?.name;
  expect(await readStanding(at.doctor, followed.id)).toContain(canaries.medical);
  at.host.lie = (name, bytes) => (name === mailbox ? null : bytes);
  return { ...at, id: followed.id };
}

async function helperOf({ patient, clock, world }: StandingScene): Promise<string> {
  const helper = device(clock, undefined, world);
  lockAfterwards(helper);
  const professional = { name: 'Tablet', role: 'other' } as const;
  await helper.carnet.createProfile({
    ...{ label: 'Tablet', role: 'helper', colour: 3, passphrase, professional },
  });
  const { handle } = await scanAsker(patient, await helper.carnet.myCard(address));
  const terms = { serves: [], until: null, usesEach: 3 };
  await patient.carnet.standing.enrolHelper(handle, terms, address);
  const [known] = await patient.carnet.standing.helpers();
  return known!.identity;
}

async function approveAnew(
  { patient, doctor }: StandingScene,
  ...chosen: Parameters<typeof standingChoice>
): Promise<void> {
  const { handle } = await scanAsker(patient, await doctor.carnet.myCard(address));
  await patient.carnet.standing.approve(handle, standingChoice(...chosen), address);
  await sent(patient);
}

const refreshed = ({ doctor }: StandingScene, id: string) =>
  doctor.carnet.following
    .refresh(id)
    .then(() => doctor.carnet.following.open(id))
    .then(() => 'opened', failureCode);

describe('access that is given anew and reaches less far', () => {
  it('through a helper leaves no way round it', async () => {
    const at = await deafDoctor();
    const throughHelper = await helperOf(at);
    await approveAnew(at, ['medical'], 'all', { throughHelper });
    await publishAllergy(at.patient, 'Walnut');
    expect(await refreshed(at, at.id)).toBe('not-found');
  });

  it('@backward from now on leaves no key to the lists of everything', async () => {
    const at = await deafDoctor();
    await approveAnew(at, ['medical'], 'new');
    await publishAllergy(at.patient, 'Walnut');
    expect(await refreshed(at, at.id)).toBe('not-found');
  });

  it('to as much as before reads on by what it has', async () => {
    const at = await deafDoctor();
    await approveAnew(at, ['medical', 'personal']);
    await publishAllergy(at.patient, 'Walnut');
    expect(await refreshed(at, at.id)).toBe('opened');
  });
});

describe('an epoch to join with', () => {
  const epochs = new Epochs(
    { random: systemRandom, suite: afghBls12381 },
    {
      get keyring(): never {
        throw new Error('no key is needed');
      },
    },
    new Uint8Array(32),
  );
  const known = { digest: 'same', published: 'same', fresh: 'first' };
  const state: UnitState = {
    ...emptyState('medical', 'first'),
    epochs: ['first', 'second'],
    entries: { key: known, later: { ...known, fresh: 'second' } },
  };
  const entry = { resource: { resourceType: 'Basic' }, attachments: [], digest: 'same' } as const;

  it('@backward holds nothing known, also where everything was sealed anew', () => {
    for (const floors of [[], ['second']]) {
      const { state: next, freshOf } = epochs.rebuilt(state, floors);
      expect(freshOf({ ...entry, key: 'key' })).not.toBe(currentEpoch(next));
      expect(freshOf({ ...entry, key: 'later' })).not.toBe(currentEpoch(next));
      expect(freshOf({ ...entry, key: 'key', digest: 'other' })).toBe(currentEpoch(next));
    }
  });

  it('@backward is the current one where the first is not known any more', () => {
    const states = new Map([['medical', state] as const]);
    const unit = { unit: 'medical', lane: 'new', issued: null } as const;
    expect(untold({ ...unit, floor: 'lost' }, states)).toEqual(['second']);
    expect(untold({ ...unit, floor: 'first' }, states)).toEqual(['first', 'second']);
  });
});
