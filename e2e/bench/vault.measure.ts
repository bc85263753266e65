import { Carnet } from '../../src/app/carnet.ts';
import { noHosts } from '../../src/app/fixtures/no-hosts.ts';
import { makeKeyring } from '../../src/app/keyring.ts';
import { RecordBook } from '../../src/app/record-book.ts';
import { utf8 } from '../../src/bytes/bytes.ts';
import { afghBls12381, systemRandom } from '../../src/crypto/index.ts';
import { parseFile } from '../../src/records/index.ts';
import { openVault } from '../../src/vault/index.ts';
import { median } from './median.ts';

const RECORDS = 5000;
const databaseName = 'bench';
const now = () => new Date();

/** Fills a vault once; each call then opens it afresh, reads everything, saves and searches. */
export async function measure(rounds: number): Promise<Record<string, number>> {
  const id = await filledProfile();
  const opened: number[] = [];
  const searched: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const vault = await openVault({
      random: systemRandom,
      now,
      databaseName,
      makeKeyring: () => makeKeyring(environment),
    });
    const began = performance.now();
    const profile = await vault.unlock(id, { kind: 'open' });
    const book = await RecordBook.open(profile);
    const first = book.entries({ limit: 50 });
    opened.push(performance.now() - began);
    if (first.total < RECORDS) throw new Error('records are missing');
    const looked = performance.now();
    book.entries({ text: 'glucose 4321', limit: 50 });
    searched.push(performance.now() - looked);
    profile.lock();
    vault.close();
  }
  return {
    vault_open_5000_ms: median(opened),
    vault_save_ms: median(await saved(rounds * 3)),
    vault_search_5000_ms: median(searched),
  };
}

const environment = {
  random: systemRandom,
  suite: afghBls12381,
  now,
  monotonic: () => performance.now(),
  every: () => () => undefined,
  parse: parseFile,
  hosts: noHosts,
  wait: () => Promise.resolve(),
};

/** The sample patient with five thousand results brought in besides. */
async function filledProfile(): Promise<string> {
  const carnet = new Carnet(environment, { databaseName, calibrateMs: 0 });
  const { profile } = await carnet.openSample('patient');
  const { total } = await carnet.entries({ limit: 1 });
  if (total < RECORDS) {
    const lines = Array.from({ length: RECORDS }, (_, index) => JSON.stringify(result(index)));
    await carnet.readImport(new Blob([utf8(lines.join('\n'))]), 'results.ndjson');
    await carnet.confirmImport();
  }
  await carnet.lock();
  return profile.id;
}

/** One save as a person makes it: a form, its record and its revision, in one strict transaction. */
async function saved(rounds: number): Promise<number[]> {
  const carnet = new Carnet(environment, { databaseName, calibrateMs: 0 });
  await carnet.openSample('patient');
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await carnet.saveForm({
      form: 'measurement',
      kind: 'weight',
      value: 60 + round,
      second: null,
      unit: 'kg',
      at: '2026-03-02',
    });
    figures.push(performance.now() - began);
  }
  await carnet.lock();
  return figures;
}

function result(index: number) {
  return {
    resourceType: 'Observation',
    id: `result-${String(index)}`,
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'laboratory',
          },
        ],
      },
    ],
    code: {
      coding: [{ system: 'http://loinc.org', code: '2339-0', display: `Glucose ${String(index)}` }],
    },
    effectiveDateTime: `20${String(10 + (index % 15))}-0${String(1 + (index % 9))}-1${String(index % 9)}`,
    valueQuantity: {
      value: 4 + (index % 60) / 10,
      unit: 'mmol/L',
      system: 'http://unitsofmeasure.org',
      code: 'mmol/L',
    },
    referenceRange: [{ low: { value: 4 }, high: { value: 7 } }],
    performer: [{ display: 'Riverside Laboratory' }],
  };
}
