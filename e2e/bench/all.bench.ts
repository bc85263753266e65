import { test } from '@playwright/test';
import { firstScreenKb } from '../../.ci/size.mjs';
import { measureAnimated } from './animated.ts';
import { measureFaults } from './faults.ts';
import { Lab } from './lab.ts';
import { report } from './report.ts';
import { measureStandingOpen } from './standing-open.ts';
import { measureStream } from './stream.ts';
import { measureThief } from './thief.ts';
import { measureVisit } from './visit.ts';

// A gigabyte, two backups of 100 MB and two hundred kills among them.
test.setTimeout(3_600_000);

test('figures', async () => {
  const figures: Record<string, number> = { first_screen_js_gz_kb: firstScreenKb() };
  const lab = await Lab.open();
  try {
    Object.assign(figures, await lab.run('crypto.measure.ts'));
    Object.assign(figures, await lab.run('helper.measure.ts'));
    Object.assign(figures, await lab.run('vault.measure.ts', 5));
    Object.assign(figures, await lab.run('unlock.measure.ts'));
    Object.assign(figures, await lab.run('backup.measure.ts'));
    Object.assign(figures, await measureStandingOpen(lab));
    Object.assign(figures, await lab.run('publish.measure.ts', 9));
    Object.assign(figures, await lab.run('revoke.measure.ts', 5));
    Object.assign(figures, await measureStream(lab));
    Object.assign(figures, await lab.run('codes.measure.ts'));
    await lab.throttle(4);
    const slowed = await lab.run<Record<string, number>>('vault.measure.ts', 3);
    await lab.throttle(1);
    figures['vault_open_5000_ms_4x'] = slowed['vault_open_5000_ms'] ?? Number.NaN;
  } finally {
    await lab.close();
  }
  Object.assign(figures, await measureAnimated());
  Object.assign(figures, await measureVisit(5));
  Object.assign(figures, await measureFaults());
  Object.assign(figures, await measureThief());
  report(figures);
});
