import type {
  ApprovedGrant,
  AskerView,
  Choice,
  DepositView,
  FamilyMember,
  OnThisDevice,
  Preview,
  Scanned,
  SealedMessage,
  UnitCount,
} from '../../../app/api.ts';
import type { ShareUnit } from '../../../records/index.ts';
import type { Carried } from '../../state/carnet.svelte.ts';
import { appAddress } from '../../shell/app-address.ts';
import type { Carnet } from '../../state/index.ts';
import { StandingDraft } from './standing-draft.svelte.ts';

/** Lasting access, or an invitation to write, about to be handed over. */
export interface GivenStanding {
  readonly kind: 'standing' | 'invitation';
  readonly sealed: SealedMessage;
  readonly units: readonly ShareUnit[];
  /** ISO instant; null for until it is stopped. */
  readonly until: string | null;
}

export type Step =
  | { name: 'start' }
  /** The app was opened by a link: nothing of it is read before somebody says so. */
  | { name: 'link'; text: string }
  | { name: 'scan' }
  /** Several people's records are here: whose is it for? */
  | { name: 'whose'; asker: AskerView; members: FamilyMember[]; message: Carried }
  /** A deposit for somebody else of the family. */
  | { name: 'another'; member: OnThisDevice & { isLinked: boolean }; message: Carried }
  /** A deposit for somebody else, perhaps of this device. */
  | { name: 'somebody'; others: OnThisDevice[]; message: Carried }
  | { name: 'words'; asker: AskerView }
  | { name: 'mismatch'; asker: AskerView }
  | { name: 'stopped'; asker: AskerView }
  | { name: 'consent'; asker: AskerView }
  | { name: 'preview'; asker: AskerView }
  | { name: 'show'; asker: AskerView; grant: ApprovedGrant }
  | { name: 'standing'; given: GivenStanding }
  | { name: 'deposit'; deposit: DepositView };

export const shareUnits: readonly ShareUnit[] = [
  'medical',
  'prescription',
  'personal',
  'insurance-card',
  'insurance-claims',
];

/** The patient's way through a consultation: from a scanned code to the code that is shown. */
export class ShareFlow {
  step = $state.raw<Step>({ name: 'start' });
  failure = $state.raw<unknown>(null);
  busy = $state(false);
  choice = $state.raw<Choice | null>(null);
  counts = $state.raw<UnitCount[]>([]);
  preview = $state.raw<Preview | null>(null);
  standing = $state.raw<StandingDraft | null>(null);
  /** Why lasting access cannot be offered right now. */
  standingFailure = $state.raw<unknown>(null);
  readonly #carnet: Carnet;

  constructor(carnet: Carnet) {
    this.#carnet = carnet;
  }

  readonly beginScan = (): void => {
    this.failure = null;
    this.step = { name: 'scan' };
  };

  readonly heedLink = (text: string): void => {
    this.step = { name: 'link', text };
  };

  readonly restart = (): void => {
    this.step = { name: 'start' };
    this.choice = null;
    this.preview = null;
    this.standing = null;
    this.standingFailure = null;
    this.failure = null;
  };

  /** Takes whatever the scanner, a file or a pasted text delivered. */
  readonly take = (message: Carried): Promise<void> =>
    this.#doing(async () => {
      const scanned = await this.#carnet.api.scan(message);
      if (scanned.kind === 'request' || scanned.kind === 'card')
        await this.#whose(scanned.asker, message);
      else this.#arrived(scanned, message);
    });

  /** Takes what was scanned in another profile and is for this one. */
  readonly takeCarried = (message: Carried): Promise<void> =>
    this.#doing(async () => {
      const scanned = await this.#carnet.api.scan(message);
      if (scanned.kind === 'request' || scanned.kind === 'card') await this.#asked(scanned.asker);
      else this.#arrived(scanned, message);
    });

  /** It is for the record that is open. */
  readonly stay = (asker: AskerView): Promise<void> => this.#doing(() => this.#asked(asker));

  /** Begins with somebody whose card was kept, without a scan. */
  readonly startWithKnown = (identity: string): Promise<void> =>
    this.#doing(async () => this.#asked(await this.#carnet.api.startWithKnown(identity)));

  readonly answerWords = (asker: AskerView, answers: string[]): Promise<void> =>
    this.#doing(async () => {
      const right = await this.#carnet.api.answerWords(asker.handle, answers);
      if (right) await this.#consent({ ...asker, questions: [] });
      else this.step = { name: 'mismatch', asker };
    });

  readonly choose = (change: Partial<Choice>): void => {
    if (this.choice) this.choice = { ...this.choice, ...change };
    this.preview = null;
  };

  readonly look = (asker: AskerView): Promise<void> =>
    this.#doing(async () => {
      if (!this.choice) return;
      this.preview = await this.#carnet.api.preview(asker.handle, this.choice);
      this.step = { name: 'preview', asker };
    });

  readonly backToConsent = (asker: AskerView): void => {
    this.failure = null;
    this.step = { name: 'consent', asker };
  };

  readonly approve = (asker: AskerView): Promise<void> =>
    this.#doing(async () => {
      if (!this.choice) return;
      const grant = await this.#carnet.api.approve(asker.handle, this.choice);
      this.step = { name: 'show', asker, grant };
    });

  readonly approveStanding = (asker: AskerView): Promise<void> =>
    this.#doing(async () => {
      if (!this.choice || !this.standing) return;
      const terms = this.standing.choice(this.choice.units);
      const sealed = await this.#carnet.standing.approve(asker.handle, terms, appAddress());
      const { until } = sealed;
      const units = sealed.units.map(({ unit }) => unit);
      this.step = { name: 'standing', given: { kind: 'standing', sealed, units, until } };
    });

  /** Somebody who may write and read nothing. */
  readonly invite = (asker: AskerView): Promise<void> =>
    this.#doing(async () => {
      const sealed = await this.#carnet.standing.invite(asker.handle, appAddress());
      this.step = {
        name: 'standing',
        given: { kind: 'invitation', sealed, units: [], until: null },
      };
    });

  /** Looks whether lasting access can be given, without which a visit still can. */
  readonly offerStanding = async (asker: AskerView): Promise<void> => {
    this.standingFailure = null;
    try {
      this.standing = await StandingDraft.of(this.#carnet, asker.handle);
    } catch (thrown) {
      this.standingFailure = thrown;
    }
  };

  readonly decline = (asker: AskerView): Promise<void> =>
    this.#doing(async () => {
      await this.#carnet.api.declineRequest(asker.handle);
      this.restart();
    });

  readonly keepDeposit = (deposit: DepositView): Promise<number> =>
    this.#doing(async () => (await this.#carnet.api.acceptDeposit(deposit.handle)).length, 0);

  readonly declineDeposit = (deposit: DepositView): Promise<void> =>
    this.#doing(() => this.#carnet.api.declineDeposit(deposit.handle));

  async #whose(asker: AskerView, message: Carried): Promise<void> {
    const isSample = this.#carnet.session?.profile.sample ?? false;
    const all = isSample ? [] : await this.#carnet.family.members();
    const members = all.filter(({ role }) => role === 'patient');
    if (members.length > 1) this.step = { name: 'whose', asker, members, message };
    else await this.#asked(asker);
  }

  #arrived(scanned: Scanned, message: Carried): void {
    if (scanned.kind === 'deposit') this.step = { name: 'deposit', deposit: scanned.deposit };
    else if (scanned.kind === 'for-another')
      this.step = { name: 'another', member: scanned, message };
    else if (scanned.kind === 'for-somebody')
      this.step = { name: 'somebody', others: scanned.others, message };
    else this.failure = { code: 'not-for-me' };
  }

  async #asked(asker: AskerView): Promise<void> {
    if (asker.acquaintance === 'changed-key') this.step = { name: 'stopped', asker };
    else if (asker.questions.length > 0) this.step = { name: 'words', asker };
    else await this.#consent(asker);
  }

  async #consent(answered: AskerView): Promise<void> {
    // A card asks for no length of time: then it is the patient's usual one.
    const minutes = answered.minutes || (this.#carnet.settings?.visitMinutes ?? 30);
    const asker = { ...answered, minutes };
    this.counts = await this.#carnet.api.unitCounts();
    await this.offerStanding(asker);
    this.choice = {
      units: shareUnits.filter((unit) => asker.asked.includes(unit)),
      header: { name: true, birthDate: true, sex: true },
      minutes,
      purpose: asker.purpose,
      includePrivate: [],
      leaveOut: [],
    };
    this.step = { name: 'consent', asker };
  }

  #doing(work: () => Promise<void>): Promise<void>;
  #doing<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result>;
  async #doing<Result>(
    work: () => Promise<Result>,
    otherwise?: Result,
  ): Promise<Result | undefined> {
    this.busy = true;
    this.failure = null;
    try {
      return await work();
    } catch (error) {
      this.failure = error;
      return otherwise;
    } finally {
      this.busy = false;
    }
  }
}
