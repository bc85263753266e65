import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HEADER_BYTES } from '../sharing/index.ts';
import { AppError } from './errors.ts';
import type { HealthRecord } from '../records/index.ts';
import { chosenHeader, decodeHeader, encodeHeader, headerOf, patientHeader } from './header.ts';
import { newRecord } from './new-record.ts';

const everything = { name: true, birthDate: true, sex: true };

describe('the header of a grant', () => {
  it('takes the official name, whole or in parts', () => {
    const old = { use: 'old', text: 'Ada Before' };
    const parts = { use: 'official', given: ['Ada', 'B.'], family: 'Example' };
    const names = (name: unknown) => headerOf({ resourceType: 'Patient', name } as never).name;
    expect(names([old, parts])).toBe('Ada B. Example');
    expect(names([old])).toBe('Ada Before');
    expect(names([])).toBeUndefined();
    expect(names('Ada')).toBeUndefined();
  });

  it('is not what somebody else wrote about the patient later', () => {
    const record = (kind: HealthRecord['origin']['kind'], text: string, day: string) =>
      newRecord(
        { random: (length) => new Uint8Array(length), now: () => new Date(day) },
        {
          resource: { resourceType: 'Patient', name: [{ text }] },
          ...{ partition: 'personal', level: null, unsorted: false, private: false },
          ...{ movedByHand: false, attachments: [], origin: { kind, name: '', at: day } },
        },
      );
    const own = record('import', 'Ada Example', '2026-01-01');
    const written = record('deposit', 'Somebody Else', '2026-02-02');
    const moved = record('hand', 'Ada Moved', '2026-02-02');
    expect(patientHeader([own, written])).toEqual({ name: 'Ada Example' });
    expect(patientHeader([own, moved])).toEqual({ name: 'Ada Moved' });
  });

  it('holds nothing that turns the text around it', () => {
    const header = { name: 'Ada \u202eelpmaxE\u2066', birthDate: '\u202a1970-01-02' };
    const read = decodeHeader(encodeHeader(header));
    expect(read).toEqual({ name: 'Ada  elpmaxE ', birthDate: ' 1970-01-02' });
  });

  it('keeps the marks that letters bear, and no tower of them', () => {
    const read = (name: string) => decodeHeader(encodeHeader({ name })).name;
    expect(read('Tha\u0301nh Nguye\u0302\u0303n')).toBe('Tha\u0301nh Nguye\u0302\u0303n');
    expect(read(`Ada${'\u0300'.repeat(90)}`)).toBe(`Ada${'\u0300'.repeat(6)}`);
  });

  it('is the same after the journey', () => {
    const header = { name: 'Ada Example', birthDate: '1970-01-02', sex: 'female' };
    expect(decodeHeader(encodeHeader(header))).toEqual(header);
    expect(decodeHeader(encodeHeader({}))).toEqual({});
  });

  it('fits into a grant however long the name is', () => {
    const unit = fc.constantFrom('a', '"', '\\', '\u0000', '語', '😀', '\ud800');
    const text = fc.string({ unit, minLength: 150, maxLength: 400 });
    fc.assert(
      fc.property(text, text, text, (name, birthDate, sex) => {
        const header = chosenHeader({ name, birthDate, sex }, everything);
        expect(encodeHeader(header).length).toBeLessThanOrEqual(MAX_HEADER_BYTES);
      }),
    );
  });

  it('made of any other bytes is refused or read, never anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => new TextEncoder().encode(json)),
        ),
        (bytes) => {
          try {
            expect(Object.keys(everything)).toEqual(
              expect.arrayContaining(Object.keys(decodeHeader(Uint8Array.from(bytes)))),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
    );
  });
});
