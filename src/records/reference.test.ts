import { describe, expect, it } from 'vitest';
import { isReference, referenceTarget } from './reference.ts';

describe('reading a reference', () => {
  it.each([
    ['Patient/a1', 'Patient', 'a1'],
    ['https://example.org/fhir/Patient/a1', 'Patient', 'a1'],
    ['https://example.org/fhir/Patient/a1/_history/3', 'Patient', 'a1'],
    ['urn:uuid:0fed5ebe', null, '0fed5ebe'],
    ['urn:oid:1.2.3', null, '1.2.3'],
  ])('finds the target of %s', (reference, type, id) => {
    expect(referenceTarget(reference)).toEqual({ type, id });
  });

  it.each(['', '#inner', 'Patient', 'Patient?identifier=1', 'patient/a1', `A/${'x'.repeat(2000)}`])(
    'finds none in %j',
    (reference) => {
      expect(referenceTarget(reference)).toBeNull();
    },
  );
});

describe('the shape of a Reference', () => {
  it('is a literal, a logical one or a mere name', () => {
    expect(isReference({ reference: 'Patient/1' })).toBe(true);
    expect(isReference({ type: 'Patient', identifier: { value: '1' } })).toBe(true);
    expect(isReference({ display: 'Somebody' })).toBe(true);
  });

  it('is not that of a coding, a concept or a section entry with a nested reference', () => {
    expect(isReference({ code: 'x', display: 'X' })).toBe(false);
    expect(isReference({ text: 'X' })).toBe(false);
    expect(isReference({ meaning: 'instance', reference: { reference: 'Patient/1' } })).toBe(false);
  });
});
