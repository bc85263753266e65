import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordsError } from '../errors.ts';
import { parseImport } from './parse-import.ts';
import { refuseOtherFormats } from './recognise.ts';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function nameOf(text: string): string {
  try {
    refuseOtherFormats(bytes(text));
    return 'may be FHIR';
  } catch (error) {
    return error instanceof RecordsError ? error.code : 'broken';
  }
}

describe('telling what a file is', () => {
  it.each([
    ['is-pdf', '%PDF-1.7\n'],
    ['is-pdf', '\r\n%PDF-1.4'],
    ['is-image', '\x89PNG\r\n\x1a\n'],
    ['is-image', '\xff\xd8\xff\xe0'],
    ['is-image', 'GIF89a'],
    ['is-image', 'RIFF\x01\x02\x03\x04WEBPVP8 '],
    ['is-image', '\0\0\0\x18ftypheic'],
    ['is-image', `${'\0'.repeat(128)}DICM`],
    ['is-zip', `PK\x03\x04${'\0'.repeat(26)}records/a.json`],
    ['is-zip', '\x1f\x8b\x08'],
    ['is-apple-health', `PK\x03\x04${'\0'.repeat(26)}apple_health_export/export.xml`],
    ['is-apple-health', '<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n<HealthData locale="en">'],
    ['is-apple-health', '<HealthData locale="en">'],
    [
      'is-ccda',
      '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">',
    ],
    ['is-ccda', '<ClinicalDocument>'],
    ['is-ccda', '<n1:ClinicalDocument xmlns:n1="urn:hl7-org:v3">'],
    ['is-xml', '<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir">'],
    ['is-xml', '\xef\xbb\xbf<Patient xmlns="http://hl7.org/fhir">'],
    ['is-html', '<!DOCTYPE html><title>x</title>'],
    ['is-html', '\n<html lang="en">'],
    ['is-health-card', 'shc:/5676290952432060'],
    ['is-health-card', 'shlink:/eyJ1cmwiOiJ4In0'],
    ['is-health-card', 'https://viewer.example#shlink:/eyJ1cmwi'],
    ['is-health-card', 'HC1:6BF+70790'],
    ['is-health-card', 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln'],
  ])('says %s', (code, text) => {
    expect(nameOf(text)).toBe(code);
  });

  it.each([
    '{"resourceType":"Patient"}',
    '[]',
    '\xef\xbb\xbf{}',
    'anything else',
    '{"note":"<html>"}',
  ])('lets %j pass', (text) => {
    expect(nameOf(text)).toBe('may be FHIR');
  });

  it('names the bytes of a recording as no text', async () => {
    await expect(parseImport(bytes('ID3\x03\0\x01\x02\x03'))).rejects.toMatchObject({
      code: 'not-text',
    });
  });

  it('gives every byte string an answer or a typed error', async () => {
    const runs = process.env['SLOW'] ? 5000 : 200;
    const file = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.json().map((text) => bytes(text)),
      fc.array(fc.json()).map((lines) => bytes(lines.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(file, async (content) => {
        const outcome: unknown = await parseImport(Uint8Array.from(content)).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(RecordsError);
      }),
      { numRuns: runs },
    );
  });
});
