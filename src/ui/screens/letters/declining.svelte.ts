import type { DepositView } from '../../../app/api.ts';
import type { Carnet } from '../../state/index.ts';
import type { Toast } from '../../state/toasts.svelte.ts';
import { shareWords } from '../../words/en/share.ts';
import { standingWords } from '../../words/en/standing.ts';

const UNDO_MS = 8_000;

interface Aside {
  readonly handle: string;
  readonly toast: Toast;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** A letter that was declined is put aside, and thrown away a few seconds later or on leaving. */
export class Declining {
  #aside = $state.raw<Aside | null>(null);
  readonly #carnet: Carnet;
  readonly #onsettled: () => void;

  constructor(carnet: Carnet, onsettled: () => void) {
    this.#carnet = carnet;
    this.#onsettled = onsettled;
  }

  isAside({ handle }: DepositView): boolean {
    return this.#aside?.handle === handle;
  }

  /** One at a time: the one before is thrown away at once. */
  async begin({ handle }: DepositView): Promise<void> {
    await this.settle();
    const undo = { label: standingWords.letters.undo, run: this.#undo };
    const toast = this.#carnet.toasts.show(shareWords.deposit.declined, { action: undo });
    const timer = setTimeout(() => void this.settle(), UNDO_MS);
    this.#aside = { handle, toast, timer };
  }

  /** What cannot be thrown away now stays where it was: nothing is lost by it. */
  readonly settle = async (): Promise<void> => {
    const aside = this.#aside;
    if (aside === null) return;
    clearTimeout(aside.timer);
    await this.#carnet.standing.declineLetter(aside.handle).catch(() => undefined);
    this.#carnet.toasts.dismiss(aside.toast);
    if (this.#aside === aside) this.#aside = null;
    this.#onsettled();
  };

  readonly #undo = (): void => {
    if (this.#aside === null) return;
    clearTimeout(this.#aside.timer);
    this.#aside = null;
  };
}
