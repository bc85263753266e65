export { contentKey, identityKeys } from './identity.ts';
export { MAX_IMPORT_BYTES, parseImport } from './parse-import.ts';
export { parseFile } from './read-export.ts';
export {
  lossCodes,
  type ImportedResource,
  type ImportFormat,
  type InlineAttachment,
  type Oddity,
  type OddityCode,
  type ParsedImport,
} from './parsed-import.ts';
export { isZip } from './zip.ts';
export { areDifferent, personOf, subjectOf, type Person, type Subject } from './subject.ts';
