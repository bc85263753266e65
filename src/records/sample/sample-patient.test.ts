import { describe as suite, expect, it } from 'vitest';
import { fromUtf8 } from '../../bytes/bytes.ts';
import { describe } from '../describe/describe.ts';
import { findAmong } from '../describe/references.ts';
import type { Json } from '../fhir.ts';
import { isList, isObject } from '../fhir.ts';
import { summarise } from '../summary/summarise.ts';
import { sampleDoctorName, samplePatient } from './sample-patient.ts';

const today = '2026-03-31';
const { resources, files } = samplePatient(today);
const find = findAmong(resources);

function references(value: Json): string[] {
  if (isList(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  const own = typeof value['reference'] === 'string' ? [value['reference']] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

suite('the sample patient', () => {
  it('is about eighty records with names of their own', () => {
    expect(resources.length).toBeGreaterThanOrEqual(80);
    expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length);
  });

  it('refers to nothing that is not there', () => {
    const missing = resources
      .flatMap(references)
      .filter((reference) => find(reference) === undefined);
    expect(missing).toEqual([]);
  });

  it('has words for every record', () => {
    const bare = resources.filter(
      (resource) => describe(resource, find).title === resource.resourceType,
    );
    expect(bare).toEqual([]);
  });

  it('lies in the past, but for what is expected', () => {
    const ahead = resources
      .map((resource) => [resource.resourceType, describe(resource, find).date ?? ''] as const)
      .filter(([, date]) => date.slice(0, 10) > today);
    expect(ahead).toEqual([['Appointment', '2026-05-01T09:20:00Z']]);
  });

  it('moves along with the calendar and is the same on the same day', () => {
    expect(samplePatient(today)).toEqual({ resources, files });
    expect(samplePatient('2027-03-31').resources).not.toEqual(resources);
  });

  it('tells a doctor what matters', () => {
    const units = [{ unit: 'medical' as const, resources, attachments: [], notSent: [] }];
    const summary = summarise({ header: {}, units });
    expect(summary.allergies.items[0]).toMatchObject({ title: 'Penicillin', severe: true });
    expect(summary.medicines.items.length).toBe(6);
    expect(summary.medicines.stopped.length).toBeGreaterThan(3);
    expect(summary.problems.items.length).toBe(4);
    expect(summary.trends.length).toBeGreaterThanOrEqual(6);
    expect(JSON.stringify(summary)).not.toContain('Sulfonamide');
  });

  it('does not know the sample doctor yet', () => {
    expect(JSON.stringify(resources)).not.toContain(sampleDoctorName);
  });
});

suite('the sample’s files', () => {
  it('are a letter, a photo and a text, small and of the type they say', () => {
    const starts = files.map(({ bytes }) => String.fromCharCode(...bytes.slice(0, 4)));
    expect(files.map(({ contentType }) => contentType)).toEqual([
      'application/pdf',
      'image/png',
      'text/plain',
    ]);
    expect(starts).toEqual(['%PDF', '\u{89}PNG', 'Gluc']);
    expect(files.every(({ bytes }) => bytes.length < 10_000)).toBe(true);
  });

  it('hold a letter whose table of places is true', () => {
    const text = fromUtf8(files[0]?.bytes ?? new Uint8Array());
    const places = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
    expect(places.map((place) => text.slice(place, place + 7))).toEqual(
      [1, 2, 3, 4, 5].map((n) => `${n} 0 obj`),
    );
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(table, table + 4)).toBe('xref');
  });
});
