import type { Bytes } from '../bytes/bytes.ts';
import {
  fields,
  findAmong,
  summarise,
  type FhirResource,
  type Field,
  type PatientHeader,
  type ShareUnit,
  type UnitExport,
} from '../records/index.ts';
import type { VisitView } from './api.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';

/** To whom something written at a visit is sealed. */
export interface VisitAddress {
  readonly patientIdentity: Bytes;
  /** Null where the patient named no letterbox. */
  readonly inboxPublic: Bytes | null;
  readonly grantId: Bytes;
  readonly header: PatientHeader;
}

/** What a visit shows, whichever way it came. */
export interface OpenedRecord {
  readonly address: VisitAddress;
  readonly units: readonly UnitExport[];
  readonly asked: readonly ShareUnit[];
  readonly purpose: string;
  readonly grantedAt: Date;
  readonly expiresAt: Date;
  readonly forwardSecret: boolean;
  readonly standing: VisitView['standing'];
  /** A file that some unit names; null where it did not come along. */
  file(id: string): Promise<Blob | null>;
  /** Overwrites the bytes that can be overwritten; strings go with the object. */
  wipe(): void;
}

type Clock = Pick<Environment, 'now' | 'monotonic'>;

/**
 * Counts from a moment by the wall or the monotonic clock, whichever is further on: putting the
 * one back gains nothing, and the other stands still while the machine sleeps.
 */
export class Countdown {
  readonly #clock: Clock;
  readonly #length: number;
  readonly #wallStart: number;
  readonly #monotonicStart: number;

  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#length = milliseconds;
    this.#wallStart = clock.now().getTime();
    this.#monotonicStart = clock.monotonic();
  }

  get isOver(): boolean {
    return this.millisecondsLeft === 0;
  }

  get millisecondsLeft(): number {
    const wall = this.#clock.now().getTime() - this.#wallStart;
    const monotonic = this.#clock.monotonic() - this.#monotonicStart;
    return Math.max(0, this.#length - Math.max(wall, monotonic));
  }
}

/** One patient's granted units, in the doctor's memory for as long as the grant lasts. */
export class Visit {
  readonly id: string;
  readonly #band: number;
  readonly #opened: OpenedRecord;
  readonly #countdown: Countdown;

  constructor(clock: Clock, named: { id: string; band: number }, opened: OpenedRecord) {
    this.id = named.id;
    this.#band = named.band;
    this.#opened = opened;
    this.#countdown = new Countdown(clock, lifetime(opened, clock.now()));
  }

  get band(): number {
    return this.#band;
  }

  get isOver(): boolean {
    return this.#countdown.isOver;
  }

  get address(): VisitAddress {
    return this.#opened.address;
  }

  /** The standing access it was opened by; null for none. */
  get standingId(): string | null {
    return this.#opened.standing?.id ?? null;
  }

  view(): VisitView {
    const { asked, units, purpose, grantedAt, expiresAt, forwardSecret, standing } = this.#opened;
    return {
      visitId: this.id,
      band: this.#band,
      summary: summarise({ header: this.address.header, units }),
      asked: [...asked],
      granted: units.map(({ unit }) => unit),
      purpose,
      grantedAt: grantedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      secondsLeft: Math.ceil(this.#countdown.millisecondsLeft / 1000),
      forwardSecret,
      standing,
    };
  }

  /** @throws AppError `unknown-record` */
  resource(unit: ShareUnit, index: number): { fields: Field[]; raw: string } {
    const resources = this.#opened.units.find((one) => one.unit === unit)?.resources ?? [];
    const resource = resources[index];
    if (resource === undefined) throw new AppError('unknown-record');
    return { fields: fields(resource, findAmong(resources)), raw: rawText(resource) };
  }

  /** @throws AppError `unknown-attachment`; whatever fetching it throws */
  async attachment(id: string): Promise<Blob> {
    const attachments = this.#opened.units.flatMap((unit) => unit.attachments);
    const about = attachments.find((attachment) => attachment.id === id);
    const file = about === undefined ? null : await this.#opened.file(id);
    if (about === undefined || file === null) throw new AppError('unknown-attachment');
    return file.slice(0, file.size, about.contentType);
  }

  wipe(): void {
    this.#opened.wipe();
  }
}

/** A resource as FHIR JSON, indented. */
export function rawText(resource: FhirResource): string {
  return JSON.stringify(resource, null, 2);
}

/** From now to the grant's end, and never longer than the grant was for, however the clocks differ. */
function lifetime({ grantedAt, expiresAt }: OpenedRecord, now: Date): number {
  const end = expiresAt.getTime();
  return Math.min(end - now.getTime(), end - grantedAt.getTime());
}
