import { createContext } from 'svelte';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'normal' | 'danger';
  readonly action?: { label: string; run: () => void };
}

const STAY_MS = 6000;
const STAY_WITH_ACTION_MS = 12_000;

/** Short notes at the foot of the screen: the newest, and the one before where it offers something. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #next = 1;

  show(
    text: string,
    options: { tone?: Toast['tone']; action?: NonNullable<Toast['action']> } = {},
  ): void {
    const { tone = 'normal', action } = options;
    const toast: Toast = { id: this.#next++, text, tone, ...(action ? { action } : {}) };
    this.shown = [...this.shown.filter((other) => other.action).slice(-1), toast];
    this.#start(toast);
  }

  readonly dismiss = (toast: Toast): void => {
    this.#stop(toast);
    this.shown = this.shown.filter((other) => other.id !== toast.id);
  };

  /** Time stands still while somebody reaches for the toast. */
  readonly hold = (toast: Toast, held: boolean): void => {
    if (held) this.#stop(toast);
    else this.#start(toast);
  };

  clear(): void {
    for (const toast of this.shown) this.dismiss(toast);
  }

  #start(toast: Toast): void {
    this.#stop(toast);
    const stay = toast.action ? STAY_WITH_ACTION_MS : STAY_MS;
    this.#timers[toast.id] = setTimeout(() => this.dismiss(toast), stay);
  }

  #stop(toast: Toast): void {
    clearTimeout(this.#timers[toast.id]);
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
