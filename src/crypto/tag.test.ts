import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../bytes/bytes.ts';
import { CryptoError } from './errors.ts';
import { seededRandom } from './fixtures/scripted-random.ts';
import { sha256 } from './hash.ts';
import { tagId } from './tag.ts';

const random = seededRandom('tag');
const [patient, grant] = [random(32), random(32)];

describe('the id of a tag', () => {
  it('is the hash that the protocol writes down', () => {
    const input = concat(utf8('carnet/v1/tag'), new Uint8Array([0, 1]), patient, grant);
    expect(tagId('visit', patient, grant)).toEqual(sha256(input));
  });

  it('changes with kind, patient and rest', () => {
    const ids = [
      tagId('visit', patient, grant),
      tagId('standing', patient, grant),
      tagId('inbox', patient, grant),
      tagId('visit', grant, patient),
      tagId('visit', patient, random(32)),
      tagId('visit', random(32), grant),
    ];
    expect(new Set(ids.map(String)).size).toBe(ids.length);
  });

  it('refuses a patient’s key of another length, where it would run into the rest', () => {
    const malformed = new CryptoError('malformed-key');
    expect(() => tagId('visit', patient.slice(1), grant)).toThrow(malformed);
    expect(() => tagId('visit', concat(patient, grant), grant)).toThrow(malformed);
    expect(tagId('visit', patient, grant)).toHaveLength(32);
  });
});
