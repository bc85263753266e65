import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { saveFromAnotherWindow } from './fixtures/another-window.ts';
import { FolderReader, openedHash, type ReadRecord } from './fixtures/folder-reader.ts';
import { LyingHost } from './fixtures/hosts/lying-host.ts';
import { begin, comeBack } from './fixtures/own-profile.ts';
import { StandingPatient } from './fixtures/standing-people.ts';
import { expect, test } from './fixtures/test.ts';
import type { StandingGrant } from '../src/sharing/index.ts';

const PIECE = 4 * 2 ** 20;
const FULL_PART = PIECE + 16 * 16;
const title = 'Film of the knee';

interface LargeFile {
  folder: string;
  path: string;
  sha256: string;
}

function largeFile(megabytes: number): LargeFile {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-large-'));
  const path = join(folder, 'knee.bin');
  const [hash, file] = [createHash('sha256'), openSync(path, 'w')];
  for (let written = 0; written < megabytes * 1_000_000;) {
    const piece = randomFillSync(Buffer.alloc(Math.min(PIECE, megabytes * 1_000_000 - written)));
    hash.update(piece);
    written += writeSync(file, piece);
  }
  closeSync(file);
  return { folder, path, sha256: hash.digest('hex') };
}

/** A host that stops answering when it has so many parts, and what was sent to it. */
class Interrupted {
  readonly host: LyingHost;
  #room = 0;

  constructor(host: LyingHost) {
    this.host = host;
    host.lie('timeout', { about: (name) => !host.files.has(name) && this.stored() >= this.#room });
  }

  /** From now on it takes so many parts in all. */
  allow(parts: number): void {
    this.#room = parts;
  }

  /** Parts that were sent, again or for the first time, in their order. */
  sent(): string[] {
    const puts = this.host.requests.filter(({ method }) => method === 'PUT');
    return puts.filter(({ body }) => body.length === FULL_PART).map(({ name }) => name);
  }

  stored(): number {
    return [...this.host.files.values()].filter(({ length }) => length === FULL_PART).length;
  }
}

async function fileOf(
  reader: FolderReader,
  grant: StandingGrant,
  { files }: LyingHost,
): Promise<ReadRecord['files'][number] | null> {
  const units = await reader.read(grant, files).catch(() => []);
  const found = units.flatMap(({ records }) => records.flatMap((record) => record.files));
  return found.find(({ title: name }) => name === 'knee.bin') ?? null;
}

async function addFromScreen(page: Page, { path }: LargeFile): Promise<void> {
  await page.evaluate(() => (location.hash = '#/record/add/document'));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(path);
  await page.getByLabel('What is it?').fill(title);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible({ timeout: 120_000 });
}

for (const { megabytes, shares, tags } of [
  { megabytes: 14, shares: [0.5], tags: '@resume @slow' },
  { megabytes: 300, shares: [0.25, 0.5, 0.75], tags: '@resume @slow' },
]) {
  test(`an upload of ${megabytes} MB goes on at its part, however often the browser was killed ${tags}`, async ({
    server,
    keep,
  }) => {
    const [file, host, phone] = [largeFile(megabytes), await LyingHost.start(), keep()];
    const upload = new Interrupted(host);
    try {
      let device = await phone.start();
      const passphrase = await begin(device.page, server.address, 'patient');
      if (megabytes < 50) await addFromScreen(device.page, file);
      else await saveFromAnotherWindow(device.page, passphrase, { path: file.path, title });
      await comeBack(device.page, server.address, passphrase);
      upload.allow(Number.POSITIVE_INFINITY);
      const patient = new StandingPatient(device);
      await patient.addHost(host);

      const whole = Math.floor((megabytes * 1_000_000) / PIECE);
      const stops = shares.map((share) => Math.max(1, Math.floor(whole * share)));
      upload.allow(stops[0]!);
      const reader = await FolderReader.named('Dr. Ada Later', server.address);
      await patient.meet(reader.card);
      await patient.decide({ parts: ['Medical record'] });
      await patient.press('Give access and show the code');
      await patient.sees(/^Show this to /);
      const grant = await reader.take(await patient.copy('Copy as a link'));

      for (const [kill, stop] of stops.entries()) {
        upload.allow(stop);
        if (kill > 0) {
          device = await phone.start();
          await comeBack(device.page, server.address, passphrase);
        }
        // The part after the last that was taken is on its way, and nobody answers.
        await expect.poll(() => upload.sent().length, { timeout: 120_000 }).toBe(stop + kill + 1);
        expect(upload.stored()).toBe(stop);
        await phone.kill();
      }

      upload.allow(Number.POSITIVE_INFINITY);
      device = await phone.start();
      await comeBack(device.page, server.address, passphrase);
      const arrived = () => fileOf(reader, grant, host);
      await expect.poll(async () => (await arrived()) !== null, { timeout: 180_000 }).toBe(true);
      await new StandingPatient(device).sent();

      const published = await arrived();
      expect(await openedHash(grant, published!, host.files)).toBe(file.sha256);
      const full = published!.ref.parts.filter(({ size }) => size === FULL_PART);
      expect(full.length).toBeGreaterThanOrEqual(whole);
      // Each part went out once, and those that nobody answered once more.
      const sent = upload.sent();
      expect(sent.length).toBe(full.length + stops.length);
      const again = sent.filter((name, at) => sent.indexOf(name) !== at);
      expect(again).toEqual(stops.map((stop) => published!.ref.parts[stop]!.name));
    } finally {
      await host.close();
      rmSync(file.folder, { recursive: true, force: true });
    }
  });
}
