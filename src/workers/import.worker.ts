import { expose } from 'comlink';
import {
  parseFile,
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
  async parse(file: Blob, onProgress: (fraction: number) => void): Promise<ImportAnswer> {
    try {
      return { parsed: await parseFile(file, { onProgress }) };
    } catch (error) {
      if (error instanceof RecordsError) return { refused: error.code };
      throw error;
    }
  },
};

export type Importer = typeof importer;

dropGlobals();
expose(importer);
