import { Lab } from './bench/lab.ts';
import { startApache } from './fixtures/hosts/apache.ts';
import type { Errand, Report } from './fixtures/hosts/contract.page.ts';
import { startNginx } from './fixtures/hosts/nginx.ts';
import type { RealHost, RealServer, ServerOptions } from './fixtures/hosts/real-host.ts';
import { startSwift } from './fixtures/hosts/swift.ts';
import { expect, test } from './fixtures/test.ts';
import type { StageResult } from '../src/hosts/index.ts';

const LARGE = 4 * 2 ** 20 + 17;

/** What each step of the contract comes to on a host that can be used. */
const kept: Report = {
  'nothing is there before': true,
  'missing for others': 'not-found',
  'read back': true,
  size: 4096,
  'read by others': true,
  'a part': true,
  'more than agreed': 'too-large',
  overwritten: true,
  'told how far': true,
  'size for others': LARGE,
  stopped: 'aborted',
  'stopped midway': 'aborted',
  gone: true,
  'gone twice': 'no failure',
};

const servers: readonly {
  name: string;
  start: (options: ServerOptions) => Promise<RealServer | null>;
  hosts: readonly string[];
  /** A refused write: S3 behind Swift hides from a page why it refused. */
  refusal: string;
  wrongKeys: string;
  /** With a device whose clock is an hour behind; to a signed request that is no small matter. */
  skewed: readonly string[];
  withoutCors: string;
  /** Its server takes half a minute to start. */
  isSlow?: boolean;
}[] = [
  {
    name: 'Apache',
    start: startApache,
    hosts: ['webdav'],
    refusal: 'refused',
    wrongKeys: 'host-refused',
    skewed: ['clock warned clock-wrong'],
    withoutCors: 'reach failed cors-missing',
  },
  {
    name: 'nginx',
    start: startNginx,
    hosts: ['webdav', 'http'],
    refusal: 'refused',
    wrongKeys: 'host-refused',
    skewed: ['clock warned clock-wrong'],
    withoutCors: 'reach failed cors-missing',
  },
  {
    name: 'OpenStack Swift',
    start: startSwift,
    hosts: ['path', 'virtualHost'],
    refusal: 'unreachable',
    wrongKeys: 'keys-or-cors',
    skewed: ['write failed host-clock', 'clock failed clock-wrong'],
    withoutCors: 'write failed keys-or-cors',
    isSlow: true,
  },
];

let lab: Lab;

test.describe.configure({ mode: 'default' });
test.beforeAll(async () => {
  lab = await Lab.open();
});
test.afterAll(() => lab.close());

const run = <Answer>(errand: Errand['errand'], host: RealHost) =>
  lab.run<Answer>('../fixtures/hosts/contract.page.ts', { errand, host });

const stagesOf = (results: readonly StageResult[]) =>
  results.map(({ stage, outcome, code }) => `${stage} ${outcome} ${code ?? ''}`.trim());

const notPassed = (results: readonly StageResult[]) =>
  stagesOf(results).filter((line) => !/passed$|skipped/.test(line));

for (const { name, start, hosts, isSlow = false, ...expected } of servers) {
  const { refusal, wrongKeys, skewed, withoutCors } = expected;

  test(`@hosts ${name} keeps the contract, from a page of another origin`, async ({ serve }) => {
    const server = await serve(name, start, { cors: true });
    expect(Object.keys(server.hosts)).toEqual(hosts);
    for (const [way, host] of Object.entries(server.hosts)) {
      expect(await run<Report>('contract', host), way).toEqual(kept);
      const wrong = await run<Report>('wrong', host);
      expect(wrong, way).toEqual({ put: refusal, delete: refusal, untouched: true });
      const sound = await run<StageResult[]>('tested', host);
      const letterbox = host.drop === undefined ? 'skipped' : 'passed';
      expect(
        sound.map(({ outcome }) => outcome),
        way,
      ).toEqual([...Array<string>(7).fill('passed'), letterbox, 'passed']);
      const locked = { ...host, account: host.wrong };
      expect(notPassed(await run('tested', locked)), way).toEqual([`write failed ${wrongKeys}`]);
      expect(notPassed(await run('testedSkewed', host)), way).toEqual(skewed);
    }
  });

  test(`@hosts ${name} without its CORS settings is named, with the lines to add${isSlow ? ' @slow' : ''}`, async ({
    serve,
  }) => {
    const server = await serve(name, start, { cors: false });
    for (const [way, host] of Object.entries(server.hosts)) {
      const results = await run<StageResult[]>('tested', host);
      expect(notPassed(results), way).toEqual([withoutCors]);
      const { settings } = results.find(({ outcome }) => outcome === 'failed')!;
      expect(settings.map(({ text }) => text).join('\n')).toMatch(/Allow(-Origin|edOrigins)/);
    }
  });
}
