import { getDocument, PDFWorker } from 'pdfjs-dist';
import { expect, it } from 'vitest';
import { samplePatient } from '../records/index.ts';

it('takes a PDF apart without the powers it lets go of', async () => {
  const letter = samplePatient('2026-03-02').files.find(
    (file) => file.contentType === 'application/pdf',
  );
  const port = new Worker(new URL('./pdf.worker.ts', import.meta.url), { type: 'module' });
  const data = Uint8Array.from(letter?.bytes ?? []);
  const pdf = await getDocument({
    data,
    worker: PDFWorker.create({ port }),
    isEvalSupported: false,
  }).promise;
  const page = await pdf.getPage(1);
  const { items } = await page.getTextContent();
  port.terminate();
  expect(items.length).toBeGreaterThan(0);
});
