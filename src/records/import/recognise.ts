import { RecordsError, type RecordsErrorCode } from '../errors.ts';

/** How much of a file is looked at to tell what it is. */
const SAMPLE_BYTES = 4096;

const signatures: readonly (readonly [RecordsErrorCode, RegExp])[] = [
  ['is-pdf', /^.{0,1024}%PDF-/s],
  ['is-image', /^(\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP)/s],
  ['is-image', /^.{4}ftyp(heic|heix|heif|hevc|mif1|msf1|avif)/s],
  ['is-image', /^.{128}DICM/s],
  ['is-apple-health', /^PK\x03\x04.{26,}?apple_health_export/s],
  ['is-zip', /^(PK\x03\x04|PK\x05\x06|\x1f\x8b|7z\xbc\xaf|Rar!)/],
];

const texts: readonly (readonly [RecordsErrorCode, RegExp])[] = [
  ['is-health-card', /^\s*(shc:\/|HC1:|eyJ[\w-]{10,}\.[\w-]*\.)/],
  ['is-health-card', /^\s*(https?:\/\/\S{1,300}#)?shlink:\//],
  ['is-html', /^\s*(<!--.{0,1000}?-->\s*)?<(!doctype\s+html|html|head|body)\b/is],
  ['is-apple-health', /^\s*<(\?xml.*?<)?(!DOCTYPE HealthData|HealthData)\b/s],
  ['is-ccda', /^\s*<(\?xml.*?<)?([\w-]+:)?ClinicalDocument\b/s],
  ['is-xml', /^\s*<(\?xml|!DOCTYPE|!--|[A-Za-z])/],
];

/**
 * Names a file that is no FHIR JSON by what it is, from its first bytes.
 *
 * @throws RecordsError `is-…`; returns when the file may be FHIR JSON.
 */
export function refuseOtherFormats(bytes: Uint8Array): void {
  const sample = new TextDecoder('latin1').decode(bytes.subarray(0, SAMPLE_BYTES));
  refuse(signatures, binaryText(bytes.subarray(0, SAMPLE_BYTES)));
  refuse(texts, sample.replace(/^(ï»¿|ÿþ|þÿ)/, '').replaceAll('\0', ''));
}

/**
 * Names JSON that is a SMART Health Card or Link instead of a resource.
 *
 * @throws RecordsError `is-health-card`
 */
export function refuseHealthCards(value: object): void {
  const isCard = 'verifiableCredential' in value || ('url' in value && 'key' in value);
  if (isCard && !('resourceType' in value)) throw new RecordsError('is-health-card');
}

function refuse(known: readonly (readonly [RecordsErrorCode, RegExp])[], sample: string): void {
  const found = known.find(([, pattern]) => pattern.test(sample));
  if (found !== undefined) throw new RecordsError(found[0]);
}

/** One character per byte: the platform's latin1 is windows-1252, which moves 0x80 to 0x9f. */
function binaryText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
