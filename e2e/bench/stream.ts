import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lab } from './lab.ts';
import { median } from './median.ts';
import type { Streaming } from './stream.measure.ts';

const GIGABYTE = 2 ** 30;
/** Long enough to be past the start, short enough to be taken in turns. */
const TURN_BYTES = 2 ** 26;
const TURNS = 3;
const LOOK_EVERY_MS = 50;

/**
 * Sealing and uploading a gigabyte to loopback: by how much the page's process, workers included,
 * grew at most (resident memory, from the system, sampled), and how fast it goes beside the plain
 * bytes in the same parts. Both take turns, so that whatever else the machine does slows both.
 */
export async function measureStream(lab: Lab): Promise<Record<string, number>> {
  const { base, server } = await startSink();
  const run = (how: Streaming['how'], length: number) =>
    lab.run<number>('stream.measure.ts', { how, base, length } satisfies Streaming);
  try {
    await run('sealed', TURN_BYTES / 8);
    const ratios: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1)
      ratios.push((await run('raw', TURN_BYTES)) / (await run('sealed', TURN_BYTES)));
    const peak = await memoryPeak(lab, () => run('sealed', GIGABYTE));
    return { stream_1GB_peak_mb: peak, stream_ratio_to_raw_copy: median(ratios) };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Takes everything and keeps nothing. */
async function startSink(): Promise<{ base: string; server: Server }> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'PUT');
    response.setHeader('access-control-allow-headers', 'content-type');
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Megabytes by which the lab's renderer process grew at most while `work` went on. */
async function memoryPeak(lab: Lab, work: () => Promise<unknown>): Promise<number> {
  const pid = await lab.rendererId();
  const before = residentMegabytes(pid);
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, residentMegabytes(pid))), LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak - before;
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
