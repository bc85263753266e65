/** What a fuzzed decoder did that it must not do, and how often it did what it should. */
export interface Verdict {
  readonly values: number;
  readonly refusals: number;
  readonly faults: string[];
}

interface Task {
  /** How many changed inputs each decoder gets. */
  readonly runs: number;
  readonly seed: number;
  readonly limitMs: number;
}

/** A worker that is ended when it does not answer in time. */
class Cage {
  #worker = this.#start();

  #start(): Worker {
    return new Worker(new URL('./decoders.worker.ts', import.meta.url), { type: 'module' });
  }

  /** The worker's answer, or `no answer in time`. */
  ask<Answer>(question: unknown, limitMs: number): Promise<Answer | 'no answer in time'> {
    const worker = this.#worker;
    return new Promise((answer) => {
      const timer = setTimeout(() => {
        this.end();
        this.#worker = this.#start();
        answer('no answer in time');
      }, limitMs);
      const done = (result: Answer) => {
        clearTimeout(timer);
        answer(result);
      };
      worker.onmessage = ({ data }: MessageEvent<Answer>) => done(data);
      worker.onerror = ({ message }) => done(message as Answer);
      worker.postMessage(question);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

const START_MS = 60_000;

/** Seed 0 is the honest input, which has to give a value: the twin of every refusal. */
export async function measure({ runs, seed, limitMs }: Task): Promise<Record<string, Verdict>> {
  const cage = new Cage();
  const names = await cage.ask<string[]>(null, START_MS);
  if (typeof names === 'string') throw new Error(names);
  const verdicts: Record<string, Verdict> = {};
  for (const name of names) {
    const outcomes = new Map<string, number>();
    const faults: string[] = [];
    for (let run = 0; run <= runs; run++) {
      const used = run === 0 ? 0 : seed + run;
      const outcome = await cage.ask<string>({ name, seed: used }, limitMs);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const expected = outcome === 'value' || (outcome === 'refused' && run > 0);
      if (!expected) faults.push(`seed ${used}: ${outcome}`);
      if (outcome === 'no answer in time') await cage.ask(null, START_MS);
    }
    verdicts[name] = {
      values: outcomes.get('value') ?? 0,
      refusals: outcomes.get('refused') ?? 0,
      faults,
    };
  }
  cage.end();
  return verdicts;
}
