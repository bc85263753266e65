import type { HelperView, Lane, StandingChoice, StandingOffer } from '../../../app/api.ts';
import type { ShareUnit } from '../../../records/index.ts';
import type { Carnet } from '../../state/index.ts';

/** What a patient is about to choose for lasting access, beside the parts themselves. */
export class StandingDraft {
  readonly offer: StandingOffer;
  readonly helpers: readonly HelperView[];
  lasting = $state(false);
  /** A day, `2027-03-01`, or empty for until it is stopped. */
  untilDay = $state('');
  mayWrite = $state(false);
  /** A helper's identity, or empty for none. */
  throughHelper = $state('');
  #lanes = $state.raw<Partial<Record<ShareUnit, Lane>>>({});

  constructor(offer: StandingOffer, helpers: readonly HelperView[]) {
    this.offer = offer;
    this.helpers = helpers;
  }

  /** @throws whatever keeps the offer from being made: the consultation can go on without it */
  static async of(carnet: Carnet, handle: string): Promise<StandingDraft> {
    const offer = await carnet.standing.offer(handle);
    return new StandingDraft(offer, await carnet.standing.helpers().catch(() => []));
  }

  /** Everything until now, as at a visit, unless said otherwise. */
  laneOf(unit: ShareUnit): Lane {
    return this.#lanes[unit] ?? 'all';
  }

  reach(unit: ShareUnit, lane: Lane): void {
    this.#lanes = { ...this.#lanes, [unit]: lane };
  }

  /** The end of the chosen day where this device is, as an ISO instant. */
  get until(): string | null {
    return this.untilDay === '' ? null : endOf(this.untilDay);
  }

  get isPast(): boolean {
    return this.until !== null && Date.parse(this.until) <= Date.now();
  }

  choice(units: readonly ShareUnit[]): StandingChoice {
    return {
      units: units.map((unit) => ({ unit, lane: this.laneOf(unit) })),
      until: this.until,
      mayWrite: this.mayWrite,
      throughHelper: this.throughHelper === '' ? null : this.throughHelper,
    };
  }
}

const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString();
