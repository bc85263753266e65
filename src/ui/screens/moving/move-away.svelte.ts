import type { MoveAsker, MoveConfirmed, SealedMove, UnlockFactor } from '../../../app/api.ts';
import type { Bytes } from '../../../bytes/bytes.ts';
import type { Scanned } from '../../qr/intake.ts';
import type { Carnet } from '../../state/carnet.svelte.ts';
import { Doing } from '../../state/doing.svelte.ts';
import { hearing } from '../../state/hearing.ts';

/** Where the old phone stands on its way. */
export type AwayStep =
  | { step: 'start' }
  | { step: 'scan' }
  | { step: 'words'; asker: MoveAsker }
  | { step: 'words-wrong' }
  | { step: 'present'; asker: MoveAsker }
  | { step: 'show'; move: SealedMove; code: Bytes | null }
  | { step: 'receipt'; back: AwayStep }
  | { step: 'done'; confirmed: MoveConfirmed };

/** One move as the old phone goes through it. */
export class MoveAwayFlow extends Doing {
  at = $state.raw<AwayStep>({ step: 'start' });
  progress = $state<number | null>(null);

  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    super();
    this.#carnet = carnet;
  }

  go(step: AwayStep): void {
    this.failure = null;
    this.at = step;
  }

  hear(scanned: Scanned): Promise<void> {
    return this.#run(async () => {
      this.go({ step: 'words', asker: await this.#carnet.moving.hear(scanned) });
    });
  }

  compare(asker: MoveAsker, answers: string[]): Promise<void> {
    return this.#run(async () => {
      const right = await this.#carnet.moving.answerWords(asker.handle, answers);
      this.go(right ? { step: 'present', asker } : { step: 'words-wrong' });
    });
  }

  /** What it throws is for the form that asked for the way in. */
  async send({ handle }: MoveAsker, factor: UnlockFactor): Promise<void> {
    this.progress = 0;
    try {
      const move = await hearing(
        (fraction: number) => (this.progress = fraction),
        (tell) => this.#carnet.moving.send(handle, factor, tell),
      );
      const code = move.fitsCode ? new Uint8Array(await move.file.arrayBuffer()) : null;
      this.go({ step: 'show', move, code });
    } finally {
      this.progress = null;
    }
  }

  cancel(): void {
    void this.#carnet.moving.cancel();
  }

  confirm(scanned: Scanned): Promise<void> {
    return this.#run(async () => {
      this.go({ step: 'done', confirmed: await this.#carnet.moving.confirm(scanned) });
    });
  }

  retire(confirmed: MoveConfirmed): Promise<void> {
    return this.#run(async () => {
      await this.#carnet.moving.retire();
      this.go({ step: 'done', confirmed: { ...confirmed, changedSince: 0 } });
    });
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (!this.busy) await this.doing(work);
  }
}
