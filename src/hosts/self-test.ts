import type { RandomSource } from '../crypto/random.ts';
import type { HostAccountSettings, ReadingPlace } from './account.ts';
import { HostError } from './errors.ts';
import type { Letterbox } from './letterbox-trial.ts';
import type { SelfTestCode, StageResult, TestStage } from './self-test-report.ts';
import { settingsFor } from './setting-lines.ts';
import { Trial, type Tried } from './trial.ts';
import type { Verdict } from './verdict.ts';
import type { Wiring } from './wiring.ts';

/** What the self-test needs besides the host. */
export interface SelfTestTools {
  random: RandomSource;
  onStage: (result: StageResult) => void;
  wiring?: Partial<Wiring>;
}

/** Each stage needs those before it; only the clock is looked at in any case. */
const stages: readonly TestStage[] = [
  'reach',
  'write',
  'read-back',
  'read-as-others',
  'range',
  'overwrite',
  'delete',
  'letterbox',
];

/**
 * Tries everything that Carnet needs of a host, with small files of random bytes under random names,
 * and says stage by stage what failed and which setting cures it.
 *
 * @param letterbox - null in a bucket without one: there is nothing to try.
 *
 * @returns whether nothing failed; warnings and what could not be seen do not count.
 */
export async function selfTest(
  account: HostAccountSettings,
  place: ReadingPlace,
  letterbox: Letterbox | null,
  { random, onStage, wiring }: SelfTestTools,
): Promise<boolean> {
  const report = (stage: TestStage, { outcome, code }: Verdict): boolean => {
    const settings = code === null ? [] : settingsFor(code, account);
    onStage({ stage, outcome, code, settings });
    return outcome !== 'failed';
  };
  const trial = begun({ account, place, letterbox }, random, wiring);
  if (!(trial instanceof Trial)) {
    report('reach', trial);
    for (const stage of [...stages.slice(1), 'clock'] as const) report(stage, skipped);
    return false;
  }
  let passed = true;
  for (const stage of stages) {
    const verdict: Verdict = passed ? await trial.run(stage) : skipped;
    passed = report(stage, verdict) && passed;
  }
  await trial.cleanUp();
  return report('clock', trial.clock()) && passed;
}

const skipped: Verdict = { outcome: 'skipped', code: null };

function begun(tried: Tried, random: RandomSource, wiring: Partial<Wiring> = {}): Trial | Verdict {
  try {
    return new Trial(tried, random, wiring);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const code: SelfTestCode = `host-${error.code}`;
    return { outcome: 'failed', code };
  }
}
