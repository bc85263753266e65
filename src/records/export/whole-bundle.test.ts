import { describe, expect, it } from 'vitest';
import { utf8 } from '../../bytes/bytes.ts';
import { toBase64url } from '../../bytes/base64url.ts';
import { parseImport } from '../import/index.ts';
import type { RecordId } from '../record.ts';
import { makeRecord } from './fixtures/make-record.ts';
import { wholeBundle } from './whole-bundle.ts';

const recordId = (fill: number) => toBase64url(new Uint8Array(16).fill(fill)) as RecordId;

describe('the export of everything', () => {
  const records = [
    makeRecord({ resourceType: 'Encounter', id: 'e' }, { id: recordId(1) }),
    makeRecord(
      { resourceType: 'Condition', id: 'c', encounter: { reference: 'Encounter/e' } },
      { id: recordId(0xab), private: true },
    ),
  ];

  it('holds every record as it is, private ones too', () => {
    expect(wholeBundle(records)).toEqual({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'urn:uuid:01010101-0101-0101-0101-010101010101',
          resource: records[0]?.resource,
        },
        {
          fullUrl: 'urn:uuid:abababab-abab-abab-abab-abababababab',
          resource: records[1]?.resource,
        },
      ],
    });
  });

  it('comes back by the import as it was', async () => {
    const parsed = await parseImport(utf8(JSON.stringify(wholeBundle(records))));
    expect(parsed.resources.map(({ resource }) => resource)).toEqual(
      records.map(({ resource }) => resource),
    );
    expect(parsed.oddities).toEqual([]);
  });
});
