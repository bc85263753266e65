import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { concat, equal, utf8 } from '../bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../bytes/cbor.ts';
import { BytesError } from '../bytes/errors.ts';
import type { AeadKey } from '../crypto/index.ts';
import { aeadKey, CryptoError, open, openStream, seal } from '../crypto/index.ts';
import type { ShareUnit } from '../records/index.ts';
import { SharingError } from './errors.ts';
import { environmentAt } from './fixtures/consultation.ts';
import { joinPair, splitPair } from './message.ts';
import type { PackageScope } from './package.ts';
import { openPackageContent, sealPackage, tableContext, unitContext } from './package.ts';

const env = environmentAt();
const scope: PackageScope = {
  suite: 1,
  patient: new Uint8Array(32).fill(1),
  grantId: new Uint8Array(32).fill(2),
};
const otherScopes: [string, PackageScope][] = [
  ['suite', { ...scope, suite: 2 }],
  ['patient', { ...scope, patient: new Uint8Array(32).fill(9) }],
  ['grant', { ...scope, grantId: new Uint8Array(32).fill(9) }],
];
const content = {
  header: utf8('{"name":"Sample Person"}'),
  units: [
    { unit: 'prescription', content: utf8('a prescription') },
    { unit: 'medical', content: utf8('an allergy '.repeat(100)) },
  ] satisfies { unit: ShareUnit; content: Bytes }[],
};

let tableKey: AeadKey;
let sealed: Bytes;

type Row = [unit: number, key: Uint8Array, sealedLength: number, contentLength: number];

beforeAll(async () => {
  tableKey = await aeadKey(env.random(32));
  sealed = await sealPackage(env, scope, tableKey, content);
});

const refused = (promise: Promise<unknown>) =>
  expect(promise).rejects.toSatisfy((error) =>
    [BytesError, CryptoError, SharingError].some((kind) => error instanceof kind),
  );

async function tableRows(packed = sealed): Promise<Row[]> {
  const table = await open(tableKey, tableContext(scope), splitPair(packed).first);
  const map = decodeCbor(table, { maxBytes: 4096 }) as Map<number, Row[]>;
  return map.get(2) ?? [];
}

/** The package with its table and streams rearranged by somebody who holds the table key. */
async function rebuilt(rows: readonly (readonly unknown[])[], streams: Bytes): Promise<Bytes> {
  const table = encodeCbor(
    new Map<number, never>([
      [1, content.header as never],
      [2, rows as never],
    ]),
  );
  return joinPair(await seal(tableKey, tableContext(scope), table, env.random), streams);
}

/** The stream of each row, in the order of the table. */
function streamsOf(rows: readonly Row[]): Bytes[] {
  const { rest } = splitPair(sealed);
  let offset = 0;
  return rows.map(([, , length]) => rest.subarray(offset, (offset += length)));
}

describe('a package', () => {
  it('opens to its header and exactly its units, in the order of their codes', async () => {
    expect(await openPackageContent(scope, tableKey, sealed)).toEqual({
      header: content.header,
      units: [content.units[1], content.units[0]],
    });
  });

  it('may hold the header alone, or an empty unit', async () => {
    for (const units of [[], [{ unit: 'personal', content: new Uint8Array() } as const]]) {
      const bare = await sealPackage(env, scope, tableKey, { header: content.header, units });
      expect((await openPackageContent(scope, tableKey, bare)).units).toEqual(units);
    }
  });

  it('draws another file key for each unit and each time', async () => {
    const again = await sealPackage(env, scope, tableKey, content);
    const keys = [...(await tableRows()), ...(await tableRows(again))].map(([, key]) => key);
    expect(new Set(keys.map(String)).size).toBe(4);
  });

  it('is compressed before it is sealed', () => {
    expect(sealed.length).toBeLessThan(400);
  });

  it('refuses a unit given twice and a header that is too long', async () => {
    const [unit] = content.units;
    const twice = { ...content, units: [unit!, unit!] };
    await expect(sealPackage(env, scope, tableKey, twice)).rejects.toEqual(
      new SharingError('malformed'),
    );
    const long = { ...content, header: new Uint8Array(2049) };
    await expect(sealPackage(env, scope, tableKey, long)).rejects.toEqual(
      new SharingError('too-large'),
    );
    const longest = { ...content, header: new Uint8Array(2048) };
    expect((await sealPackage(env, scope, tableKey, longest)).length).toBeGreaterThan(2048);
  });
});

describe('each bound context', () => {
  it.each(otherScopes)('keeps the key table of another %s shut', async (_, other) => {
    const { first } = splitPair(sealed);
    expect((await open(tableKey, tableContext(scope), first)).length).toBeGreaterThan(0);
    await refused(open(tableKey, tableContext(other), first));
    await refused(openPackageContent(other, tableKey, sealed));
  });

  it.each(otherScopes)('keeps the unit of another %s shut', async (_, other) => {
    const rows = await tableRows();
    const key = await aeadKey(rows[0]![1]);
    const stream = streamsOf(rows)[0]!;
    expect((await openStream(key, unitContext(scope, 'medical'), stream)).length).toBeGreaterThan(
      0,
    );
    await refused(openStream(key, unitContext(other, 'medical'), stream));
    await refused(openStream(key, unitContext(scope, 'personal'), stream));
  });

  it('states the format version', () => {
    for (const context of [tableContext(scope), unitContext(scope, 'medical')]) {
      const [purpose, version] = decodeCbor(context, { maxBytes: 200 }) as [string, number];
      expect(purpose).toMatch(/^carnet\/v1\/(key-table|unit)$/);
      expect(version).toBe(1);
    }
  });

  it('keeps key table and unit apart', () => {
    expect(equal(tableContext(scope), unitContext(scope, 'personal'))).toBe(false);
  });
});

describe('a package rearranged by somebody who holds its key', () => {
  it('opens when put together as it was', async () => {
    const rows = await tableRows();
    const same = await rebuilt(rows, concat(...streamsOf(rows)));
    expect((await openPackageContent(scope, tableKey, same)).units).toHaveLength(2);
  });

  it('stays shut with two units swapped', async () => {
    const rows = await tableRows();
    const [a, b] = streamsOf(rows);
    await refused(openPackageContent(scope, tableKey, await rebuilt(rows, concat(b!, a!))));
    const relabelled = rows.map(([code, ...rest]) => [code === 1 ? 4 : 1, ...rest]);
    const swapped = await rebuilt(relabelled.toReversed(), concat(b!, a!));
    await refused(openPackageContent(scope, tableKey, swapped));
  });

  it('stays shut with a unit twice, one missing, or bytes left over', async () => {
    const rows = await tableRows();
    const [a, b] = streamsOf(rows);
    const bad: [readonly Row[], Bytes][] = [
      [[rows[0]!, rows[0]!], concat(a!, a!)],
      [rows, a!],
      [rows, concat(a!, b!, b!)],
      [[rows[0]!], concat(a!, b!)],
    ];
    for (const [table, streams] of bad)
      await refused(openPackageContent(scope, tableKey, await rebuilt(table, streams)));
    const one = await rebuilt([rows[0]!], a!);
    expect((await openPackageContent(scope, tableKey, one)).units).toHaveLength(1);
  });

  it('stays shut when a unit is longer or shorter than the table says', async () => {
    const rows = await tableRows();
    const streams = concat(...streamsOf(rows));
    for (const by of [-1, 1]) {
      const lying = rows.map(([code, key, length, plain]) => [code, key, length, plain + by]);
      await refused(openPackageContent(scope, tableKey, await rebuilt(lying, streams)));
    }
  });

  it('stays shut with a table that is none', async () => {
    const rows = await tableRows();
    const streams = concat(...streamsOf(rows));
    const [row] = rows;
    for (const bad of [
      [],
      [5, ...row!.slice(1)],
      [-1, ...row!.slice(1)],
      row!.slice(0, 3),
      [row![0], new Uint8Array(31), row![2], row![3]],
      [row![0], 'key', row![2], row![3]],
      [row![0], row![1], -1, row![3]],
      [row![0], row![1], row![2], 2 ** 40],
    ])
      await refused(openPackageContent(scope, tableKey, await rebuilt([bad], streams)));
  });

  it('stays shut cut anywhere', async () => {
    for (let length = 0; length < sealed.length; length += 11)
      await refused(openPackageContent(scope, tableKey, sealed.slice(0, length)));
  });
});
