import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { shareUnits, type HealthRecord } from '../record.ts';
import { ExportMemory } from './export-memory.ts';
import { leakyRecords, spec } from './fixtures/leaky-records.ts';
import { exportOf } from './fixtures/make-record.ts';
import { scopedExport } from './scoped-export.ts';

vi.setConfig({ testTimeout: 60_000 });

const specs = fc.array(spec, { minLength: 1, maxLength: 12 });
/** Which records are there at each export, and which are written anew before it. */
const steps = fc.array(fc.tuple(fc.nat(2 ** 12), fc.nat(2 ** 12)), { minLength: 2, maxLength: 4 });

const isSet = (bits: number, at: number) => ((bits >> at) & 1) === 1;

/** The same record as somebody's edit leaves it. */
const edited = (record: HealthRecord): HealthRecord => ({
  ...record,
  revision: record.revision + 1,
  resource: { ...record.resource, status: 'amended' },
});

describe('an export that remembers the last one', () => {
  it('says what one that starts from nothing says', () => {
    fc.assert(
      fc.property(specs, steps, fc.constantFrom(...shareUnits), (made, taken, unit) => {
        const memory = new ExportMemory();
        let records: readonly HealthRecord[] = leakyRecords(made);
        for (const [present, changed] of taken) {
          records = records.map((record, at) => (isSet(changed, at) ? edited(record) : record));
          const here = records.filter((_, at) => isSet(present, at));
          const input = { ...exportOf(here, [unit]), nameOf: (id: string) => `n-${id}` };
          expect(scopedExport({ ...input, memory })).toEqual(scopedExport(input));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('cuts nothing twice that stayed the same, and everything where more is granted', () => {
    const memory = new ExportMemory();
    const record = { resource: { resourceType: 'Basic' } } as HealthRecord;
    const cut = { resource: record.resource, left: new Set<string>() };
    const make = vi.fn(() => cut);
    const lead = () => null;
    const alone = { unit: 'medical', granted: new Set(['medical'] as const), lead } as const;
    memory.cut(record, 'r1', alone, make);
    memory.cut(record, 'r1', alone, make);
    expect(make).toHaveBeenCalledTimes(1);
    memory.cut(record, 'r1', { ...alone, granted: new Set(shareUnits) }, make);
    memory.cut({ ...record }, 'r1', alone, make);
    memory.cut(record, 'r2', alone, make);
    expect(make).toHaveBeenCalledTimes(4);
  });
});
