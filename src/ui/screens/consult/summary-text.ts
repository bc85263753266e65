import type { VisitView } from '../../../app/api.ts';
import { consultWords } from '../../words/en/consult.ts';
import { summaryWords } from '../../words/en/summary.ts';
import { words } from '../../words/index.ts';

/** The summary as plain text, for another program's chart: only ever made when somebody asks. */
export function asText(visit: VisitView): string {
  const { header } = visit.summary;
  const parts = ['allergies', 'medicines', 'problems', 'vaccinations'] as const;
  return [
    consultWords.visit.patient(header.name ?? summaryWords.noName),
    header.birthDate
      ? summaryWords.born(words.format.date(header.birthDate), null)
      : summaryWords.noBirthDate,
    ...parts.map((part) => section(visit, part)),
  ].join('\n\n');
}

function section(
  visit: VisitView,
  part: 'allergies' | 'medicines' | 'problems' | 'vaccinations',
): string {
  const { statement, items } = visit.summary[part];
  const lines = items.map(({ title, detail, date }) =>
    ['-', title, detail, date ? words.format.recordDate(date) : ''].filter(Boolean).join(' '),
  );
  return [
    summaryWords[part],
    ...(lines.length > 0 ? lines : [`- ${sentence(part, statement)}`]),
  ].join('\n');
}

function sentence(
  part: 'allergies' | 'medicines' | 'problems' | 'vaccinations',
  statement: VisitView['summary']['allergies']['statement'],
): string {
  if (statement === 'withheld') return summaryWords.withheld;
  return statement === 'none-known' ? summaryWords.noneKnown[part] : summaryWords.nothingWhole;
}
