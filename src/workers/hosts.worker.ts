import { expose, releaseProxy, transfer, type Remote } from 'comlink';
import type { Bytes } from '../bytes/bytes.ts';
import { systemRandom } from '../crypto/random.ts';
import {
  HostError,
  openHost,
  openPlace,
  selfTest,
  type HostAccountSettings,
  type HostErrorCode,
  type Letterbox,
  type ReadingPlace,
  type ReadOptions,
  type StageResult,
} from '../hosts/index.ts';
import { dropGlobals } from './drop-globals.ts';

export type Progress = (done: number, total: number) => void;

/** One transfer, numbered by whoever asks for it so that it can be aborted. */
export interface Call<Target> {
  id: number;
  target: Target;
  name: string;
}

type Writing = Call<HostAccountSettings>;
type Reading = Call<HostAccountSettings | ReadingPlace>;

/** A failure is a value: an error loses its class on the way. */
export type Answer<Value> =
  { value: Value } | { failed: { code: HostErrorCode; retryAfterMs: number | null } };

const running = new Map<number, AbortController>();

/** Runs one transfer under its number. What is no HostError is none of the host's doing. */
async function answer<Value>(
  { id }: Writing | Reading,
  onProgress: Progress | null,
  work: (options: { signal: AbortSignal; onProgress?: Progress }) => Promise<Value>,
): Promise<Answer<Value>> {
  const controller = new AbortController();
  running.set(id, controller);
  const told = onProgress === null ? {} : { onProgress };
  try {
    return { value: await work({ signal: controller.signal, ...told }) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { failed: { code: error.code, retryAfterMs: error.retryAfterMs } };
  } finally {
    running.delete(id);
    release(onProgress);
  }
}

/** Over the worker's border a callback is a port, which stays open until it is let go. */
function release(callback: unknown): void {
  if (typeof callback === 'function') (callback as Remote<Progress>)[releaseProxy]();
}

const reader = (target: Reading['target']) =>
  'kind' in target ? openHost(target) : openPlace(target);

const service = {
  put: (call: Writing, onProgress: Progress | null, bytes: Bytes) =>
    answer(call, onProgress, (options) => openHost(call.target).put(call.name, bytes, options)),

  get: async (
    call: Reading,
    onProgress: Progress | null,
    wanted: Pick<ReadOptions, 'maxBytes' | 'range'>,
  ) => {
    const got = await answer(call, onProgress, (options) =>
      reader(call.target).get(call.name, { ...options, ...wanted }),
    );
    return 'value' in got ? transfer(got, [got.value.buffer]) : got;
  },

  head: (call: Reading) =>
    answer(call, null, (options) => reader(call.target).head(call.name, options)),

  delete: (call: Writing) =>
    answer(call, null, (options) => openHost(call.target).delete(call.name, options)),

  test: async (
    account: HostAccountSettings,
    place: ReadingPlace,
    letterbox: Letterbox | null,
    onStage: (result: StageResult) => unknown,
  ): Promise<boolean> => {
    // Each has arrived before the answer leaves: they go by a port of their own.
    const told: unknown[] = [];
    const tell = (result: StageResult) => told.push(onStage(result));
    try {
      const passed = await selfTest(account, place, letterbox, {
        random: systemRandom,
        onStage: tell,
      });
      await Promise.all(told);
      return passed;
    } finally {
      release(onStage);
    }
  },

  abort: (id: number): void => running.get(id)?.abort(),
};

export type HostService = typeof service;

dropGlobals(['fetch']);
expose(service);
