import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../bytes/base64url.ts';
import { systemRandom } from '../../crypto/index.ts';
import { draftFor, MemoryHosts } from '../fixtures/memory-hosts.ts';
import { olderCopyOf } from '../fixtures/older-host-copy.ts';
import { hostBase } from '../fixtures/standing-scene.ts';
import { cutsOf } from './cutting.ts';
import { fetchCopy, findCopies } from './finding.ts';
import { HostLeaving, type LeavingPlace } from './leaving.ts';
import type { HostRow } from './ledger.ts';
import { fromOlderRow } from './older-row.ts';

describe('a backup that an older version left', () => {
  it('stays until a new one is proven, and then nothing of it does', async () => {
    const world = new MemoryHosts();
    const memory = world.at(hostBase);
    const host = world.open(draftFor(hostBase).account);
    const [seed, at] = [systemRandom(16), '2030-01-02T03:04:05.000Z'];
    const older = new Blob([new Uint8Array(1_500_000)]);
    const side = { seed, side: 0, number: 4, createdAt: at } as const;
    const { files, secret, parts } = await olderCopyOf(older, side);
    for (const [name, bytes] of files) memory.files.set(name, bytes);
    const attempt = await olderCopyOf(older, side);
    for (const [name, bytes] of attempt.files) if (!files.has(name)) memory.files.set(name, bytes);
    const leftover = { index: null, secret: toBase64url(attempt.secret), parts: attempt.parts };
    let row: HostRow = fromOlderRow({
      kept: {
        ...{ number: 4, at, provenAt: at, size: older.size, records: 1, readBack: 'whole' },
        ...{ side: 0, seed: toBase64url(seed), secret: toBase64url(secret), parts },
        fingerprint: '',
      },
      leftovers: [leftover],
    });
    const note = (next: HostRow) => Promise.resolve(void (row = next));
    const place: LeavingPlace = {
      ...{ host, reader: host, row: () => Promise.resolve(row), note, begin: note },
      ...{ isOurs: ({ id }) => Promise.resolve(id === row.kept?.id), replaces: false },
    };
    const file = new Blob(['a newer file']);
    const cuts = await cutsOf(file, [5, 9]);
    const backup = { file, cuts, at, records: 2, seed, fingerprint: '' };
    const leaving = new HostLeaving(backup, place, { random: systemRandom, now: () => new Date() });
    let puts = 0;
    memory.beforePut = () => {
      puts += 1;
      expect([...files.keys()].every((name) => memory.files.has(name))).toBe(true);
      return Promise.resolve();
    };
    await leaving.run(() => undefined, new AbortController().signal);
    expect(puts).toBe(cuts.length + 1);
    expect(memory.files.size).toBe(cuts.length + 1);
    const { copies } = await findCopies(host, seed);
    expect(copies.map(({ copy }) => copy.number)).toEqual([5]);
    expect(await (await fetchCopy(host, copies[0]!.copy)).text()).toBe('a newer file');
    expect(row).toMatchObject({ begun: null, leftovers: [] });
  });
});
