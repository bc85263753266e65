import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../crypto/index.ts';
import type { HealthRecord, RecordId, ShareUnit } from '../../records/index.ts';
import { patient, resources } from '../fixtures/bundle.ts';
import { Breath } from './breath.ts';
import { UnitEntries } from './unit-entries.ts';

const nameKey = systemRandom(32);
const breath = () => new Breath(() => 0);

function recordOf(resource: HealthRecord['resource'], at: number): HealthRecord {
  const personal = resource.resourceType === 'Patient';
  return {
    id: `record-${at}`.padEnd(22, '0') as RecordId,
    resource,
    partition: personal ? 'personal' : 'medical',
    ...{ level: null, unsorted: false, private: false, movedByHand: false },
    origin: { kind: 'hand', name: '', at: '2026-01-01T00:00:00Z' },
    ...{ revision: 1, updatedAt: '2026-01-01T00:00:00Z', attachments: [] },
  };
}

const records = resources.slice(1, 4).map(recordOf);

const entries = (list: readonly HealthRecord[], unit: ShareUnit = 'medical') =>
  new UnitEntries(nameKey).of(unit, list, breath());

describe('the entries of a unit', () => {
  it('keep their keys and digests while others come and go', async () => {
    const before = await entries(records);
    const fresh = recordOf({ ...resources[3]!, id: 'o2' }, 9);
    const after = await entries([fresh, ...records.toReversed()]);
    expect(after.size).toBe(before.size + 1);
    for (const [key, entry] of before) expect(after.get(key)).toEqual(entry);
  });

  it('change their digest with their content', async () => {
    const [first, ...rest] = records;
    const changed = { ...first!, resource: { ...first!.resource, code: { text: 'Walnut' } } };
    const [before, after] = [await entries(records), await entries([changed, ...rest])];
    const differing = [...before.values()].filter(
      ({ key, digest }) => after.get(key)?.digest !== digest,
    );
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    expect(differing).toHaveLength(1);
  });

  it('hold nothing private and nothing of another unit', async () => {
    const [first, second, third] = records;
    const other = { ...second!, partition: 'prescription' as const };
    const list = [{ ...first!, private: true }, other, third!, recordOf(patient, 7)];
    expect((await entries(list)).size).toBe(1);
    expect((await entries(records)).size).toBe(3);
  });

  it('have other keys in another unit', async () => {
    const moved = records.map((record) => ({ ...record, partition: 'prescription' as const }));
    const [here, there] = [await entries(records), await entries(moved, 'prescription')];
    expect([...there.keys()].filter((key) => here.has(key))).toEqual([]);
  });
});
