import { wrap, type Remote } from 'comlink';
import type { StreamService } from './stream.worker.ts';

export interface Streaming {
  how: 'sealed' | 'raw';
  base: string;
  /** Bytes. */
  length: number;
}

let open: Remote<StreamService> | null = null;

/** Milliseconds of one upload; the worker stays, as the vault's does. */
export async function measure({ how, base, length }: Streaming): Promise<number> {
  open ??= wrap<StreamService>(
    new Worker(new URL('./stream.worker.ts', import.meta.url), { type: 'module' }),
  );
  return open[how](base, length);
}
