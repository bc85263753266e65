import type { QueueView } from '../../../app/api.ts';
import type { Carnet } from '../../state/index.ts';

const LOOK_EVERY_MS = 1000;

/** What still has to reach the hosts, looked at again as long as a screen shows it. */
export class SendQueue {
  view = $state.raw<QueueView | null>(null);
  /** What a pressed button threw; a look that fails says nothing, the next one comes soon. */
  failure = $state.raw<unknown>(null);
  readonly #carnet: Carnet;

  /** Make it while a component starts. */
  constructor(carnet: Carnet) {
    this.#carnet = carnet;
    $effect(() => {
      void this.#look();
      const timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
      return () => clearInterval(timer);
    });
  }

  get isDone(): boolean {
    return this.view !== null && this.view.waiting === 0 && !this.view.preparing;
  }

  readonly tryNow = (): Promise<void> => this.#doing(() => this.#carnet.hosts.tryNow());

  readonly pause = (): Promise<void> => this.#doing(() => this.#carnet.hosts.pause());

  async #doing(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = thrown;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    this.view = await this.#carnet.hosts.queue().catch(() => this.view);
  }
}
