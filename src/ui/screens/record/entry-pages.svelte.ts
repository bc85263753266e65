import type { CarnetApi, Entry, EntryPage, EntryQuery } from '../../../app/api.ts';

const PAGE = 60;

type Read = (query: EntryQuery) => ReturnType<CarnetApi['entries']>;

/** A long list, read a screenful at a time so that thousands of records stay fluid. */
export class EntryPages {
  entries = $state.raw<readonly Entry[]>([]);
  total = $state<number | null>(null);
  kinds = $state.raw<EntryPage['kinds']>([]);
  problem = $state.raw<unknown>(null);
  #query: EntryQuery = {};
  #reading = false;
  #turn = 0;
  readonly #read: Read;

  constructor(read: Read) {
    this.#read = read;
  }

  get complete(): boolean {
    return this.total !== null && this.entries.length >= this.total;
  }

  /** Starts over with another question; what is shown stays until its answer has come. */
  async ask(query: EntryQuery): Promise<void> {
    const turn = ++this.#turn;
    this.#query = query;
    await this.#take(turn, 0, Math.max(PAGE, query.limit ?? 0));
  }

  readonly more = async (): Promise<void> => {
    if (this.#reading || this.complete) return;
    this.#reading = true;
    await this.#take(this.#turn, this.entries.length, PAGE);
    this.#reading = false;
  };

  async #take(turn: number, offset: number, limit: number): Promise<void> {
    try {
      const { total, entries, kinds } = await this.#read({ ...this.#query, offset, limit });
      if (turn !== this.#turn) return;
      this.total = total;
      this.kinds = kinds;
      this.entries = offset === 0 ? entries : [...this.entries, ...entries];
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = thrown;
    }
  }
}
