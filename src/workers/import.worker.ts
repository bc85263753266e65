import { expose } from 'comlink';
import type { Bytes } from '../bytes/bytes.ts';
import {
  parseImport,
  RecordsError,
  type ParsedImport,
  type RecordsErrorCode,
} from '../records/index.ts';
import { dropGlobals } from './drop-globals.ts';

/** A file's resources, or why it holds none. A refusal is a value: an error loses its class on the way. */
export type ImportAnswer = { parsed: ParsedImport } | { refused: RecordsErrorCode };

/**
 * Reads one file, away from the keys and from the page, so that it can be ended at any moment by
 * ending the worker.
 */
const importer = {
  async parse(bytes: Bytes, onProgress: (fraction: number) => void): Promise<ImportAnswer> {
    try {
      return { parsed: await parseImport(bytes, { onProgress }) };
    } catch (error) {
      if (error instanceof RecordsError) return { refused: error.code };
      throw error;
    }
  },
};

export type Importer = typeof importer;

dropGlobals();
expose(importer);
