import type { Bytes } from '../../bytes/bytes.ts';
import { utf8 } from '../../bytes/bytes.ts';

/** A one-page PDF (ISO 32000-1, version 1.4) with these lines in Helvetica. ASCII only. */
export function letter(lines: readonly string[]): Bytes {
  const content = ['BT', '/F1 12 Tf', '16 TL', '72 770 Td', ...lines.map(shown), 'ET'].join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  return utf8(file(objects));
}

function shown(line: string): string {
  return `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`;
}

/** The cross-reference table holds the place of each object in bytes. */
function file(objects: readonly string[]): string {
  let body = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return body + table + trailer;
}
