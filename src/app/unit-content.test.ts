import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCbor, type CborValue } from '../bytes/cbor.ts';
import { BytesError } from '../bytes/errors.ts';
import { encodeUnit, RecordsError, type UnitExport } from '../records/index.ts';
import { AppError } from './errors.ts';
import { packUnit, unpackUnit } from './unit-content.ts';

const unit: UnitExport = {
  unit: 'medical',
  resources: [{ resourceType: 'Condition', id: 'r1', code: { text: 'Asthma' } }],
  attachments: [],
  notSent: [],
};

const isTyped = (error: unknown) =>
  [AppError, BytesError, RecordsError].some((kind) => error instanceof kind);

describe('the content of a unit', () => {
  it('is the same after the journey, files included', () => {
    const files = new Map([['scan', Uint8Array.of(1, 2, 3)]]);
    expect(unpackUnit(packUnit({ unit, files }), 'medical')).toEqual({ unit, files });
  });

  it('is refused as another unit’s', () => {
    const packed = packUnit({ unit, files: new Map() });
    expect(() => unpackUnit(packed, 'personal')).toThrow(RecordsError);
    expect(unpackUnit(packed, 'medical').unit).toEqual(unit);
  });

  it('of another shape is refused', () => {
    const encoded = encodeUnit(unit);
    const shapes: CborValue[] = [
      encoded,
      [encoded],
      [encoded, new Map(), 1],
      [encoded, new Map<number, Uint8Array>([[1, encoded]])],
      [encoded, new Map([['scan', 'text']])],
    ];
    for (const shape of shapes) {
      expect(() => unpackUnit(encodeCbor(shape), 'medical')).toThrow(AppError);
    }
  });

  it('made of any other bytes gives a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          unpackUnit(Uint8Array.from(bytes), 'medical');
        } catch (error) {
          expect(error).toSatisfy(isTyped);
        }
      }),
    );
  });
});
