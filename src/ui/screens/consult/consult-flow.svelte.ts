import type {
  EmergencyView,
  Scanned,
  ScannedStanding,
  ShownRequest,
  SuccessorView,
  VisitView,
} from '../../../app/api.ts';
import type { Bytes } from '../../../bytes/bytes.ts';
import type { ShareUnit } from '../../../records/index.ts';
import { appAddress } from '../../shell/app-address.ts';
import type { Carnet } from '../../state/index.ts';
import { Doing } from '../../state/doing.svelte.ts';

export interface Ask {
  units: ShareUnit[];
  purpose: string;
  minutes: number;
}

/** What a scan adds to the patients who may be read while they are away. */
export type TakenStanding = Extract<
  ScannedStanding,
  { kind: 'standing' | 'invitation' | 'answer' }
>;

type Message = { kind: number; bytes: Bytes } | { text: string };

export type Step =
  | { name: 'ask' }
  | { name: 'request'; request: ShownRequest }
  | { name: 'scan' }
  | { name: 'file'; grant: Bytes }
  /** The app was opened by a link: nothing of it is read before somebody says so. */
  | { name: 'link'; text: string }
  | { name: 'taken'; taken: TakenStanding }
  | { name: 'successor'; successor: SuccessorView }
  | { name: 'emergency'; emergency: EmergencyView };

const USUAL_MINUTES = 30;

/** The doctor's way through a consultation: ask, show, scan, open. */
export class ConsultFlow extends Doing {
  step = $state.raw<Step>({ name: 'ask' });
  ask: Ask;
  readonly #carnet: Carnet;
  readonly #opened: (visit: VisitView) => void;

  constructor(carnet: Carnet, opened: (visit: VisitView) => void) {
    super();
    this.#carnet = carnet;
    this.#opened = opened;
    const minutes = carnet.settings?.visitMinutes ?? USUAL_MINUTES;
    this.ask = $state.raw({ units: ['medical', 'prescription'], purpose: 'Consultation', minutes });
  }

  readonly change = (change: Partial<Ask>): void => {
    this.ask = { ...this.ask, ...change };
  };

  readonly restart = (): void => {
    this.step = { name: 'ask' };
    this.failure = null;
  };

  readonly showRequest = (): Promise<void> =>
    this.doing(async () => {
      const request = await this.#carnet.api.newRequest({ ...this.ask, base: appAddress() });
      this.step = { name: 'request', request };
    });

  readonly beginScan = (): void => {
    this.failure = null;
    this.step = { name: 'scan' };
  };

  readonly heedLink = (text: string): void => {
    this.step = { name: 'link', text };
  };

  readonly take = (message: Message): Promise<void> =>
    this.doing(async () => this.#arrived(await this.#carnet.api.scan(message), message));

  readonly openFile = (grant: Bytes, file: File): Promise<void> =>
    this.doing(async () => {
      const sealed = new Uint8Array(await file.arrayBuffer());
      this.#opened(await this.#carnet.api.openSealedFile(grant, sealed));
    });

  #arrived(scanned: Scanned, message: Message): void {
    switch (scanned.kind) {
      case 'visit':
        this.#opened(scanned.visit);
        return;
      case 'standing':
      case 'invitation':
      case 'answer':
        this.step = { name: 'taken', taken: scanned };
        return;
      case 'successor':
        this.step = { name: 'successor', successor: scanned.successor };
        return;
      case 'emergency':
        this.step = { name: 'emergency', emergency: scanned.emergency };
        return;
      default:
        if (scanned.kind === 'grant-without-package' && 'bytes' in message)
          this.step = { name: 'file', grant: message.bytes };
        else this.failure = { code: 'not-for-me' };
    }
  }
}
