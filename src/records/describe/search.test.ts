import { describe, expect, it } from 'vitest';
import { kindWords } from './kind-words.ts';
import { foldForSearch, searchText } from './search.ts';

describe('search', () => {
  it('knows no case and no accents', () => {
    expect(foldForSearch('Körperliche Größe, Łódź, Ærø, naïve')).toBe(
      'korperliche grosse, lodz, aero, naive',
    );
  });

  it('finds what a code is called, even when the title says something else', () => {
    const coding = [
      { system: 'http://snomed.info/sct', code: '44054006', display: 'Diabète type 2' },
    ];
    const text = searchText({ resourceType: 'Condition', code: { text: 'Sugar', coding } });
    expect(text).toContain('sugar');
    expect(text).toContain('diabete type 2');
    expect(text).toContain('44054006');
    expect(text).not.toContain('snomed');
  });

  it('finds words of a note, and no bytes of a file', () => {
    const text = searchText({
      resourceType: 'DocumentReference',
      note: [{ text: 'Kept in the blue folder' }],
      content: [{ attachment: { data: 'QUJDREVG' } }],
    });
    expect(text).toContain('blue folder');
    expect(text).not.toContain('qujdrevg');
  });

  it.each([
    ['Immunization', 'vaccine'],
    ['MedicationRequest', 'medicine'],
    ['AllergyIntolerance', 'allergies'],
    ['Claim', 'claim'],
    ['Condition', 'diagnosis'],
  ])('finds a %s by the word %s, however it is called', (resourceType, word) => {
    expect(searchText({ resourceType, code: { text: 'Xyz' } })).toContain(word);
    expect(searchText({ resourceType: 'Location', name: 'Xyz' })).not.toContain(word);
  });

  it('needs no folding of the words for a kind', () => {
    const all = Object.values(kindWords).join(' ');
    expect(foldForSearch(all)).toBe(all);
  });
});
