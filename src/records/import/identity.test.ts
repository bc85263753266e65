import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../fhir.ts';
import { contentKey, identityKeys } from './identity.ts';

const allergy: FhirResource = { resourceType: 'AllergyIntolerance', code: { text: 'Peanut' } };

describe('what a resource says', () => {
  it('does not depend on its id, its storage, its generated narrative or the order of its members', () => {
    const stored: FhirResource = {
      code: { text: 'Peanut' },
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      meta: { lastUpdated: '2024-01-01T00:00:00Z', versionId: '7' },
      text: { status: 'generated', div: '<div>Peanut</div>' },
    };
    expect(contentKey(stored)).toBe(contentKey(allergy));
  });

  it('depends on a narrative that says more than the elements', () => {
    const told = (div: string): FhirResource => ({
      ...allergy,
      text: { status: 'additional', div },
    });
    expect(contentKey(told('mild'))).not.toBe(contentKey(told('severe')));
  });

  it('depends on every element and on security labels', () => {
    expect(contentKey({ ...allergy, criticality: 'high' })).not.toBe(contentKey(allergy));
    const labelled = { ...allergy, meta: { security: [{ code: 'R' }] } };
    expect(contentKey(labelled)).not.toBe(contentKey(allergy));
  });

  it('does not depend on the name a reference repeats, but on what it points at', () => {
    const by = (asserter: { reference: string; display?: string }) =>
      contentKey({ ...allergy, asserter });
    expect(by({ reference: 'Practitioner/1', display: 'Dr A' })).toBe(
      by({ reference: 'Practitioner/1' }),
    );
    expect(by({ reference: 'Practitioner/1' })).not.toBe(by({ reference: 'Practitioner/2' }));
  });
});

describe('which record a resource is', () => {
  it('is told by its identifiers, one key each', () => {
    const identifier = [
      { system: 'urn:a', value: '1' },
      { system: 'urn:b', value: '2' },
    ];
    expect(identityKeys({ ...allergy, identifier })).toEqual([
      'AllergyIntolerance|urn:a|1',
      'AllergyIntolerance|urn:b|2',
    ]);
  });

  it('is told by its content when its identifiers are not complete', () => {
    expect(identityKeys(allergy)).toEqual([contentKey(allergy)]);
    const half = { ...allergy, identifier: [{ value: '1' }, { system: 'urn:a' }, 'x'] };
    expect(identityKeys(half)).toEqual([contentKey(half)]);
  });
});
