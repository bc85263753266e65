import { createContext } from 'svelte';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'normal' | 'danger';
  readonly action?: { label: string; run: () => void };
  /** ISO instant at which its action is no longer of use: then it goes, whoever reaches for it. */
  readonly until?: string;
}

const STAY_MS = 6000;
const STAY_WITH_ACTION_MS = 12_000;

/** Short notes at the foot of the screen: the newest, and the one before where it offers something. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #next = 1;

  show(text: string, options: Partial<Pick<Toast, 'tone' | 'action' | 'until'>> = {}): Toast {
    const toast: Toast = { id: this.#next++, text, tone: 'normal', ...options };
    const before = this.shown;
    const stays = before.filter((other) => other.action).slice(-1);
    this.shown = [...stays, toast];
    for (const other of before) if (!stays.includes(other)) forget(other);
    this.#start(toast);
    return toast;
  }

  readonly dismiss = (toast: Toast): void => {
    this.#stop(toast);
    const gone = this.shown.filter((other) => other.id === toast.id);
    this.shown = this.shown.filter((other) => other.id !== toast.id);
    gone.forEach(forget);
  };

  /** Time stands still while somebody reaches for the toast. */
  readonly hold = (toast: Toast, held: boolean): void => {
    if (held && toast.until === undefined) this.#stop(toast);
    else this.#start(toast);
  };

  clear(): void {
    for (const toast of this.shown) this.dismiss(toast);
  }

  #start(toast: Toast): void {
    this.#stop(toast);
    const usual = toast.action ? STAY_WITH_ACTION_MS : STAY_MS;
    const left = toast.until === undefined ? usual : Date.parse(toast.until) - Date.now();
    const stay = Math.min(usual, Math.max(0, left));
    this.#timers[toast.id] = setTimeout(() => this.dismiss(toast), stay);
  }

  #stop(toast: Toast): void {
    clearTimeout(this.#timers[toast.id]);
  }
}

/** What was shown last stays in the memory of the page for a while: then without its words. */
function forget(toast: { -readonly [Part in keyof Toast]?: Toast[Part] }): void {
  toast.text = '';
  delete toast.action;
}

export const [useToasts, provideToasts] = createContext<Toasts>();
