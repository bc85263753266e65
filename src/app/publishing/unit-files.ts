import type { Write } from '../../vault/index.ts';
import type { PublishedFiles } from './files.ts';
import type { UnitEntry } from './unit-entries.ts';
import type { StateFile, UnitState } from './unit-state.ts';
import type { Wanted } from './uploads.ts';

/** The files of a unit as they are to be, and what has to be done for it. */
export interface UnitFiles {
  readonly files: Record<string, StateFile>;
  readonly parts: Wanted['parts'];
  readonly drop: string[];
  readonly writes: Write[];
}

/** Begins the files that are not on their way yet, and ends those that nothing names any more. */
export async function unitFiles(
  published: PublishedFiles,
  before: UnitState,
  begun: UnitState,
  entries: ReadonlyMap<string, UnitEntry>,
): Promise<UnitFiles> {
  const found: UnitFiles = { files: {}, parts: [], drop: [], writes: [] };
  for (const attachment of [...entries.values()].flatMap((entry) => entry.attachments)) {
    const known = begun.files[attachment.id];
    if (found.files[attachment.id] !== undefined) continue;
    if (known !== undefined) {
      found.files[attachment.id] = await published.look(known);
      continue;
    }
    const started = await published.begin(attachment);
    if (started === null) continue;
    found.files[attachment.id] = started.file;
    found.parts.push(...started.parts);
    found.writes.push(started.write);
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
