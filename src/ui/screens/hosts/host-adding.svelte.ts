import type { HostView, StageResult, TestStage } from '../../../app/api.ts';
import { callback, type Carnet } from '../../state/index.ts';
import { draftOf, emptyForm, faultsOf, type HostForm } from './host-form.ts';

export const stages: readonly TestStage[] = [
  ...(['reach', 'write', 'read-back', 'read-as-others'] as const),
  ...(['range', 'overwrite', 'delete', 'letterbox', 'clock'] as const),
];

/** Without these a host is of no use, so it cannot be added. */
const needed: readonly TestStage[] = ['reach', 'write', 'read-back'];

/** From the fields through the self-test to a host that is added. */
export class HostAdding {
  form = $state<HostForm>(emptyForm());
  step = $state<'form' | 'test'>('form');
  tried = $state(false);
  /** The reader's own name and password are unfolded. */
  withReader = $state(false);
  /** So is the place for letters. */
  withDrop = $state(false);
  results = $state.raw<Partial<Record<TestStage, StageResult>>>({});
  /** What the test as a whole said; null while it runs. */
  #passed = $state<boolean | null>(null);
  // The last stages may be heard of a moment after the end, so what they say is read when it is here.
  readonly verdict = $derived(this.#passed === null ? 'running' : this.#judged(this.#passed));
  failure = $state.raw<unknown>(null);
  busy = $state(false);
  readonly faults = $derived(faultsOf(this.form));
  readonly running = $derived(
    this.verdict === 'running' ? (stages.find((stage) => !this.results[stage]) ?? null) : null,
  );
  readonly #carnet: Carnet;
  #turn = 0;

  constructor(carnet: Carnet) {
    this.#carnet = carnet;
  }

  /** @returns whether the fields were in order and the test has begun. */
  begin(): boolean {
    this.tried = true;
    if (Object.keys(this.faults).length > 0) return false;
    this.step = 'test';
    void this.test();
    return true;
  }

  /** Answers of a test that was left behind are dropped. */
  readonly test = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.results = {};
    this.failure = null;
    this.#passed = null;
    let passed = false;
    try {
      const hear = callback((result: StageResult) => {
        if (turn === this.#turn) this.results = { ...this.results, [result.stage]: result };
      });
      passed = await this.#carnet.hosts.test(draftOf(this.form), hear);
    } catch (thrown) {
      if (turn === this.#turn) this.failure = thrown;
    }
    if (turn === this.#turn) this.#passed = passed;
  };

  readonly change = (): void => {
    this.#turn += 1;
    this.step = 'form';
  };

  /** @returns the host, or null with {@link failure} set. */
  async add(): Promise<HostView | null> {
    this.busy = true;
    this.failure = null;
    try {
      return await this.#carnet.hosts.add(draftOf(this.form));
    } catch (thrown) {
      this.failure = thrown;
      return null;
    } finally {
      this.busy = false;
    }
  }

  #judged(passed: boolean): 'passed' | 'partly' | 'refused' {
    const outcomeOf = (stage: TestStage) => this.results[stage]?.outcome;
    if (this.failure !== null || needed.some((stage) => outcomeOf(stage) !== 'passed'))
      return 'refused';
    return passed && !stages.some((stage) => outcomeOf(stage) === 'warned') ? 'passed' : 'partly';
  }
}
