import type { EmergencyKind, EmergencyLine } from '../../../app/api.ts';

/** The order in which a helper in a hurry reads. */
export const kindOrder: readonly EmergencyKind[] = [
  'name',
  'born',
  'blood',
  'allergy',
  'medicine',
  'condition',
  'contact',
  'language',
  'directive',
];

const rank = ({ kind }: EmergencyLine): number => kindOrder.indexOf(kind);

/** Lines of one kind stand together, whenever they were added. */
export const inOrder = (lines: readonly EmergencyLine[]): EmergencyLine[] =>
  lines.toSorted((one, other) => rank(one) - rank(other));

/** What the record says and the card does not. */
export const missingFrom = (
  lines: readonly EmergencyLine[],
  proposals: readonly EmergencyLine[],
): EmergencyLine[] =>
  proposals.filter(
    (proposal) => !lines.some(({ kind, text }) => kind === proposal.kind && text === proposal.text),
  );

/** What the record says instead of a line that was taken from it: '' for nothing any more, null for the same. */
export function recordInstead(
  line: EmergencyLine,
  proposals: readonly EmergencyLine[],
): string | null {
  if (line.from === null) return null;
  const same = proposals.filter(({ kind, from }) => kind === line.kind && from === line.from);
  if (same.some(({ text }) => text === line.text)) return null;
  return same[0]?.text ?? '';
}
