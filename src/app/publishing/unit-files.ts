import type { Write } from '../../vault/index.ts';
import type { PartsAsked, PublishedFiles } from './files.ts';
import type { UnitEntry } from './unit-entries.ts';
import type { StateFile, UnitState } from './unit-state.ts';
import type { Wanted } from './uploads.ts';

/** The files of a unit as they are to be, and what has to be done for it. */
export interface UnitFiles {
  readonly files: Record<string, StateFile>;
  readonly parts: Wanted['parts'];
  /** Parts that the next list names. */
  readonly named: string[];
  readonly drop: string[];
  readonly writes: Write[];
}

interface Unit {
  readonly before: UnitState;
  readonly begun: UnitState;
  readonly entries: ReadonlyMap<string, UnitEntry>;
}

/** Begins the files that are not on their way yet, and ends those that nothing names any more. */
export async function unitFiles(
  published: PublishedFiles,
  { before, begun, entries }: Unit,
  asked: PartsAsked,
): Promise<UnitFiles> {
  const found: UnitFiles = { files: {}, parts: [], named: [], drop: [], writes: [] };
  for (const attachment of [...entries.values()].flatMap((entry) => entry.attachments)) {
    const known = begun.files[attachment.id];
    if (found.files[attachment.id] !== undefined) continue;
    if (known !== undefined) {
      const { file, names } = await published.look(known, asked);
      found.files[attachment.id] = file;
      (file.lost ? found.drop : found.named).push(...names);
      continue;
    }
    const started = await published.begin(attachment);
    found.files[attachment.id] = started.file;
    found.parts.push(...started.parts);
    found.writes.push(...started.writes);
  }
  const kept = new Set(Object.values(found.files).map(({ id }) => id));
  for (const file of Object.values(before.files)) {
    if (kept.has(file.id)) continue;
    const ended = await published.end(file);
    found.drop.push(...ended.names);
    found.writes.push(ended.write);
  }
  return found;
}
