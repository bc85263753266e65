import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../bytes/bytes.ts';
import { RecordsError } from '../errors.ts';
import { parseFile } from './read-export.ts';

type Files = Record<string, Uint8Array>;

const outcome = async (zip: Uint8Array): Promise<string> => {
  const read = parseFile(new Blob([Uint8Array.from(zip)]));
  return read.then(
    () => 'read',
    (error: unknown) => (error instanceof RecordsError ? error.code : 'another error'),
  );
};
const packed = (files: Files) => outcome(zipSync(files));

const bundle = { 'bundle.json': utf8('{"resourceType":"Bundle","entry":[]}') };
const notes = { 'carnet.json': utf8('{"version":1,"records":{}}') };
const asNotes = (text: string) => ({ ...bundle, 'carnet.json': utf8(text) });

describe('a zip', () => {
  it('of another program is named as what it is, beside one of ours that is read', async () => {
    expect(await packed({ ...bundle, ...notes })).toBe('read');
    expect(await packed({ 'a.json': utf8('{}') })).toBe('is-zip');
    expect(await packed(bundle)).toBe('is-zip');
    expect(await packed({ 'apple_health_export/export.xml': utf8('<a/>') })).toBe(
      'is-apple-health',
    );
  });

  it('whose notes are not ours is not taken for one of ours', async () => {
    for (const text of ['', '[]', '{"version":2,"records":{}}', '{"version":1,"records":[]}'])
      expect(await packed(asNotes(text))).toBe('is-zip');
    const note = (place: object) => JSON.stringify({ version: 1, records: { 'urn:a': place } });
    expect(await packed(asNotes(note({ partition: 'medical', level: null })))).toBe('read');
    expect(await packed(asNotes(note({ partition: 'elsewhere' })))).toBe('is-zip');
    expect(await packed(asNotes(note({ partition: 'insurance', level: null })))).toBe('is-zip');
  });

  it('that is cut is refused', async () => {
    const whole = zipSync({ ...bundle, ...notes });
    for (let at = 4; at < whole.length; at += 5)
      expect(await outcome(whole.slice(0, at))).toBe('is-zip');
  });

  it('that is damaged gives a code and nothing else', async () => {
    const whole = zipSync({ ...bundle, ...notes });
    for (let at = 4; at < whole.length; at += 1) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      expect(await outcome(bytes)).not.toBe('another error');
    }
  });

  it('that unpacks to more than is read is refused', async () => {
    const full = new Uint8Array(51 * 1024 * 1024).fill(0x20);
    expect(await packed({ 'bundle.json': full, ...notes })).toBe('too-large');
  });

  it('that says its bomb is small is refused', async () => {
    const zip = zipSync({ 'bundle.json': new Uint8Array(9_000_000).fill(0x20), ...notes });
    const view = new DataView(zip.buffer);
    for (let at = 0; at < zip.length - 46; at += 1)
      if (view.getUint32(at, true) === 0x0201_4b50 && view.getUint32(at + 24, true) === 9_000_000)
        view.setUint32(at + 24, 1000, true);
    expect(await outcome(zip)).toBe('is-zip');
  });

  it('that names one file over and over is refused', async () => {
    const file = { path: '', file: 'files/a', contentType: 'image/png' };
    const entry = { partition: 'medical', level: null, files: Array(600).fill(file) };
    const text = JSON.stringify({ version: 1, records: { 'urn:a': entry } });
    const resource = { resourceType: 'Condition', code: { text: 'a' } };
    const one = JSON.stringify({ resourceType: 'Bundle', entry: [{ fullUrl: 'urn:a', resource }] });
    const files = { 'files/a': new Uint8Array(1_000_000), 'bundle.json': utf8(one) };
    expect(await packed({ ...files, 'carnet.json': utf8(text) })).toBe('too-large');
  });
});
