export { ExportMemory } from './export-memory.ts';
export { scopedExport } from './scoped-export.ts';
export { decodeUnit, encodeUnit, MAX_UNIT_BYTES } from './unit-codec.ts';
export type { ExportInput, NotSent, ScopedExport, UnitExport } from './unit-export.ts';
export { wholeBundle } from './whole-bundle.ts';
export { exportNotes, NOTES_FILE } from './export-notes.ts';
