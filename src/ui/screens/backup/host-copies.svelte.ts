import type { HostBackupState } from '../../../app/api.ts';
import type { Carnet } from '../../state/carnet.svelte.ts';
import { failureCode } from '../../words/explain.ts';

const LOOK_EVERY_MS = 1000;

/** What the hosts have of the backups, looked at again as long as a screen shows it. */
export class HostCopies {
  state = $state.raw<HostBackupState | null>(null);
  busy = $state(false);
  isDone = $state(false);
  failure = $state.raw<unknown>(null);
  readonly #carnet: Carnet;
  readonly #holdOpen: () => () => void;
  readonly #arrived: () => void;

  /**
   * Make it while a component starts.
   *
   * @param told.arrived - hears that a host has a newer backup than before.
   */
  constructor(carnet: Carnet, told: { holdOpen: () => () => void; arrived: () => void }) {
    this.#carnet = carnet;
    this.#holdOpen = told.holdOpen;
    this.#arrived = told.arrived;
    $effect(() => {
      void this.#look();
      const timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
      return () => clearInterval(timer);
    });
  }

  readonly leaveNow = async (): Promise<void> => {
    const release = this.#holdOpen();
    [this.busy, this.isDone, this.failure] = [true, false, null];
    try {
      await this.#carnet.backup.leaveOnHosts();
      await this.#look();
      this.isDone = this.state?.hosts.every(({ problem }) => problem === null) === true;
    } catch (thrown) {
      if (failureCode(thrown) !== 'cancelled') this.failure = thrown;
    } finally {
      this.busy = false;
      release();
    }
  };

  readonly cancel = (): void => void this.#carnet.backup.cancelOnHosts();

  async #look(): Promise<void> {
    const before = this.state;
    this.state = await this.#carnet.backup.onHosts().catch(() => before);
    if (before !== null && newestIn(this.state) !== newestIn(before)) this.#arrived();
  }
}

const newestIn = (state: HostBackupState | null): string =>
  (state?.hosts ?? []).map(({ last }) => last?.at ?? '').join(' ');
