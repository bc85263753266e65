import { makeDecoders } from './decoders.ts';
import { mutated } from './mutate.ts';

/** The typed errors of the layers; anything else that is thrown was not foreseen. */
const typed = new Set([
  'BytesError',
  'ChannelError',
  'CryptoError',
  'RecordsError',
  'SharingError',
  'AppError',
]);

const decoders = makeDecoders();

/** `value`, `refused`, or what was thrown instead. */
async function outcome(name: string, seed: number): Promise<string> {
  const decoder = (await decoders)[name];
  if (decoder === undefined) return 'no such decoder';
  try {
    await decoder.read(seed === 0 ? decoder.honest : mutated(decoder.honest, seed));
    return 'value';
  } catch (error) {
    const foreseen = error instanceof Error && typed.has(error.name) && 'code' in error;
    return foreseen ? 'refused' : String(error);
  }
}

self.onmessage = async ({ data }: MessageEvent<{ name: string; seed: number } | null>) => {
  self.postMessage(data ? await outcome(data.name, data.seed) : Object.keys(await decoders));
};
