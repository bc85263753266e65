import type { AskerView, HelperView, SealedMessage } from '../../../app/api.ts';
import type { Bytes } from '../../../bytes/bytes.ts';
import { appAddress } from '../../shell/app-address.ts';
import type { Carnet } from '../../state/index.ts';
import { Doing } from '../../state/doing.svelte.ts';

export type Step =
  | { name: 'list' }
  | { name: 'scan' }
  | { name: 'words'; asker: AskerView }
  | { name: 'wrong-words' }
  | { name: 'stopped'; asker: AskerView }
  | { name: 'terms'; asker: AskerView }
  | { name: 'show'; sealed: SealedMessage };

export interface Terms {
  serves: string[];
  until: string | null;
  usesEach: number;
}

/** The patient's way to a helper: from the scanned card to the code that the helper scans. */
export class HelpersFlow extends Doing {
  step = $state.raw<Step>({ name: 'list' });
  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    super();
    this.#carnet = carnet;
  }

  readonly restart = (): void => {
    this.failure = null;
    this.step = { name: 'list' };
  };

  readonly beginScan = (): void => {
    this.failure = null;
    this.step = { name: 'scan' };
  };

  readonly take = (message: { kind: number; bytes: Bytes } | { text: string }): Promise<void> =>
    this.doing(async () => {
      const scanned = await this.#carnet.api.scan(message);
      if (scanned.kind === 'card') this.#met(scanned.asker);
      else this.failure = { code: 'card-needed' };
    });

  readonly answerWords = (asker: AskerView, answers: string[]): Promise<void> =>
    this.doing(async () => {
      const right = await this.#carnet.api.answerWords(asker.handle, answers);
      this.step = right ? { name: 'terms', asker } : { name: 'wrong-words' };
    });

  readonly enrol = (asker: AskerView, terms: Terms): Promise<void> =>
    this.doing(async () => {
      const { handle } = asker;
      const sealed = await this.#carnet.standing.enrolHelper(handle, terms, appAddress());
      this.step = { name: 'show', sealed };
    });

  readonly dismiss = (helper: HelperView): Promise<void> =>
    this.doing(() => this.#carnet.standing.dismissHelper(helper.identity));

  #met(asker: AskerView): void {
    if (asker.acquaintance === 'changed-key') this.step = { name: 'stopped', asker };
    else if (asker.questions.length > 0) this.step = { name: 'words', asker };
    else this.step = { name: 'terms', asker };
  }
}
