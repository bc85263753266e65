import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../bytes/bytes.ts';
import { RecordsError } from '../errors.ts';
import type { Json } from '../fhir.ts';
import { decodeUnit, encodeUnit, MAX_UNIT_BYTES } from './unit-codec.ts';
import type { UnitExport } from './unit-export.ts';

const unit: UnitExport = {
  unit: 'medical',
  resources: [{ resourceType: 'Condition', id: 'r1', code: { text: 'Migräne' } }],
  attachments: [
    { id: 'b', path: '/0', title: 'Scan', contentType: 'image/png', size: 3, sha256: 'ab' },
  ],
  notSent: [{ title: 'Film', size: 9, id: 'c' }],
};

function outcome(text: string): string {
  try {
    decodeUnit(utf8(text), 'medical');
    return 'read';
  } catch (error) {
    return error instanceof RecordsError ? error.code : 'broken';
  }
}

const changed = (change: (value: { [key: string]: Json }) => void): string => {
  const value = JSON.parse(fromUtf8(encodeUnit(unit))) as { [key: string]: Json };
  change(value);
  return JSON.stringify(value);
};

describe('a unit as bytes', () => {
  it('is canonical JSON', () => {
    expect(fromUtf8(encodeUnit({ ...unit, attachments: [], notSent: [] }))).toBe(
      '{"attachments":[],"notSent":[],"resources":[{"code":{"text":"Migräne"},"id":"r1","resourceType":"Condition"}],"unit":"medical"}',
    );
  });

  it('comes back whole', () => {
    expect(decodeUnit(encodeUnit(unit), 'medical')).toEqual(unit);
    expect(outcome(changed(() => undefined))).toBe('read');
  });

  it('is refused as another unit', () => {
    expect(() => decodeUnit(encodeUnit(unit), 'personal')).toThrow(new RecordsError('malformed'));
  });

  it.each<[string, (value: { [key: string]: Json }) => void]>([
    ['no resources', (value) => delete value['resources']],
    ['a resource without a type', (value) => (value['resources'] = [{ id: 'r1' }])],
    ['a resource without an id', (value) => (value['resources'] = [{ resourceType: 'Basic' }])],
    ['a resource that is a list', (value) => (value['resources'] = [[]])],
    ['a negative size', (value) => (value['notSent'] = [{ title: '', id: '', size: -1 }])],
    [
      'a title of a megabyte',
      (value) => (value['notSent'] = [{ title: 'x'.repeat(1e6), id: '', size: 1 }]),
    ],
    ['an attachment without a digest', (value) => (value['attachments'] = [{ id: 'b' }])],
  ])('is refused with %s', (_, change) => {
    expect(outcome(changed(change))).toBe('malformed');
  });

  it('is refused when nested beyond reason or with keys of JavaScript’s own', () => {
    const holding = (member: string) =>
      fromUtf8(encodeUnit(unit)).replace('"code":{', `"code":{${member},`);
    expect(outcome(holding(`"x":${'['.repeat(20)}${']'.repeat(20)}`))).toBe('read');
    expect(outcome(holding(`"x":${'['.repeat(5000)}${']'.repeat(5000)}`))).toBe('malformed');
    expect(outcome(holding('"__proto__":{}'))).toBe('malformed');
    expect(outcome(holding('"x":1e999'))).toBe('malformed');
  });

  it('is refused when it is larger than the limit', () => {
    expect(() => decodeUnit(new Uint8Array(MAX_UNIT_BYTES + 1), 'medical')).toThrow(
      new RecordsError('too-large'),
    );
  });

  it('gives every byte string a unit or a typed error', () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.json().map(utf8));
    fc.assert(
      fc.property(bytes, (content) => {
        expect(['read', 'malformed']).toContain(outcomeOf(content));
      }),
      { numRuns: process.env['SLOW'] ? 20_000 : 300 },
    );
  });

  it('gives every change of one byte a unit or a typed error', () => {
    const whole = encodeUnit(unit);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = byte;
        expect(['read', 'malformed']).toContain(outcomeOf(bytes));
      }),
      { numRuns: process.env['SLOW'] ? 20_000 : 300 },
    );
  });
});

function outcomeOf(bytes: Uint8Array): string {
  try {
    decodeUnit(Uint8Array.from(bytes), 'medical');
    return 'read';
  } catch (error) {
    return error instanceof RecordsError ? error.code : 'broken';
  }
}
