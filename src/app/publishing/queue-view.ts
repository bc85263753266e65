import type { QueueView } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Lane } from './lane.ts';
import type { Pace } from './pace.ts';
import type { Upload } from './uploads.ts';

/** One host's part of the queue. */
export interface QueueLane {
  readonly lane: Lane;
  /** Everything that still has to be done there. */
  readonly pending: readonly Upload[];
  /** What of it may go now. */
  readonly free: readonly Upload[];
}

/** What a screen shows of the queue. */
export function queueView(
  env: Pick<Environment, 'now' | 'monotonic'>,
  lanes: readonly QueueLane[],
  { paused, preparing, pace }: { paused: boolean; preparing: boolean; pace: Pace },
): QueueView {
  const waiting = lanes.reduce((sum, { pending }) => sum + pending.length, 0);
  const left = lanes.reduce((sum, { pending }) => sum + bytesLeft(pending), 0);
  const doneBytes = waiting === 0 ? 0 : pace.doneBytes;
  const bytesPerSecond = waiting === 0 ? null : pace.bytesPerSecond();
  const state = stateOf(lanes, waiting, paused);
  return {
    ...{ preparing, waiting, doneBytes, totalBytes: doneBytes + left, bytesPerSecond, state },
    secondsLeft: bytesPerSecond === null ? null : Math.ceil(left / Math.max(1, bytesPerSecond)),
    nextTryAt: state === 'waiting-to-try-again' ? nextTryAt(env, lanes) : null,
    problem: lanes.map(({ lane }) => lane.problem).find((code) => code !== null) ?? null,
  };
}

/** Bytes that still have to reach a host. */
export function bytesLeft(pending: readonly Upload[]): number {
  return pending.reduce((sum, { gone, size }) => sum + (gone ? 0 : size), 0);
}

function stateOf(
  lanes: readonly QueueLane[],
  waiting: number,
  paused: boolean,
): QueueView['state'] {
  if (paused) return 'stopped';
  if (waiting === 0) return 'idle';
  if (isOffline()) return 'offline';
  const busy = lanes.filter(({ free }) => free.length > 0);
  return busy.every(({ lane }) => lane.waits) ? 'waiting-to-try-again' : 'working';
}

/** Null where all that is left is withheld. */
function nextTryAt(
  env: Pick<Environment, 'now' | 'monotonic'>,
  lanes: readonly QueueLane[],
): string | null {
  const now = env.monotonic();
  const soonest = Math.min(...lanes.map(({ lane }) => lane.nextTry).filter((at) => at > now));
  if (!Number.isFinite(soonest)) return null;
  return new Date(env.now().getTime() + soonest - now).toISOString();
}

/** What the browser says; where it says nothing, it is taken to be on line. */
function isOffline(): boolean {
  const scope: { navigator?: { onLine?: boolean } } = globalThis;
  return scope.navigator?.onLine === false;
}
