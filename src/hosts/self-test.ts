import type { RandomSource } from '../crypto/random.ts';
import type { HostAccountSettings, ReadingPlace } from './account.ts';
import { HostError } from './errors.ts';
import type { SelfTestCode, StageResult, TestStage } from './self-test-report.ts';
import { settingsFor } from './setting-lines.ts';
import { Trial, type Verdict } from './trial.ts';
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
];

/**
 * Tries everything that Carnet needs of a host, with two small files of random bytes under a random
 * name, and says stage by stage what failed and which setting cures it.
 *
 * @returns whether nothing failed; warnings and what could not be seen do not count.
 */
export async function selfTest(
  account: HostAccountSettings,
  place: ReadingPlace,
  { random, onStage, wiring }: SelfTestTools,
): Promise<boolean> {
  const report = (stage: TestStage, { outcome, code }: Verdict): boolean => {
    const settings = code === null ? [] : settingsFor(code, account);
    onStage({ stage, outcome, code, settings });
    return outcome !== 'failed';
  };
  const trial = begun(account, place, random, wiring);
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

function begun(
  account: HostAccountSettings,
  place: ReadingPlace,
  random: RandomSource,
  wiring: Partial<Wiring> = {},
): Trial | Verdict {
  try {
    return new Trial(account, place, random, wiring);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const code: SelfTestCode = `host-${error.code}`;
    return { outcome: 'failed', code };
  }
}
