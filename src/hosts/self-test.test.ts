import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../crypto/index.ts';
import { oddServer, type OddServer } from './fixtures/odd-server.ts';
import type { Letterbox } from './letterbox-trial.ts';
import { selfTest } from './self-test.ts';
import type { StageResult } from './self-test-report.ts';

type Habit = (request: IncomingMessage, response: ServerResponse, files: Files) => boolean;
type Files = Map<string, Buffer>;

let server: OddServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A sound host, but for one habit, which says whether it has answered. */
async function tested(
  habit: Habit = () => false,
  { now = () => new Date(), box = false }: { now?: () => Date; box?: boolean } = {},
) {
  const files: Files = new Map();
  server = await oddServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (!habit(request, response, files)) sound(request, response, files, Buffer.concat(pieces));
    });
  });
  const results: StageResult[] = [];
  const passed = await selfTest(
    { kind: 'webdav', base: server.base, user: 'ada', password: 'x' },
    { base: server.base, reader: { user: 'reader', password: 'y' } },
    letterboxAt(server.base, box),
    { random: systemRandom, onStage: (result) => results.push(result), wiring: { now } },
  );
  const said = results.map(({ stage, outcome, code }) => [stage, outcome, code ?? '']);
  return { passed, results, said: said.map((line) => line.join(' ').trim()), files };
}

/** A folder of its own, or the reading place as its reader sees it. */
const letterboxAt = (base: string, isOwn: boolean): Letterbox => ({
  writer: isOwn
    ? { kind: 'webdav', base: `${base}letters/`, user: 'post', password: 'z' }
    : { kind: 'webdav', base, user: 'reader', password: 'y' },
  owner: { kind: 'webdav', base: isOwn ? `${base}letters/` : base, user: 'ada', password: 'x' },
  isOwn,
});

function sound(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  files: Files,
  body: Buffer,
): void {
  const file = files.get(url);
  const mayWrite = headers.authorization === as('ada', 'x') || file === undefined;
  if (method === 'PUT' && (headers.authorization === as('reader', 'y') || !mayWrite)) {
    response.writeHead(403).end();
  } else if (method === 'PUT') {
    files.set(url, body);
    response.writeHead(201).end();
  } else if (file === undefined) response.writeHead(404).end();
  else if (method === 'DELETE') response.writeHead(files.delete(url) ? 204 : 0).end();
  else if (method === 'HEAD') response.writeHead(200, { 'content-length': file.length }).end();
  else if (headers.range === undefined) response.end(file);
  else response.writeHead(206).end(file.subarray(1000, 2000));
}

const as = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const refuse =
  (code: number, when: (request: IncomingMessage) => boolean): Habit =>
  (request, response) =>
    when(request) && Boolean(response.writeHead(code).end());

const isReader = ({ headers }: IncomingMessage) => headers.authorization === as('reader', 'y');
const isPost = ({ headers }: IncomingMessage) => headers.authorization === as('post', 'z');
const isLetter = ({ url = '' }: IncomingMessage) => url.includes('/letters/');

const first = (said: readonly string[]) => said.find((line) => !line.endsWith('passed')) ?? '';

describe('the self-test', () => {
  it('passes a sound host, stage by stage, and leaves nothing there', async () => {
    const { passed, said, files, results } = await tested(undefined, { box: true });
    expect(passed).toBe(true);
    expect(said).toEqual([
      'reach passed',
      'write passed',
      'read-back passed',
      'read-as-others passed',
      'range passed',
      'overwrite passed',
      'delete passed',
      'letterbox passed',
      'clock passed',
    ]);
    expect(results.flatMap(({ settings }) => settings)).toEqual([]);
    expect(files.size).toBe(0);
  });

  it('ends with the first stage that fails, and still looks at the clock', async () => {
    const { passed, said } = await tested(refuse(401, () => true));
    expect(passed).toBe(false);
    expect(said).toEqual([
      'reach passed',
      'write failed host-refused',
      'read-back skipped',
      'read-as-others skipped',
      'range skipped',
      'overwrite skipped',
      'delete skipped',
      'letterbox skipped',
      'clock passed',
    ]);
  });

  it.each<[string, Habit]>([
    ['reach failed host-server', refuse(500, () => true)],
    ['reach failed host-redirected', refuse(302, () => true)],
    ['write failed host-not-writable', refuse(405, ({ method }) => method === 'PUT')],
    ['write failed folder-missing', refuse(404, ({ method }) => /PUT|MKCOL/.test(method ?? ''))],
    ['write failed host-full', refuse(507, ({ method }) => method === 'PUT')],
    ['read-as-others failed others-refused', refuse(403, isReader)],
    ['read-as-others failed others-not-found', refuse(404, isReader)],
    ['delete failed delete-refused', refuse(403, ({ method }) => method === 'DELETE')],
    ['delete failed delete-remains', refuse(204, ({ method }) => method === 'DELETE')],
  ])('names it: %s', async (expected, habit) => {
    const { passed, said } = await tested(habit);
    expect(first(said)).toBe(expected);
    expect(passed).toBe(false);
  });

  it('names a host that changes what it is given', async () => {
    const { said } = await tested(({ method }, response) => {
      if (method !== 'GET') return false;
      return Boolean(response.end(Buffer.alloc(4096)));
    });
    expect(first(said)).toBe('read-back failed bytes-differ');
  });

  it('names a cache that keeps the old', async () => {
    const kept: Files = new Map();
    const { said } = await tested(({ method, url = '', headers }, response, files) => {
      const file = files.get(url);
      if (method !== 'GET' || file === undefined || headers.range !== undefined) return false;
      if (!kept.has(url)) kept.set(url, file);
      return Boolean(response.end(kept.get(url)));
    });
    expect(first(said)).toBe('overwrite failed overwrite-kept-old');
  });

  it('warns of ranges that are ignored, and passes all the same', async () => {
    const { passed, said } = await tested(({ method, url = '' }, response, files) => {
      if (method !== 'GET' || !files.has(url)) return false;
      return Boolean(response.end(files.get(url)));
    });
    expect(first(said)).toBe('range warned range-ignored');
    expect(passed).toBe(true);
  });

  it('warns of a clock that is far off, either way', async () => {
    for (const minutes of [-20, 20]) {
      const now = () => new Date(Date.now() + minutes * 60_000);
      const { passed, said } = await tested(undefined, { now });
      expect(said.at(-1)).toBe('clock warned clock-wrong');
      expect(passed).toBe(true);
    }
  });

  it('gives the lines that cure what it found', async () => {
    const { results } = await tested(refuse(405, ({ method }) => method === 'PUT'));
    const cure = results.find(({ code }) => code === 'host-not-writable')?.settings ?? [];
    expect(cure.map(({ server }) => server)).toEqual(['apache', 'nginx']);
    expect(cure.map(({ text }) => text).join()).toMatch(/Dav On[^]*dav_methods PUT DELETE/);
  });

  it('says that there is no letterbox, and passes all the same', async () => {
    const { passed, said, files } = await tested();
    expect(first(said)).toBe('letterbox skipped no-letterbox');
    expect(passed).toBe(true);
    expect(files.size).toBe(0);
  });

  it('warns where those who read can write as well', async () => {
    const { passed, said, files } = await tested((request) => {
      if (isReader(request)) request.headers.authorization = as('ada', 'x');
      return false;
    });
    expect(first(said)).toBe('letterbox warned others-can-write');
    expect(passed).toBe(true);
    expect(files.size).toBe(0);
  });

  it.each<[string, Habit]>([
    ['failed letterbox-refused', refuse(403, (request) => isPost(request))],
    ['failed letterbox-refused', refuse(405, (request) => isPost(request))],
    ['failed letterbox-missing', refuse(404, (request) => isLetter(request))],
    [
      'failed letterbox-closed',
      refuse(403, (request) => isLetter(request) && request.method === 'GET'),
    ],
    [
      'warned letterbox-not-cleared',
      refuse(403, (request) => isLetter(request) && request.method === 'DELETE'),
    ],
    [
      'warned letterbox-replaceable',
      (request, response, files) =>
        isPost(request) && files.has(request.url ?? '') && Boolean(response.writeHead(204).end()),
    ],
  ])('names what is wrong with a letterbox: %s', async (expected, habit) => {
    const { passed, said, results } = await tested(habit, { box: true });
    expect(first(said)).toBe(`letterbox ${expected}`);
    expect(passed).toBe(expected.startsWith('warned'));
    const { settings = [] } = results.find(({ stage }) => stage === 'letterbox') ?? {};
    if (/refused|missing|replaceable/.test(expected))
      expect(settings.map(({ server: kind }) => kind)).toEqual(['apache', 'nginx']);
  });

  it('refuses an address before anything is sent', async () => {
    const results: StageResult[] = [];
    const account = {
      kind: 'webdav',
      base: 'http://files.example/',
      user: '',
      password: '',
    } as const;
    const place = { base: 'https://files.example/', reader: null };
    const onStage = (result: StageResult) => results.push(result);
    const tools = { random: systemRandom, onStage };
    expect(await selfTest(account, place, null, tools)).toBe(false);
    expect(results[0]).toMatchObject({
      stage: 'reach',
      outcome: 'failed',
      code: 'host-bad-address',
    });
    expect(results).toHaveLength(9);
  });
});
