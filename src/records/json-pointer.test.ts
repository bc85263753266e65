import { describe, expect, it } from 'vitest';
import { withValueAt } from './json-pointer.ts';

const document = {
  resourceType: 'DocumentReference',
  content: [{ attachment: { title: 'a' } }, { attachment: { 'odd/key~': {} } }],
};

describe('a value put at a pointer', () => {
  it('stands there, and the rest is as it was', () => {
    expect(withValueAt(document, '/content/0/attachment/data', 'AAAA')).toEqual({
      ...document,
      content: [{ attachment: { title: 'a', data: 'AAAA' } }, document.content[1]],
    });
    expect(withValueAt(document, '/content/1/attachment/odd~1key~0/data', 'B').content).toEqual([
      document.content[0],
      { attachment: { 'odd/key~': { data: 'B' } } },
    ]);
  });

  it('is taken away where it is undefined', () => {
    expect(withValueAt(document, '/content/0/attachment/title', undefined).content).toEqual([
      { attachment: {} },
      document.content[1],
    ]);
  });

  it('changes nothing where the way there is missing', () => {
    for (const pointer of ['', '/content/7/attachment/data', '/contained/0/data', '/content/x']) {
      expect(withValueAt(document, pointer, 'AAAA')).toEqual(document);
    }
  });
});
