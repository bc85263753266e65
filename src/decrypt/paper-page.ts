import type { Paper, PaperGroup, PaperLine, PaperRecord } from '../app/index.ts';
import { fieldWords } from '../ui/words/en/fields.ts';
import { said } from './words.ts';

const style = `
  body { font: 11pt/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #111; background: #fff; }
  h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.4rem 0 .3rem; border-bottom: 1px solid #999; }
  h3 { font-size: 1rem; margin: 1rem 0 .2rem; } ul { margin: 0; padding-left: 1.2rem; } p { margin: .2rem 0; }
  small { color: #555; } dl { display: grid; grid-template-columns: 11rem 1fr; gap: .1rem 1rem; margin: 0; }
  dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; } article { break-inside: avoid; }
  .all { break-before: page; } @page { margin: 16mm; }`;

/** A page that any browser shows and prints: first what a doctor wants to know, then every record. */
export function paperPage(paper: Paper, records: readonly PaperRecord[], when: string): string {
  const { header } = paper;
  const about = [
    header.birthDate === undefined ? '' : said.born(header.birthDate),
    sexOf(header.sex),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(said.record)}</title><style>${style}</style></head><body>
<h1>${escaped(header.name ?? said.record)}</h1>
<p>${escaped(about.filter((text) => text !== '').join(' · '))}</p>
<p><small>${escaped(said.printed(when))}</small></p>
${group(said.allergies, paper.allergies)}${group(said.medicines, paper.medicines)}${group(said.problems, paper.problems)}
${paper.contacts.length > 0 ? `<h2>${escaped(said.contacts)}</h2>${list(paper.contacts)}` : ''}
<section class="all"><h2>${escaped(said.everything)}</h2>${records.map(article).join('\n')}</section>
</body></html>
`;
}

function group(title: string, { statement, lines }: PaperGroup): string {
  const nothing = statement === 'none-known' ? said.none['none-known'] : said.none.other;
  return `<h2>${escaped(title)}</h2>${lines.length > 0 ? list(lines) : `<p>${nothing}</p>`}`;
}

function list(lines: readonly PaperLine[]): string {
  const items = lines.map(
    ({ title, detail, date }) =>
      `<li><strong>${escaped(title)}</strong> ${escaped([detail, date ?? ''].filter((text) => text !== '').join(', '))}</li>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

function article({ title, date, fields }: PaperRecord): string {
  const lines = fields.map(
    ({ label, value }) => `<dt>${escaped(fieldWords[label])}</dt><dd>${escaped(value)}</dd>`,
  );
  const heading = [title, date ?? ''].filter((text) => text !== '').join(' · ');
  return `<article><h3>${escaped(heading)}</h3><dl>${lines.join('')}</dl></article>`;
}

function sexOf(sex: string | undefined): string {
  const known: Readonly<Record<string, string>> = said.sexes;
  return sex === undefined ? '' : (known[sex] ?? sex);
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of a record is anybody's: it never becomes part of the page's own language. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '');
}
