import type { Bytes } from '../bytes/bytes.ts';
import {
  fields,
  findAmong,
  summarise,
  type FhirResource,
  type Field,
  type PatientHeader,
  type ShareUnit,
} from '../records/index.ts';
import type { OpenedGrant } from '../sharing/index.ts';
import type { VisitView } from './api.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { decodeHeader } from './header.ts';
import { unpackUnit, type UnitContent } from './unit-content.ts';

/** To whom something written at a visit is sealed. */
export interface VisitAddress {
  readonly patientIdentity: Bytes;
  readonly inboxPublic: Bytes;
  readonly grantId: Bytes;
  readonly header: PatientHeader;
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
  readonly address: VisitAddress;
  readonly #band: number;
  readonly #grant: OpenedGrant;
  readonly #contents: readonly UnitContent[];
  readonly #countdown: Countdown;

  /** @throws AppError `unreadable-content`, RecordsError, BytesError: signed, yet not well formed */
  constructor(clock: Clock, named: { id: string; band: number }, grant: OpenedGrant) {
    const { patientIdentity, inboxPublic, grantId } = grant;
    this.id = named.id;
    this.#band = named.band;
    this.#grant = grant;
    this.#contents = grant.units.map(({ unit, content }) => unpackUnit(content, unit));
    this.#countdown = new Countdown(clock, lifetime(grant, clock.now()));
    this.address = { patientIdentity, inboxPublic, grantId, header: decodeHeader(grant.header) };
  }

  get band(): number {
    return this.#band;
  }

  get isOver(): boolean {
    return this.#countdown.isOver;
  }

  view(): VisitView {
    const { asked, purpose, grantedAt, expiresAt, forwardSecret } = this.#grant;
    const units = this.#contents.map(({ unit }) => unit);
    return {
      visitId: this.id,
      band: this.#band,
      summary: summarise({ header: this.address.header, units }),
      asked,
      granted: units.map(({ unit }) => unit),
      purpose,
      grantedAt: grantedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      secondsLeft: Math.ceil(this.#countdown.millisecondsLeft / 1000),
      forwardSecret,
      standing: null,
    };
  }

  /** @throws AppError `unknown-record` */
  resource(unit: ShareUnit, index: number): { fields: Field[]; raw: string } {
    const resources = this.#find(unit)?.unit.resources ?? [];
    const resource = resources[index];
    if (resource === undefined) throw new AppError('unknown-record');
    return { fields: fields(resource, findAmong(resources)), raw: rawText(resource) };
  }

  /** @throws AppError `unknown-attachment` */
  attachment(id: string): Blob {
    for (const { unit, files } of this.#contents) {
      const [about, file] = [
        unit.attachments.find((attachment) => attachment.id === id),
        files.get(id),
      ];
      if (about !== undefined && file !== undefined)
        return new Blob([file], { type: about.contentType });
    }
    throw new AppError('unknown-attachment');
  }

  /** Overwrites the bytes that can be overwritten; strings go with the object. */
  wipe(): void {
    for (const { content } of this.#grant.units) content.fill(0);
    for (const { files } of this.#contents) for (const file of files.values()) file.fill(0);
  }

  #find(unit: ShareUnit): UnitContent | undefined {
    return this.#contents.find((content) => content.unit.unit === unit);
  }
}

/** A resource as FHIR JSON, indented. */
export function rawText(resource: FhirResource): string {
  return JSON.stringify(resource, null, 2);
}

/** From now to the grant's end, and never longer than the grant was for, however the clocks differ. */
function lifetime({ grantedAt, expiresAt }: OpenedGrant, now: Date): number {
  const end = expiresAt.getTime();
  return Math.min(end - now.getTime(), end - grantedAt.getTime());
}
