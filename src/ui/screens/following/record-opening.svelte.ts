import type { FollowedPatient } from '../../../app/api.ts';
import { hearing, type Carnet } from '../../state/index.ts';

interface Counted {
  done: number;
  total: number;
}

/** One record on its way from the host into memory. Whoever leaves meanwhile opens nothing. */
export class RecordOpening {
  /** Objects, of those the host has; null while nothing is on its way. */
  progress = $state.raw<Counted | null>(null);
  failure = $state.raw<unknown>(null);
  readonly #carnet: Carnet;
  #turn = 0;

  constructor(carnet: Carnet) {
    this.#carnet = carnet;
  }

  /** Answers with the visit's id, or null where it failed or was left. */
  readonly open = async ({ id }: FollowedPatient): Promise<string | null> => {
    const turn = ++this.#turn;
    this.failure = null;
    this.progress = { done: 0, total: 0 };
    const heard = (done: number, total: number) => {
      if (turn === this.#turn) this.progress = { done, total };
    };
    try {
      const { visitId } = await hearing(heard, (tell) => this.#carnet.following.open(id, tell));
      if (turn === this.#turn) return visitId;
      await this.#carnet.api.endVisit(visitId);
    } catch (error) {
      if (turn === this.#turn) this.failure = error;
    } finally {
      if (turn === this.#turn) this.progress = null;
    }
    return null;
  };

  readonly leave = (): void => {
    this.#turn += 1;
    this.progress = null;
  };
}
