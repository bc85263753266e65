import { describe, expect, it, vi } from 'vitest';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { systemRandom } from '../../crypto/index.ts';
import { HostError, type HostErrorCode } from '../../hosts/index.ts';
import { PlayedAuthor } from '../fixtures/played-author.ts';
import { standingScene } from '../fixtures/standing-scene.ts';

vi.setConfig({ testTimeout: 60_000 });

const YEAR_MINUTES = 366 * 24 * 60;

const oddContents: readonly Bytes[] = [
  utf8('not a record'),
  utf8('{"resourceType":'),
  new Uint8Array(),
  systemRandom(5000),
  utf8('{"resourceType":"__proto__"}'),
  utf8('{"resourceType":"Bundle","type":"collection","entry":[]}'),
];

/** A laboratory that keeps to no rule, one that keeps to all, and a letter of the latter. */
async function twoAuthors() {
  const { patient, host, clock } = await standingScene();
  const odd = await PlayedAuthor.invitedBy(patient, 'Odd Laboratory');
  const honest = await PlayedAuthor.invitedBy(patient, 'Honest Laboratory');
  await honest.leave(host, 0);
  return { patient, standing: patient.carnet.standing, host, clock, odd, honest };
}

describe('an invited author who keeps to no rule', () => {
  it('does not hide the letters of others by what is in them', async () => {
    const { standing, host, odd } = await twoAuthors();
    for (const [n, content] of oddContents.entries()) await odd.leave(host, n, { content });
    await standing.fetchLetters();
    const shown = await standing.letters();
    expect(shown.filter(({ author }) => author === 'Laboratory')).not.toEqual([]);
    expect(shown.flatMap(({ entries }) => entries)).toHaveLength(1);
    await odd.leave(host, oddContents.length);
    await standing.fetchLetters();
    expect((await standing.letters()).flatMap(({ entries }) => entries)).toHaveLength(2);
  });

  it('does not hide them by one from the future, which comes when its time has come', async () => {
    const { standing, host, odd, clock } = await twoAuthors();
    await odd.leave(host, 0, { minutes: YEAR_MINUTES });
    expect(await standing.fetchLetters()).toBe(1);
    clock.turnMinutes(YEAR_MINUTES);
    expect(await standing.fetchLetters()).toBe(2);
  });

  it('does not keep them from coming by a file that is none', async () => {
    const { standing, host, odd } = await twoAuthors();
    const codes: readonly HostErrorCode[] = ['too-large', 'not-bytes', 'truncated'];
    for (const [n] of codes.entries()) await odd.leave(host, n);
    host.lie = (name, bytes) => {
      const code = codes[[0, 1, 2].findIndex((n) => odd.nameOf(n) === name)];
      if (code !== undefined) throw new HostError(code);
      return bytes;
    };
    expect(await standing.fetchLetters()).toBe(1);
    host.lie = null;
    expect(await standing.fetchLetters()).toBe(4);
  });

  it('fills no more than a page of what waits for review', async () => {
    const { standing, host, odd } = await twoAuthors();
    for (let n = 0; n < 40; n += 1) await odd.leave(host, n);
    expect(await standing.fetchLetters()).toBe(33);
    expect(await standing.fetchLetters()).toBe(33);
    const [first] = await standing.letters();
    await standing.declineLetter(first!.handle);
    expect(await standing.fetchLetters()).toBe(33);
  });

  it('is not believed where the host moves a letter to another’s name', async () => {
    const { standing, host, odd, honest } = await twoAuthors();
    const letter = host.files.get(honest.nameOf(0)) ?? expect.unreachable();
    host.files.set(odd.nameOf(0), letter);
    expect(await standing.fetchLetters()).toBe(1);
  });

  it('is asked again for no letter that was declined', async () => {
    const { standing, host, honest } = await twoAuthors();
    const letter = host.files.get(honest.nameOf(0)) ?? expect.unreachable();
    await standing.fetchLetters();
    await standing.declineLetter((await standing.letters())[0]!.handle);
    host.files.set(honest.nameOf(0), letter);
    expect(await standing.fetchLetters()).toBe(0);
    await honest.leave(host, 1);
    expect(await standing.fetchLetters()).toBe(1);
  });
});
