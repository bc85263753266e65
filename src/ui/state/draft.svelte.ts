import type { Draft, DraftContent } from '../../app/api.ts';
import type { Carnet } from './carnet.svelte.ts';

/** After the last key, before it is sealed and stored. */
const PAUSE_MS = 400;

/**
 * Keeps what is typed on one screen until it is saved, and offers what was typed there before. Make
 * it while a component starts.
 */
export class TypedDraft<Content extends DraftContent> {
  /** From another time: until somebody goes on with it or lets it go. */
  offered = $state.raw<(Draft & { content: Content }) | null>(null);
  readonly #carnet: Carnet;
  /** Whose it is: the next profile is in front already when this screen goes. */
  readonly #of: string;
  readonly #read: () => Content;
  /** With nothing typed; then as it was kept last. */
  #first: string;
  #known: string;
  #id: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /**
   * @param read - what stands in the fields now; read in an effect.
   * @param isMine - whether a draft belongs to this screen.
   */
  constructor(
    carnet: Carnet,
    read: () => Content,
    isMine: (content: DraftContent) => content is Content,
  ) {
    this.#carnet = carnet;
    this.#of = carnet.session?.profile.id ?? '';
    this.#read = read;
    this.#first = JSON.stringify(read());
    this.#known = this.#first;
    void this.#look(isMine);
    $effect(() => {
      const typed = JSON.stringify(read());
      if (typed === this.#known || this.#over) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#keep, PAUSE_MS);
    });
    $effect(() => {
      const stop = new AbortController();
      // Before the lock hears of it, which may end the worker.
      const options = { signal: stop.signal, capture: true };
      document.addEventListener('visibilitychange', this.#keep, options);
      addEventListener('pagehide', this.#keep, options);
      return () => {
        stop.abort();
        this.#keep();
      };
    });
  }

  /** What stands in the fields now is where somebody begins: nobody typed it. */
  settle(): void {
    this.#first = JSON.stringify(this.#read());
    this.#known = this.#first;
  }

  /** What was offered, to be put into the fields. */
  take(): Content | null {
    const taken = this.offered;
    this.offered = null;
    if (taken === null) return null;
    this.#id = taken.id;
    this.#known = JSON.stringify(taken.content);
    return taken.content;
  }

  /** It was saved, or nobody wants it. */
  readonly drop = async (): Promise<void> => {
    this.#over = true;
    clearTimeout(this.#timer);
    const id = this.offered?.id ?? this.#id;
    this.offered = null;
    this.#id = null;
    if (id !== null) await this.#carnet.drafts.drop(id, this.#of).catch(() => undefined);
  };

  /** Nobody wants what was offered; what is typed from now on is kept. */
  readonly refuse = async (): Promise<void> => {
    await this.drop();
    this.#over = false;
  };

  /** Everything that was typed was taken back. */
  #forget(): void {
    if (this.#id !== null) this.#carnet.drafts.drop(this.#id, this.#of).catch(() => undefined);
    this.#id = null;
  }

  async #look(isMine: (content: DraftContent) => content is Content): Promise<void> {
    const drafts = await this.#carnet.drafts.list().catch(() => []);
    for (const draft of drafts) {
      const { content } = draft;
      if (this.#id === null && !this.#over && isMine(content)) {
        this.offered = { ...draft, content };
        return;
      }
    }
  }

  readonly #keep = (): void => {
    clearTimeout(this.#timer);
    const content = this.#read();
    const typed = JSON.stringify(content);
    if (this.#over || typed === this.#known || this.#carnet.session === null) return;
    this.#known = typed;
    if (typed === this.#first) {
      this.#forget();
      return;
    }
    // What cannot be kept stays in the fields; saving says what is wrong.
    this.#carnet.drafts.keep(content, this.#of).then(
      (id) => {
        this.offered = null;
        this.#id = id;
        if (this.#over) void this.drop();
      },
      () => (this.#known = ''),
    );
  };
}
