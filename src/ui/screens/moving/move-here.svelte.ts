import type { Arrival, ShownMove } from '../../../app/api.ts';
import type { Scanned } from '../../qr/intake.ts';
import type { Carnet } from '../../state/carnet.svelte.ts';
import { hearing } from '../../state/hearing.ts';

/** Where the new phone stands on its way. */
export type HereStep = { step: 'code' } | { step: 'scan' } | { step: 'arrived'; arrival: Arrival };

/** What this phone says it is; the old one shows it to nobody yet. */
const APP = 'Carnet 1';

/** One move as the new phone goes through it. */
export class MoveHereFlow {
  at = $state.raw<HereStep>({ step: 'code' });
  shown = $state.raw<ShownMove | null>(null);
  stale = $state(false);
  progress = $state<number | null>(null);
  failure = $state.raw<unknown>(null);

  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    this.#carnet = carnet;
  }

  /** A new key: what was sent to an older code does not open any more. */
  readonly ask = async (): Promise<void> => {
    this.go({ step: 'code' });
    [this.shown, this.stale] = [null, false];
    try {
      this.shown = await this.#carnet.moving.ask(APP);
    } catch (thrown) {
      this.failure = thrown;
    }
  };

  go(step: HereStep): void {
    this.failure = null;
    this.at = step;
  }

  look(now: number): void {
    this.stale = this.shown !== null && now > Date.parse(this.shown.goodUntil);
  }

  take(scanned: Scanned): Promise<void> {
    const bytes = 'bytes' in scanned ? scanned.bytes : new TextEncoder().encode(scanned.text);
    return this.arrive(new Blob([bytes]));
  }

  async arrive(file: Blob): Promise<void> {
    if (this.progress !== null) return;
    [this.progress, this.failure] = [0, null];
    try {
      const arrival = await hearing(
        (fraction: number) => (this.progress = fraction),
        (tell) => this.#carnet.moving.arrive(file, tell),
      );
      void navigator.storage?.persist?.();
      this.go({ step: 'arrived', arrival });
    } catch (thrown) {
      this.failure = thrown;
    } finally {
      this.progress = null;
    }
  }

  cancel(): void {
    void this.#carnet.moving.cancel();
  }
}
