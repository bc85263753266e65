import type { Bytes } from '../bytes/bytes.ts';
import {
  scopedExport,
  type HealthRecord,
  type ScopedExport,
  type ShareUnit,
  type UnitExport,
} from '../records/index.ts';
import type { UnlockedProfile } from '../vault/index.ts';
import type { Choice } from './api.ts';
import { chosenHeader, patientHeader } from './header.ts';
import { packUnit } from './unit-content.ts';

/** Above so many sealed bytes an animated code takes too long to film. */
export const CODE_LIMIT_BYTES = 400 * 1024;

/** What a choice comes to: the same bytes are previewed and granted. */
export interface GrantedContent {
  readonly exported: ScopedExport;
  readonly contents: readonly { unit: ShareUnit; content: Bytes }[];
}

/** The plaintext of a grant; without a unit switched on it is the header alone. */
export async function grantedContent(
  profile: UnlockedProfile,
  records: readonly HealthRecord[],
  choice: Choice,
): Promise<GrantedContent> {
  const includeAttachments = choice.attachments ?? whatFits(exportOf(records, choice, []));
  const exported = exportOf(records, choice, includeAttachments);
  const contents = exported.units.map(async (unit) => ({
    unit: unit.unit,
    content: packUnit({ unit, files: await filesOf(profile, unit) }),
  }));
  return { exported, contents: await Promise.all(contents) };
}

function exportOf(
  records: readonly HealthRecord[],
  { units, header, includePrivate, leaveOut }: Choice,
  includeAttachments: readonly string[],
): ScopedExport {
  const sent = chosenHeader(patientHeader(records), header);
  return scopedExport({
    records,
    units,
    header: sent,
    includePrivate,
    includeAttachments,
    leaveOut,
  });
}

/** The smallest attachments first, as many as leave the whole below the limit of an animated code. */
function whatFits({ units }: ScopedExport): string[] {
  let room =
    CODE_LIMIT_BYTES -
    units.reduce((sum, unit) => sum + packUnit({ unit, files: new Map() }).length, 0);
  const bySize = units.flatMap(({ notSent }) => notSent).toSorted((a, b) => a.size - b.size);
  return bySize.filter(({ size }) => (room -= size) >= 0).map(({ id }) => id);
}

async function filesOf(
  profile: UnlockedProfile,
  { attachments }: UnitExport,
): Promise<Map<string, Bytes>> {
  const files = new Map<string, Bytes>();
  for (const { id } of attachments) files.set(id, await profile.readBlob(id));
  return files;
}
