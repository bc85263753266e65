import { describe, expect, it, vi } from 'vitest';
import type { StandingChoice } from '../api.ts';
import type { StoredAccess } from './access.ts';
import { Admission, type Newcomer } from './admission.ts';

const newcomer = { contact: { identity: 'new' }, card: '' } as Newcomer;

const choice = (lane: 'all' | 'new'): StandingChoice => ({
  units: [{ unit: 'medical', lane }],
  ...{ until: null, mayWrite: false, throughHelper: null },
});

/** So many read from now on, each since another day. */
function withReaders(count: number) {
  const readers = Array.from({ length: count }, (_, at) => {
    const unit = { unit: 'medical', lane: 'new', floor: `floor-${at}`, issued: null };
    return { identity: `reader-${at}`, units: [unit] } as unknown as StoredAccess;
  });
  const run = vi.fn(() => Promise.reject(new Error('publishes')));
  const held = { access: { readers: () => readers }, upkeep: { run } };
  const [env, parts] = [{}, held] as unknown as ConstructorParameters<typeof Admission>;
  return { admission: new Admission(env, parts), run };
}

describe('somebody who is to read from now on', () => {
  it('is refused before anything is published where thirty others begin elsewhere', async () => {
    const { admission, run } = withReaders(30);
    const refused = admission.admit(newcomer, choice('new'));
    await expect(refused).rejects.toMatchObject({ code: 'too-many-joined' });
    expect(run).not.toHaveBeenCalled();
  });

  it('is let in beside twenty-nine, and to everything beside any number', async () => {
    await expect(withReaders(29).admission.admit(newcomer, choice('new'))).rejects.toThrow(
      'publishes',
    );
    await expect(withReaders(40).admission.admit(newcomer, choice('all'))).rejects.toThrow(
      'publishes',
    );
  });

  it('takes the place of an access of the same person', async () => {
    const { admission } = withReaders(30);
    const again = { ...newcomer, contact: { identity: 'reader-3' } } as Newcomer;
    await expect(admission.admit(again, choice('new'))).rejects.toThrow('publishes');
  });
});
