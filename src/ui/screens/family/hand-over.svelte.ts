import type { MoveAsker, SealedMove, UnlockFactor } from '../../../app/api.ts';
import type { Bytes } from '../../../bytes/bytes.ts';
import type { Carnet } from '../../state/carnet.svelte.ts';
import { Doing } from '../../state/doing.svelte.ts';

type Message = { kind: number; bytes: Bytes } | { text: string };

type Step =
  | { name: 'start' }
  | { name: 'scan' }
  | { name: 'words'; asker: MoveAsker }
  | { name: 'mismatch' }
  | { name: 'present'; asker: MoveAsker }
  | { name: 'show'; sealed: SealedMove; message: Bytes | null }
  /** `shown` is what the code or the file was of; null where it was shown another time. */
  | { name: 'receipt'; shown: Extract<Step, { name: 'show' }> | null }
  | { name: 'done'; records: number; changed: boolean };

/** The guardian's way through a hand-over: from the owner's code to the owner's receipt. */
export class HandingOver extends Doing {
  step = $state.raw<Step>({ name: 'start' });
  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    super();
    this.#carnet = carnet;
  }

  readonly restart = (): void => this.#to({ name: 'start' });
  readonly scan = (): void => this.#to({ name: 'scan' });

  readonly hear = (message: Message): Promise<void> =>
    this.doing(async () => {
      const asker = await this.#carnet.moving.hear(message, 'hand-over');
      this.#to({ name: 'words', asker });
    });

  readonly answer = (asker: MoveAsker, answers: string[]): Promise<void> =>
    this.doing(async () => {
      const isRight = await this.#carnet.moving.answerWords(asker.handle, answers);
      this.#to(isRight ? { name: 'present', asker } : { name: 'mismatch' });
    });

  /** What it throws is shown where the way in was asked for. */
  readonly send = async (asker: MoveAsker, factor: UnlockFactor): Promise<void> => {
    const sealed = await this.#carnet.moving.send(asker.handle, factor);
    const message = sealed.fitsCode ? new Uint8Array(await sealed.file.arrayBuffer()) : null;
    this.#to({ name: 'show', sealed, message });
  };

  readonly awaitReceipt = (): void => {
    const shown = this.step.name === 'show' ? this.step : null;
    this.#to({ name: 'receipt', shown });
  };

  readonly backToCode = (): void => {
    if (this.step.name === 'receipt') this.#to(this.step.shown ?? { name: 'start' });
  };

  readonly confirm = (message: Message): Promise<void> =>
    this.doing(async () => {
      const { records, changedSince } = await this.#carnet.moving.confirm(message);
      this.#to({ name: 'done', records, changed: changedSince > 0 });
    });

  readonly retire = (): Promise<void> =>
    this.doing(async () => {
      await this.#carnet.moving.retire();
      if (this.step.name === 'done') this.#to({ ...this.step, changed: false });
    });

  #to(step: Step): void {
    this.failure = null;
    this.step = step;
    scrollTo(0, 0);
  }
}
