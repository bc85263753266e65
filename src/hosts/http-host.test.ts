import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bytes } from '../bytes/bytes.ts';
import { HostError } from './errors.ts';
import { oddServer, type OddServer } from './fixtures/odd-server.ts';
import type { ReadOptions } from './host.ts';
import { openHost, openPlace } from './open.ts';
import type { Wiring } from './wiring.ts';

const name = '0123456789abcdef0123456789abcdef';
const file = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
const quick = { answer: 60, idle: 60, slowest: 1_000_000 };

let server: OddServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function host(answer: RequestListener, wiring: Partial<Wiring> = {}) {
  server = await oddServer(answer);
  return openHost({ kind: 'http', base: server.base, token: 't0ken' }, wiring);
}

const failure = (attempt: Promise<unknown>): Promise<HostError> =>
  attempt.then(
    () => expect.unreachable(),
    (error: unknown) => (error instanceof HostError ? error : expect.unreachable()),
  );

const refusal = async (
  answer: RequestListener,
  options: ReadOptions = { maxBytes: 8192 },
  wiring: Partial<Wiring> = {},
) => failure((await host(answer, wiring)).get(name, options));

const whole: RequestListener = (_, response) => response.end(file);
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end(body);

describe('reading from a host', () => {
  it('gives the bytes, and a part of them', async () => {
    const seen: (string | undefined)[] = [];
    const open = await host((request, response) => {
      seen.push(request.headers.range, request.headers.authorization);
      if (request.headers.range === undefined) return void response.end(file);
      response.writeHead(206).end(file.subarray(10, 20));
    });
    expect(await open.get(name, { maxBytes: 8192 })).toEqual(file);
    const part = await open.get(name, { maxBytes: 8192, range: { from: 10, to: 20 } });
    expect(part).toEqual(file.slice(10, 20));
    expect(seen).toEqual([undefined, 'Bearer t0ken', 'bytes=10-19', 'Bearer t0ken']);
  });

  it('cuts the part out where the host sends everything', async () => {
    const open = await host(whole);
    const range = { from: 4000, to: 4100 };
    expect(await open.get(name, { maxBytes: 100, range })).toEqual(file.slice(4000, 4100));
  });

  it('tells how far it has come', async () => {
    const told: [number, number][] = [];
    const open = await host(whole);
    await open.get(name, { maxBytes: 8192, onProgress: (...step) => told.push(step) });
    expect(told.at(-1)).toEqual([5000, 5000]);
  });

  it.each<[number, string]>([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'not-found'],
    [405, 'not-writable'],
    [410, 'not-found'],
    [413, 'too-large'],
    [416, 'truncated'],
    [418, 'refused'],
    [429, 'busy'],
    [500, 'server'],
    [502, 'server'],
    [503, 'busy'],
    [507, 'full'],
  ])('calls a %i %s', async (code, expected) => {
    expect((await refusal(status(code))).code).toBe(expected);
  });

  it('heeds how long a busy host asks to wait, in seconds or as a date', async () => {
    const now = () => new Date('2026-03-02T09:00:00Z');
    const pause = async (header: string) =>
      (await refusal(status(429, { 'retry-after': header }), undefined, { now })).retryAfterMs;
    expect(await pause('7')).toBe(7000);
    expect(await pause('Mon, 02 Mar 2026 09:00:30 GMT')).toBe(30_000);
    expect(await pause('Mon, 02 Mar 2026 08:00:00 GMT')).toBe(0);
    expect(await pause('99999999')).toBe(3_600_000);
    expect(await pause('soon')).toBeNull();
  });

  it('says that a signed request came at the wrong time', async () => {
    const skewed = '<?xml version="1.0"?><Error><Code>RequestTimeTooSkewed</Code></Error>';
    expect((await refusal(status(403, {}, skewed))).code).toBe('clock');
    const other = '<Error><Code>AccessDenied</Code></Error>';
    expect((await refusal(status(403, {}, other))).code).toBe('refused');
    for (const made of ['constructor', '__proto__', 'toString'])
      expect((await refusal(status(403, {}, `<Code>${made}</Code>`))).code).toBe('refused');
  });

  it('does not go on listening to a refusal without end', async () => {
    const closed = new Promise<void>((resolve) => {
      const endless: RequestListener = (_, response) => {
        response.writeHead(403).on('close', resolve);
        const pour = () => {
          while (response.writable && response.write(file));
        };
        response.on('drain', pour);
        pour();
      };
      void refusal(endless).then(({ code }) => expect(code).toBe('refused'));
    });
    await closed;
  });

  it('takes no web page for the file', async () => {
    const page = status(200, { 'content-type': 'text/html; charset=utf-8' }, '<p>Sign in</p>');
    expect((await refusal(page)).code).toBe('not-bytes');
  });

  it('follows no redirect', async () => {
    const elsewhere = status(302, { location: 'http://127.0.0.1:9/' });
    expect((await refusal(elsewhere)).code).toBe('redirected');
  });

  it('refuses what is larger than agreed, announced or not', async () => {
    expect((await refusal(whole, { maxBytes: 4999 })).code).toBe('too-large');
    const endless: RequestListener = (_, response) => {
      response.on('close', () => clearInterval(timer));
      const timer = setInterval(() => response.write(new Uint8Array(4096)), 1);
    };
    expect((await refusal(endless, { maxBytes: 10_000 })).code).toBe('too-large');
    const open = await host(whole);
    expect(await open.get(name, { maxBytes: 5000 })).toHaveLength(5000);
  });

  it('notices that the connection broke in the middle', async () => {
    const broken: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': 5000 });
      response.write(file.subarray(0, 100), () => response.destroy());
    };
    expect((await refusal(broken)).code).toBe('truncated');
  });

  it('notices that a part is shorter than was asked for', async () => {
    const short: RequestListener = (_, response) =>
      response.writeHead(206).end(file.subarray(0, 5));
    const range = { from: 0, to: 10 };
    expect((await refusal(short, { maxBytes: 100, range })).code).toBe('truncated');
  });

  it('does not wait for ever, neither for an answer nor for its rest', async () => {
    const silent: RequestListener = () => undefined;
    expect((await refusal(silent, undefined, { timeouts: quick })).code).toBe('timeout');
    const stuck: RequestListener = (_, response) => response.write(file.subarray(0, 100));
    expect((await refusal(stuck, undefined, { timeouts: quick })).code).toBe('timeout');
  });

  it('gives up on a host that goes on for ever, a byte at a time', async () => {
    const dripping: RequestListener = (request, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      const end = () => {
        clearInterval(drip);
        response.end();
      };
      const enough = setTimeout(end, 3000);
      request.socket.once('close', () => {
        clearInterval(drip);
        clearTimeout(enough);
      });
    };
    const timeouts = { answer: 1000, idle: 300, slowest: 10_000 };
    expect((await refusal(dripping, undefined, { timeouts })).code).toBe('timeout');
  });

  it('waits for a slow host as long as something comes', async () => {
    const slow: RequestListener = (_, response) => {
      let sent = 0;
      const timer = setInterval(() => {
        response.write(file.subarray(sent, (sent += 500)));
        if (sent < file.length) return;
        clearInterval(timer);
        response.end();
      }, 10);
    };
    const timeouts = { answer: 5000, idle: 5000, slowest: 1_000_000 };
    expect(await (await host(slow, { timeouts })).get(name, { maxBytes: 8192 })).toEqual(file);
  });

  it('stops when it is told to, before and in the middle', async () => {
    const stopped = AbortSignal.abort();
    expect((await refusal(whole, { maxBytes: 8192, signal: stopped })).code).toBe('aborted');
    const controller = new AbortController();
    const stuck: RequestListener = (_, response) =>
      response.write(file.subarray(0, 10), () => controller.abort());
    expect((await refusal(stuck, { maxBytes: 8192, signal: controller.signal })).code).toBe(
      'aborted',
    );
  });

  it('says that nobody is there', async () => {
    const open = await host(whole);
    await server?.close();
    expect((await failure(open.get(name, { maxBytes: 1 }))).code).toBe('unreachable');
  });

  it('asks for a size without the bytes', async () => {
    const open = await host((request, response) => {
      const there = request.url?.endsWith(name) === true;
      response.writeHead(there ? 200 : 404, { 'content-length': there ? 5000 : 0 }).end();
    });
    expect(await open.head(name)).toEqual({ size: 5000 });
    expect(await open.head('f'.repeat(32))).toBeNull();
  });
});

describe('writing to a host', () => {
  it('sends the bytes as they are, by PUT', async () => {
    let got: Bytes | undefined;
    const open = await host((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        got = new Uint8Array(Buffer.concat(pieces));
        expect(request.headers['content-type']).toBe('application/octet-stream');
        response.writeHead(201, { 'content-type': 'text/html' }).end('<h1>Created</h1>');
      });
    });
    const told: number[] = [];
    await open.put(name, file, { onProgress: (done) => told.push(done) });
    expect(got).toEqual(file);
    expect(told).toEqual([0, 5000]);
  });

  it('takes a sign-in page for no success', async () => {
    const open = await host((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Sign in</p>');
      });
    });
    expect((await failure(open.put(name, file))).code).toBe('not-bytes');
  });

  it('deletes, and is content where nothing was', async () => {
    const asked: string[] = [];
    const open = await host((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      response.writeHead(asked.length === 1 ? 204 : 404).end();
    });
    await open.delete(name);
    await open.delete(name);
    expect(asked).toEqual([`DELETE /box/${name}`, `DELETE /box/${name}`]);
  });

  it('gives a large upload the time it needs, and no more', async () => {
    const late: RequestListener = (request, response) =>
      request.resume().on('end', () => setTimeout(() => response.writeHead(201).end(), 200));
    const timeouts = { answer: 50, idle: 60_000, slowest: 100 };
    await (await host(late, { timeouts })).put(name, file);
    const none = { ...timeouts, slowest: 1_000_000 };
    expect((await failure((await host(late, { timeouts: none })).put(name, file))).code).toBe(
      'timeout',
    );
  });
});

describe('a WebDAV folder', () => {
  it('is made where it is missing, with the password of its user', async () => {
    const asked: string[] = [];
    server = await oddServer((request, response) => {
      asked.push(`${String(request.method)} ${String(request.headers.authorization)}`);
      const made = asked.some((line) => line.startsWith('MKCOL'));
      request.resume().on('end', () => response.writeHead(made ? 201 : 409).end());
    });
    const open = openHost({ kind: 'webdav', base: server.base, user: 'ada', password: 'pässword' });
    await open.put(name, file);
    const header = `Basic ${Buffer.from('ada:pässword').toString('base64')}`;
    expect(asked).toEqual([`PUT ${header}`, `MKCOL ${header}`, `PUT ${header}`]);
  });
});

describe('an address', () => {
  const reading = (base: string) => openPlace({ base, reader: null });

  it.each([
    'https://files.example/box',
    'http://localhost:8080/box/',
    'http://bucket.localhost/',
    'http://127.0.0.1/',
    'http://[::1]:8080/',
  ])('%s will do', (base) => {
    expect(() => reading(base)).not.toThrow();
  });

  it.each([
    'http://files.example/box/',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'ftp://files.example/',
    'files.example/box',
    'https://user:secret@files.example/',
    'https://files.example/box?key=1',
    'https://files.example/box#there',
    '',
  ])('%s will not', (base) => {
    expect(() => reading(base)).toThrow(new HostError('bad-address'));
  });

  it('of a store with a bucket before its name has a name itself', () => {
    const keys = { kind: 's3', region: 'r', accessKeyId: 'a', secretAccessKey: 's' } as const;
    const bucket = (endpoint: string) => () =>
      openHost({ ...keys, endpoint, bucket: 'box', style: 'virtual-host' });
    for (const bare of ['https://192.0.2.1/', 'https://[2001:db8::1]/', 'http://127.0.0.1:9000/'])
      expect(bucket(bare)).toThrow(new HostError('bad-address'));
    expect(bucket('https://store.example/')).not.toThrow();
  });

  it('holds names that no server can take for a path', async () => {
    const open = reading('https://files.example/box/');
    for (const bad of ['..', 'a/b', '.htaccess', '', 'a?b', '%2e%2e'])
      expect((await failure(open.get(bad, { maxBytes: 1 }))).code).toBe('bad-address');
  });
});
