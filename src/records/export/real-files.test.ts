import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { fromUtf8 } from '../../bytes/bytes.ts';
import { isList, isObject, type Json } from '../fhir.ts';
import { parseImport } from '../import/index.ts';
import { classify } from '../partition/index.ts';
import { isSharedType, referencedType } from '../reference.ts';
import { shareUnitOf, shareUnits, type HealthRecord, type ShareUnit } from '../record.ts';
import { exportOf, makeRecord } from './fixtures/make-record.ts';
import { scopedExport } from './scoped-export.ts';
import { encodeUnit } from './unit-codec.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = new URL('../../../../shared/data/synthea/', import.meta.url);
const isThere = existsSync(folder);
const files = isThere ? readdirSync(folder) : ['every patient'];

async function recordsIn(name: string): Promise<HealthRecord[]> {
  const { resources } = await parseImport(new Uint8Array(readFileSync(new URL(name, folder))));
  return resources.map((one) =>
    makeRecord(one.resource, { partition: one.partition, level: one.level, private: one.private }),
  );
}

/** Every id, and what every concept and reference is called. */
function namesIn(value: Json, names: Set<string>): Set<string> {
  if (isList(value)) for (const item of value) namesIn(item, names);
  if (!isObject(value) || isSharedType(referencedType(value))) return names;
  for (const [key, member] of Object.entries(value)) {
    if (naming.has(key) && typeof member === 'string') names.add(member);
    namesIn(member, names);
  }
  return names;
}

const naming = new Set(['id', 'display', 'text', 'code']);

/** Facilities stand in claims by right. */
const facility = /^(PCP\d+|[A-Z ,.'&-]+)$/;

/** What a unit's clinical records are called, without plain codes and without professionals. */
function secretsOf(records: readonly HealthRecord[], unit: ShareUnit): string[] {
  const names = new Set<string>();
  for (const record of records) {
    const isShared = classify(record.resource).place === 'shared';
    if (shareUnitOf(record) === unit && !isShared) namesIn(record.resource, names);
  }
  return [...names].filter((name) => /[ \d]/.test(name) && name.length > 5 && !facility.test(name));
}

function granted(records: readonly HealthRecord[], unit: ShareUnit): string {
  const { units } = scopedExport(exportOf(records, [unit]));
  return units.map((one) => fromUtf8(encodeUnit(one))).join();
}

describe('synthetic patients whose records restate each other', () => {
  for (const name of files) {
    const title = isThere
      ? `${name}: a unit alone does not name what another holds`
      : `SKIPPED, ../shared/data is not there: ${name}`;
    it.skipIf(!isThere)(title, async () => {
      const records = await recordsIn(name);
      for (const secret of ['medical', 'prescription'] as const) {
        const secrets = secretsOf(records, secret);
        const told = shareUnits
          .filter((unit) => unit !== secret)
          .map((unit) => granted(records, unit))
          .join();
        expect(secrets.filter((word) => told.includes(JSON.stringify(word)))).toEqual([]);
        expect(secrets.some((word) => granted(records, secret).includes(word))).toBe(
          secrets.length > 0,
        );
      }
    });
  }
});
