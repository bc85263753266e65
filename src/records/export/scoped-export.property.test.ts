import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fromUtf8 } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { shareUnitOf, shareUnits, type HealthRecord, type ShareUnit } from '../record.ts';
import { canariesIn, canary, leakyRecords, spec, type Spec } from './fixtures/leaky-records.ts';
import { exportOf } from './fixtures/make-record.ts';
import { scopedExport } from './scoped-export.ts';
import { decodeUnit, encodeUnit } from './unit-codec.ts';

const slow = process.env['SLOW'] !== undefined;

// A thousand runs of 32 choices each take longer than the default five seconds.
vi.setConfig({ testTimeout: slow ? 600_000 : 60_000 });
const specs = fc.array(spec, { minLength: 1, maxLength: 12 });

/** All 32 positions of the five switches. */
const choices = Array.from({ length: 2 ** shareUnits.length }, (_, bits) =>
  shareUnits.filter((_unit, at) => (bits >> at) & 1),
);

const encoded = (records: readonly HealthRecord[], units: readonly ShareUnit[]) =>
  scopedExport(exportOf(records, units)).units.map((unit) => toHex(encodeUnit(unit)));

const forEveryChoice = (runs: number, check: (choice: ShareUnit[], made: Spec[]) => void) =>
  fc.assert(
    fc.property(specs, (made) => {
      for (const choice of choices) check(choice, made);
    }),
    { numRuns: slow ? runs * 40 : runs },
  );

describe('all 32 choices of units over any records', () => {
  it('are 32', () => {
    expect(new Set(choices.map(String)).size).toBe(32);
  });

  it('let exactly the granted, not private records go', () => {
    forEveryChoice(25, (choice, made) => {
      const records = leakyRecords(made);
      const { units } = scopedExport(exportOf(records, choice));
      expect(units.map(({ unit }) => unit)).toEqual(choice);
      for (const { unit, resources } of units) {
        const granted = records.filter((one) => shareUnitOf(one) === unit && !one.private);
        const types = (all: readonly { resourceType: string }[]) =>
          all.map(({ resourceType }) => resourceType);
        expect(types(resources)).toEqual(types(granted.map(({ resource }) => resource)));
      }
    });
  });

  it('let no word go that belongs to a unit which is not granted, or to nobody', () => {
    forEveryChoice(25, (choice, made) => {
      const { units } = scopedExport(exportOf(leakyRecords(made), choice));
      for (const unit of units) {
        const owners = canariesIn(fromUtf8(encodeUnit(unit)));
        const strange = owners.flat().filter((owner) => !choice.some((one) => one === owner));
        expect(strange).toEqual([]);
      }
    });
  });

  it('let every word go that belongs to the unit itself', () => {
    forEveryChoice(10, (choice, made) => {
      const { units } = scopedExport(exportOf(leakyRecords(made), choice));
      const texts = new Map(units.map((unit) => [unit.unit, fromUtf8(encodeUnit(unit))]));
      for (const { unit, seed } of made.filter(
        (one) => !one.private && choice.includes(one.unit),
      )) {
        for (const path of ['note', 'type', 'contained']) {
          expect(texts.get(unit)).toContain(canary(seed, path, unit));
        }
      }
    });
  });

  it('leave every byte as it was when what is not granted changes or goes', () => {
    const change = fc.record({
      seed: fc.nat(999_999),
      links: fc.array(fc.nat(11), { maxLength: 3 }),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(specs, fc.array(change, { minLength: 12, maxLength: 12 }), (made, changes) => {
        const before = leakyRecords(made);
        for (const choice of choices) {
          const leaves = (one: HealthRecord) => choice.includes(shareUnitOf(one)) && !one.private;
          const others = leakyRecords(made.map((one, at) => ({ ...one, ...changes[at] })));
          const after = before.map((one, at) => (leaves(one) ? one : others[at]));
          const rest = after.filter((one, at) => one && (leaves(one) || !changes[at]?.gone));
          const granted = before.filter(leaves);
          const bytes = encoded(before, choice);
          expect(encoded(rest as HealthRecord[], choice)).toEqual(bytes);
          expect(encoded(granted, choice)).toEqual(bytes);
        }
      }),
      { numRuns: slow ? 1000 : 25 },
    );
  });

  it('do not change what another unit of the same choice holds', () => {
    fc.assert(
      fc.property(specs, fc.nat(999_999), (made, seed) => {
        const before = leakyRecords(made);
        for (const changed of shareUnits) {
          const after = leakyRecords(
            made.map((one) => (one.unit === changed ? { ...one, seed } : one)),
          );
          const mixed = before.map((one, at) => (shareUnitOf(one) === changed ? after[at] : one));
          const others = (records: readonly HealthRecord[]) =>
            scopedExport(exportOf(records, shareUnits))
              .units.filter(({ unit }) => unit !== changed)
              .map((unit) => toHex(encodeUnit(unit)));
          expect(others(mixed as HealthRecord[])).toEqual(others(before));
        }
      }),
      { numRuns: slow ? 1000 : 25 },
    );
  });

  it('come back from their bytes', () => {
    forEveryChoice(5, (choice, made) => {
      const { units } = scopedExport(exportOf(leakyRecords(made), choice));
      for (const unit of units) expect(decodeUnit(encodeUnit(unit), unit.unit)).toEqual(unit);
    });
  });
});
