import { Killable } from './fixtures/faults/killable.ts';
import { Ledger } from './fixtures/faults/ledger.ts';
import { killRounds } from './fixtures/faults/kill-rounds.ts';
import { killMigrations } from './fixtures/faults/migration-rounds.ts';
import { seedOf } from './fixtures/faults/seeded.ts';
import { tearLog } from './fixtures/faults/torn-log.ts';
import { writeFromThreeTabs } from './fixtures/faults/tabs.ts';
import { expect, test } from './fixtures/test.ts';

const kill = (address: string, rounds: number) =>
  killRounds(address, rounds, seedOf(`${rounds} kills`));

test('what a kill left is told apart: whole, undone, lost and half done @faults', () => {
  const act = { adds: ['record b', 'log 1'], removes: ['record a'] };
  const found = (...facts: string[]) =>
    new Ledger(['record a', 'way kit']).settle(new Set(facts), act);
  const fine = { lost: [], mixed: [] };
  expect(found('record a', 'way kit')).toEqual(fine);
  expect(found('way kit', 'record b', 'log 1')).toEqual(fine);
  expect(found('record a')).toEqual({ lost: ['way kit'], mixed: [] });
  expect(found('record a', 'way kit', 'log 1').mixed).toEqual(['log 1']);
  expect(found('way kit', 'record b').mixed).toContain('record b');
  expect(found('record a', 'way kit', 'stray x').mixed).toContain('stray x');
});

test('twelve kills of the whole browser lose nothing that was confirmed, and leave nothing half done @faults', async ({
  server,
}) => {
  const report = await kill(server.address, 12);
  expect(report.findings).toEqual([]);
});

test('half a record, left in the browser’s log by a kill, does not cost the store at the start after next @faults', async ({
  server,
}) => {
  const browser = new Killable(server.address);
  try {
    await browser.start();
    const passphrase = 'seven quiet herons cross the frozen delta';
    const about = { label: 'Mine', role: 'patient', colour: 1, passphrase };
    const { profile } = await browser.call<{ profile: { id: string } }>('createProfile', about);
    const rest = { reaction: '', severity: '', since: '', active: true };
    const keep = (substance: string) =>
      browser.call('saveForm', { form: 'allergy', substance, ...rest });
    for (const substance of ['Walnut', 'Almond', 'cut in half']) await keep(substance);
    await browser.kill();
    tearLog(browser.folder);
    await browser.start();
    await browser.call('unlock', profile.id, passphrase);
    await keep('Pollen');
    await browser.kill();
    await browser.start();
    await browser.call('unlock', profile.id, passphrase);
    const { entries } = await browser.call<{ entries: { title: string }[] }>('entries', {});
    const titles = entries.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Walnut', 'Almond', 'Pollen']));
  } finally {
    await browser.dispose();
  }
});

test('two hundred kills lose nothing that was confirmed, and leave nothing half done @faults @slow', async ({
  server,
}) => {
  const report = await kill(server.address, 200);
  expect(report.findings).toEqual([]);
});

test('twenty kills in the middle of a migration leave the old layout or the new one @faults @slow', async () => {
  expect(await killMigrations(20, seedOf('20 migrations'))).toEqual([]);
});

test('three windows that write a thousand times each lose nothing @faults @slow', async ({
  server,
}) => {
  const report = await writeFromThreeTabs(server.address, 1000);
  expect(report).toEqual({ confirmed: 3000, lost: 0, unseen: 0 });
});
