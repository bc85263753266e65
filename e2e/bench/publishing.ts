import { Carnet } from '../../src/app/carnet.ts';
import { MemoryHosts } from '../../src/app/fixtures/memory-hosts.ts';
import { noHosts } from '../../src/app/fixtures/no-hosts.ts';
import type { ApprovedStanding } from '../../src/app/api.ts';
import type { HostAccess } from '../../src/app/environment.ts';
import { afghBls12381, systemRandom } from '../../src/crypto/index.ts';
import { parseFile, type ShareUnit } from '../../src/records/index.ts';

const passphrase = 'seven quiet herons cross the frozen delta';
const address = 'https://carnet.test/app/';
/** As long as an address may be for the size that a grant is promised to have: 80 bytes. */
const base = `https://cloud.example.org/remote.php/dav/files/${'a'.repeat(32)}/`;

/** A patient with a host in memory, and doctors with lasting access. */
export class Publisher {
  readonly carnet: Carnet;
  readonly world = new MemoryHosts();
  #ahead = 0;

  private constructor() {
    this.carnet = carnetOn(`bench-${crypto.randomUUID()}`, this.world, () => this.now());
  }

  static async open(): Promise<Publisher> {
    const publisher = new Publisher();
    const { carnet } = publisher;
    await carnet.createProfile({ label: 'Mine', role: 'patient', colour: 1, passphrase });
    await carnet.hosts.add({
      label: 'Mine',
      account: { kind: 'webdav', base, user: 'ada', password: 'long enough' },
      reading: { base, reader: null },
    });
    return publisher;
  }

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  passSeconds(seconds: number): void {
    this.#ahead += seconds * 1000;
  }

  async bringIn(resources: readonly object[]): Promise<void> {
    const lines = resources.map((resource) => JSON.stringify(resource)).join('\n');
    await this.carnet.readImport(new Blob([lines]), 'results.ndjson');
    await this.carnet.confirmImport();
  }

  /** A doctor's card is scanned and everything in these units is granted. */
  async give(name: string, units: readonly ShareUnit[]): Promise<ApprovedStanding> {
    const doctor = carnetOn(`bench-${crypto.randomUUID()}`, noHosts, () => this.now());
    const professional = { name, role: 'doctor' } as const;
    const profile = { label: name, role: 'doctor', colour: 2, passphrase, professional } as const;
    await doctor.createProfile(profile);
    const { link, words } = await doctor.myCard(address);
    await doctor.lock();
    const scanned = await this.carnet.scan({ text: link });
    if (scanned.kind !== 'card') throw new Error(`scanned a ${scanned.kind}`);
    const { handle, questions } = scanned.asker;
    await this.carnet.answerWords(
      handle,
      questions.map(({ position }) => words[position - 1] ?? ''),
    );
    const rest = { until: null, mayWrite: false, throughHelper: null };
    const chosen = { units: units.map((unit) => ({ unit, lane: 'all' as const })), ...rest };
    const approved = await this.carnet.standing.approve(handle, chosen, address);
    await this.sent();
    return approved;
  }

  /** Resolves as soon as nothing waits to be sent. */
  async sent(): Promise<void> {
    while ((await this.carnet.hosts.queue()).waiting > 0) await breath();
  }
}

function carnetOn(databaseName: string, hosts: HostAccess, now: () => Date): Carnet {
  const environment = {
    ...{ random: systemRandom, suite: afghBls12381, now, hosts },
    monotonic: () => performance.now(),
    every: () => () => undefined,
    parse: parseFile,
    wait: never,
  };
  return new Carnet(environment, { databaseName, calibrateMs: 0 });
}

/** Nothing happens by itself here: what is measured is asked for. */
function never(_: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
}

/** A turn of the event loop without the four milliseconds that a timer costs. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}

/** A laboratory result of about 800 bytes, as a clinic's export has them. */
export function result(index: number): object {
  const coding = (system: string, code: string, display: string) => ({
    coding: [{ system, code, display }],
  });
  const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const unit = { unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' };
  const month = String(1 + (index % 9));
  return {
    ...{ resourceType: 'Observation', id: `result-${String(index)}`, status: 'final' },
    category: [coding(category, 'laboratory', 'Laboratory')],
    code: coding('http://loinc.org', '2339-0', `Glucose ${String(index)}`),
    effectiveDateTime: `20${String(10 + (index % 15))}-0${month}-1${String(index % 9)}`,
    valueQuantity: { value: 4 + (index % 60) / 10, ...unit },
    referenceRange: [{ low: { value: 4, ...unit }, high: { value: 7, ...unit } }],
    performer: [{ display: 'Riverside Laboratory' }],
    note: [{ text: 'Taken in the morning, before breakfast, from the left arm; no haemolysis.' }],
  };
}
