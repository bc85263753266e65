import { describe, expect, it } from 'vitest';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { RecordsError } from '../errors.ts';
import type { FhirResource, Json } from '../fhir.ts';
import { MAX_IMPORT_BYTES, parseImport } from './parse-import.ts';
import { lossCodes, type ParsedImport } from './parsed-import.ts';

const read = (text: string): Promise<ParsedImport> => parseImport(utf8(text));
const json = (value: Json): Promise<ParsedImport> => read(JSON.stringify(value));
const bundle = (entry: Json, type = 'collection'): Promise<ParsedImport> =>
  json({ resourceType: 'Bundle', type, entry });
const of = (...resources: readonly Json[]) => resources.map((resource) => ({ resource }));

const condition = (id: string, text = id): FhirResource => ({
  resourceType: 'Condition',
  id,
  code: { text },
});

const ids = ({ resources }: ParsedImport) => resources.map(({ resource }) => resource.id);
const count = ({ oddities }: ParsedImport, code: string) =>
  oddities.find((oddity) => oddity.code === code)?.count ?? 0;
const lost = ({ oddities }: ParsedImport) =>
  oddities
    .filter(({ code }) => lossCodes.includes(code))
    .reduce((sum, oddity) => sum + oddity.count, 0);

async function codeOf(bytes: Bytes): Promise<string> {
  const failure: unknown = await parseImport(bytes).catch((error: unknown) => error);
  return failure instanceof RecordsError ? failure.code : 'none';
}

describe('the forms a file comes in', () => {
  it('reads a Bundle, a resource, a list and lines', async () => {
    const one = condition('a');
    const lines = `${JSON.stringify(one)}\r\n\r\n${JSON.stringify(condition('b'))}\n`;
    expect(await bundle(of(one))).toMatchObject({ format: 'bundle' });
    expect(await json(one)).toMatchObject({ format: 'resource' });
    expect(await json([one])).toMatchObject({ format: 'array' });
    expect(await read(lines)).toMatchObject({ format: 'ndjson', oddities: [] });
    expect(ids(await read(lines))).toEqual(['a', 'b']);
  });

  it('opens Bundles within Bundles, and Parameters that hold resources', async () => {
    const inner = { resourceType: 'Bundle', entry: of(condition('a')) };
    const parameters = { resourceType: 'Parameters', parameter: of(condition('b')) };
    const parsed = await bundle(of(inner, parameters, condition('c')));
    expect(ids(parsed)).toEqual(['a', 'b', 'c']);
    expect(count(parsed, 'nested-bundle')).toBe(2);
  });

  it('reads an empty Bundle as nothing, and no other file without a resource', async () => {
    expect((await bundle([])).resources).toEqual([]);
    expect(await codeOf(utf8('[]'))).toBe('not-fhir');
  });

  it('reads a byte order mark, UTF-16 and Windows-1252, and names the last two', async () => {
    const text = JSON.stringify(condition('a', 'Müdigkeit'));
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...Array.from(text).flatMap((c) => [c.charCodeAt(0), 0]),
    ]);
    const latin = Uint8Array.from(text, (c) => c.charCodeAt(0));
    for (const [bytes, odd] of [
      [utf8(`\ufeff${text}`), []],
      [utf16, ['utf-16']],
      [latin, ['not-utf-8']],
    ] as const) {
      const { resources, oddities } = await parseImport(bytes);
      expect(resources[0]?.resource['code']).toEqual({ text: 'Müdigkeit' });
      expect(oddities.map(({ code }) => code)).toEqual(odd);
    }
  });
});

describe('files that are something else', () => {
  it.each([
    ['empty', ' \n'],
    ['not-json', '{"resourceType": "Patient",}'],
    ['not-json', 'allergies: peanut'],
    ['not-fhir', '{"a": 1}'],
    ['not-fhir', '"Patient"'],
    ['not-fhir', '[1, 2]'],
    ['is-health-card', '{"verifiableCredential": ["eyJ"]}'],
  ])('says %s of %j', async (code, text) => {
    expect(await codeOf(utf8(text))).toBe(code);
  });

  it('refuses what is larger than the limit, and reads what is as large', async () => {
    expect(await codeOf(new Uint8Array(MAX_IMPORT_BYTES + 1))).toBe('too-large');
    const text = JSON.stringify(condition('a'));
    const full = new Uint8Array(MAX_IMPORT_BYTES).fill(0x20);
    full.set(utf8(text));
    expect((await parseImport(full)).resources).toHaveLength(1);
  });

  it('refuses FHIR before R4, and reads its R4 twin', async () => {
    const old = { ...condition('a'), clinicalStatus: 'active' };
    const now = { ...condition('a'), clinicalStatus: { coding: [{ code: 'active' }] } };
    expect(await codeOf(utf8(JSON.stringify(old)))).toBe('wrong-fhir-version');
    expect((await json(now)).oddities).toEqual([]);
  });

  it('keeps a single old resource among many and names it', async () => {
    const many = ['a', 'b', 'c', 'd'].map((id) => condition(id));
    const parsed = await json([...many, { resourceType: 'MedicationOrder', id: 'e' }]);
    expect(parsed.resources).toHaveLength(5);
    expect(count(parsed, 'older-fhir')).toBe(1);
  });
});

describe('nothing is lost', () => {
  it('counts what is no patient data by its type', async () => {
    const parsed = await bundle(of({ resourceType: 'ValueSet' }, { resourceType: 'ValueSet' }));
    expect(parsed.notPatientData).toEqual({ ValueSet: 2 });
    expect(parsed.resources).toEqual([]);
  });

  it('accounts for every entry', async () => {
    const entry = [
      ...of(condition('a'), condition('a'), { resourceType: 'Slot' }, { resourceType: 'lower' }, 7),
      { request: { method: 'DELETE', url: 'Condition/z' } },
      condition('bare'),
      'text',
    ];
    const parsed = await bundle(entry);
    expect(ids(parsed)).toEqual(['a', 'bare']);
    expect(parsed.resources.length + 1 + lost(parsed)).toBe(entry.length);
    expect(count(parsed, 'not-a-resource')).toBe(3);
    expect(count(parsed, 'entry-without-resource')).toBe(1);
    expect(count(parsed, 'duplicate')).toBe(1);
  });

  it('names the line that cannot be read and keeps the others', async () => {
    const parsed = await read(`${JSON.stringify(condition('a'))}\n{"cut":\n[]\n"x"`);
    expect(ids(parsed)).toEqual(['a']);
    expect(parsed.oddities).toEqual([
      { code: 'bad-line', count: 1, example: '2' },
      { code: 'not-a-resource', count: 1, example: '4' },
    ]);
  });

  it('leaves out what is nested beyond reason, and says so', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const file = (depth: number) =>
      `[${JSON.stringify(condition('a'))},{"resourceType":"Basic","id":"b","x":${nested(depth)}}]`;
    expect(ids(await read(file(20)))).toEqual(['a', 'b']);
    const parsed = await read(file(2000));
    expect(ids(parsed)).toEqual(['a']);
    expect(count(parsed, 'too-deep')).toBe(1);
  });

  it('keeps the latest version of a history, and both of a collection', async () => {
    const version = (at: string, text: string) => ({
      ...condition('a', text),
      meta: { lastUpdated: at },
    });
    const [first, second] = [
      version('2020-01-01T00:00:00Z', 'first'),
      version('2021-01-01T00:00:00Z', 'second'),
    ];
    for (const entry of [of(first, second), of(second, first)]) {
      const parsed = await bundle(entry, 'history');
      expect(parsed.resources.map(({ resource }) => resource['code'])).toEqual([
        { text: 'second' },
      ]);
      expect(count(parsed, 'older-version')).toBe(1);
      const both = await bundle(entry);
      expect(both.resources).toHaveLength(2);
      expect(count(both, 'same-id')).toBe(1);
    }
  });
});

describe('resources that do not follow the rules', () => {
  it('are kept as they are and named', async () => {
    const parsed = await json([
      { resourceType: 'Horoscope', id: 'a' },
      { resourceType: 'Condition', code: { text: 'b' } },
      { resourceType: 'Observation', id: 'c', effectiveDateTime: 'last Tuesday' },
      { resourceType: 'Condition', id: 'd', code: 'Migraine' },
      { resourceType: 'Condition', id: 'e', encounter: { reference: 'Encounter/none' } },
    ]);
    expect(parsed.resources).toHaveLength(5);
    expect(parsed.resources[0]).toMatchObject({ partition: 'medical', unsorted: true });
    expect(parsed.oddities).toEqual(
      expect.arrayContaining([
        { code: 'unknown-type', count: 1, example: 'Horoscope' },
        { code: 'no-id', count: 1, example: 'Condition' },
        { code: 'invalid-date', count: 1, example: 'Observation' },
        { code: 'wrong-type', count: 1, example: 'Condition' },
        { code: 'dangling-reference', count: 1, example: 'Condition' },
      ]),
    );
  });

  it('cannot reach JavaScript’s inner workings', async () => {
    const parsed = await read(
      '{"resourceType":"Basic","id":"a","__proto__":{"polluted":1},"x":{"constructor":{"prototype":1},"y":2}}',
    );
    expect(parsed.resources[0]?.resource).toEqual({ resourceType: 'Basic', id: 'a', x: { y: 2 } });
    expect(count(parsed, 'unsafe-key')).toBe(1);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('lose numbers that no JSON can write again', async () => {
    const parsed = await read('{"resourceType":"Basic","id":"a","x":1e999,"y":1e9}');
    expect(parsed.resources[0]?.resource).toMatchObject({ x: null, y: 1e9 });
  });
});

describe('references', () => {
  const uuid = '0b1c9a2e-0000-4000-8000-000000000001';

  it('still arrive when only the Bundle knew the address', async () => {
    const parsed = await bundle([
      { fullUrl: `urn:uuid:${uuid}`, resource: { resourceType: 'Encounter', status: 'finished' } },
      {
        fullUrl: 'urn:uuid:0b1c9a2e-0000-4000-8000-000000000002',
        resource: { ...condition('own'), encounter: { reference: `urn:uuid:${uuid}` } },
      },
      {
        resource: {
          ...condition('b'),
          x: { reference: 'urn:uuid:0b1c9a2e-0000-4000-8000-000000000002' },
        },
      },
    ]);
    expect(parsed.resources[0]?.resource.id).toBe(uuid);
    expect(parsed.resources[1]?.resource['encounter']).toEqual({ reference: `urn:uuid:${uuid}` });
    expect(parsed.resources[2]?.resource['x']).toEqual({ reference: 'Condition/own' });
    expect(count(parsed, 'dangling-reference')).toBe(0);
  });

  it('are led from a duplicate to the one that is kept', async () => {
    const parsed = await bundle(
      of(condition('a', 'same'), condition('b', 'same'), {
        resourceType: 'CarePlan',
        id: 'c',
        addresses: [{ reference: 'Condition/b' }],
      }),
    );
    expect(parsed.resources[1]?.resource['addresses']).toEqual([{ reference: 'Condition/a' }]);
  });

  it('learn the names of practitioners, organizations and roles', async () => {
    const entry = of(
      { resourceType: 'Practitioner', id: 'p', name: [{ given: ['Ada'], family: 'Moss' }] },
      { resourceType: 'PractitionerRole', id: 'r', practitioner: { reference: 'Practitioner/p' } },
      { resourceType: 'Organization', id: 'o', name: 'Harbour Clinic' },
      {
        resourceType: 'MedicationRequest',
        id: 'm',
        requester: { reference: 'PractitionerRole/r' },
        performer: { reference: 'Organization/o', display: 'As written' },
        encounter: { reference: 'Encounter/x' },
      },
    );
    const { resources } = await bundle(entry);
    expect(resources[3]?.resource).toMatchObject({
      requester: { reference: 'PractitionerRole/r', type: 'PractitionerRole', display: 'Ada Moss' },
      performer: { reference: 'Organization/o', type: 'Organization', display: 'As written' },
      encounter: { reference: 'Encounter/x' },
    });
  });
});

describe('the company a resource keeps', () => {
  const insurer = { resourceType: 'Organization', id: 'o', name: 'Mutual' };
  const coverage = { resourceType: 'Coverage', id: 'c', payor: [{ reference: 'Organization/o' }] };

  it('places what partitions share', async () => {
    const { resources } = await bundle(of(insurer, coverage));
    expect(resources[0]).toMatchObject({ partition: 'insurance', level: 'card' });
    const seen = { ...condition('x'), recorder: { reference: 'Organization/o' } };
    const both = await bundle(of(insurer, coverage, seen));
    expect(both.resources[0]).toMatchObject({ partition: 'medical', level: null, unsorted: false });
  });

  it('hides what only private records name', async () => {
    const meta = { security: [{ code: 'PSY' }] };
    const clinic = { resourceType: 'Organization', id: 'o', name: 'Quiet House' };
    const visit = (id: string, more: object) => ({
      ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: id } },
      ...{ serviceProvider: { reference: 'Organization/o' }, ...more },
    });
    const hidden = await bundle(of(clinic, visit('a', { meta })));
    expect(hidden.resources.map((one) => one.private)).toEqual([true, true]);
    const open = await bundle(of(clinic, visit('a', { meta }), visit('b', {})));
    expect(open.resources.map((one) => one.private)).toEqual([false, true, false]);
  });

  it('lets provenance follow its target, a secret one too', async () => {
    const provenance = (reference: string) => ({
      resourceType: 'Provenance',
      target: [{ reference }],
    });
    const request = { resourceType: 'MedicationRequest', id: 'm' };
    const secret = { ...condition('s'), meta: { security: [{ code: 'R' }] } };
    const { resources } = await bundle(
      of(request, secret, provenance('MedicationRequest/m'), provenance('Condition/s')),
    );
    expect(resources[2]).toMatchObject({ partition: 'prescription', private: false });
    expect(resources[3]).toMatchObject({ partition: 'medical', private: true });
  });

  it('hides everything in a Bundle labelled restricted', async () => {
    const meta = { security: [{ code: 'R' }] };
    const labelled = await json({ resourceType: 'Bundle', meta, entry: of(condition('a')) });
    expect(labelled.resources[0]?.private).toBe(true);
    expect((await bundle(of(condition('a')))).resources[0]?.private).toBe(false);
  });

  it('files the scan of an insurance card with the card', async () => {
    const parsed = await bundle(
      of(
        { resourceType: 'Binary', id: 'b', contentType: 'image/png', data: 'AAAA' },
        {
          ...{ resourceType: 'DocumentReference', id: 'd', status: 'current' },
          type: { coding: [{ code: '64290-0' }] },
          content: [{ attachment: { url: 'Binary/b' } }],
        },
      ),
    );
    expect(parsed.resources.map(({ level }) => level)).toEqual(['card', 'card']);
  });
});

describe('what is contained', () => {
  const claim = (id: string, contained: Json): FhirResource => ({
    resourceType: 'Claim',
    id,
    contained,
  });
  const coverage = { resourceType: 'Coverage', id: 'c', type: { text: 'Basic plan' } };

  it('becomes a record of its own where it belongs elsewhere, once', async () => {
    const parsed = await bundle(
      of(claim('a', [coverage]), { ...claim('b', [coverage]), use: 'claim' }),
    );
    expect(parsed.resources.map(({ level }) => level)).toEqual(['claims', 'claims', 'card']);
    expect(parsed.resources[2]?.resource.id).toBe('a-c');
    expect(parsed.oddities).toEqual([{ code: 'contained-hoisted', count: 1, example: 'Coverage' }]);
  });

  it('stays where it belongs to its container or says nothing by itself', async () => {
    const referral = {
      resourceType: 'ServiceRequest',
      id: 's',
      intent: 'order',
      subject: { reference: 'Patient/1' },
    };
    expect((await json(claim('a', [referral]))).resources).toHaveLength(1);
    const request = {
      resourceType: 'MedicationRequest',
      id: 'm',
      contained: [{ resourceType: 'Medication', id: 'x', code: { text: 'y' } }],
    };
    expect((await json(request)).resources).toHaveLength(1);
  });
});

describe('files within resources', () => {
  const large = btoa('x'.repeat(5000));
  const document = (data: string, title = 'Scan'): FhirResource => ({
    ...{ resourceType: 'DocumentReference', id: 'd', status: 'current' },
    content: [{ attachment: { contentType: 'application/pdf', title, data } }],
  });

  it('are taken out when they are large, and named by where they stood', async () => {
    const { resources } = await json(document(large));
    const [file] = resources[0]?.inlineAttachments ?? [];
    expect(file).toMatchObject({
      path: '/content/0/attachment/data',
      title: 'Scan',
      contentType: 'application/pdf',
    });
    expect(file?.bytes).toEqual(new Uint8Array(5000).fill(0x78));
    expect(JSON.stringify(resources[0]?.resource)).not.toContain(large);
  });

  it('stay when they are small', async () => {
    const small = btoa('x'.repeat(4096));
    const { resources } = await json(document(small));
    expect(resources[0]?.inlineAttachments).toEqual([]);
    expect(resources[0]?.resource).toEqual(document(small));
  });

  it('stay when they are not base64, and that is said', async () => {
    const parsed = await json(document('?'.repeat(9000)));
    expect(count(parsed, 'bad-attachment')).toBe(1);
    expect(parsed.resources[0]?.inlineAttachments).toEqual([]);
  });

  it('leave a mark, so that two scans do not look alike', async () => {
    const other = btoa('y'.repeat(5000));
    const { resources } = await json([document(large), { ...document(other), id: 'e' }]);
    const marks = resources.map(({ resource }) => JSON.stringify({ ...resource, id: '' }));
    expect(new Set(marks).size).toBe(2);
  });

  it('are taken out of a Binary whole', async () => {
    const { resources } = await json({
      resourceType: 'Binary',
      contentType: 'image/png',
      data: large,
    });
    expect(resources[0]?.inlineAttachments[0]?.path).toBe('/data');
    expect(resources[0]?.resource).not.toHaveProperty('data');
  });
});

describe('long work', () => {
  const many = utf8(JSON.stringify(Array.from({ length: 2000 }, (_, at) => condition(`c${at}`))));

  it('tells how far it is, up to the end', async () => {
    const seen: number[] = [];
    await parseImport(many, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(seen.length).toBeGreaterThan(8);
  });

  it('stops when that is asked, and else arrives', async () => {
    const stop = new AbortController();
    const stopped = parseImport(many, {
      signal: stop.signal,
      onProgress: (fraction) => fraction > 0.3 && stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const { signal } = new AbortController();
    expect((await parseImport(many, { signal })).resources).toHaveLength(2000);
  });
});
