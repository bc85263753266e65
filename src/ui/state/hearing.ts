import { proxy } from 'comlink';

/**
 * Work that tells how far it is: `hearing((fraction) => …, (tell) => carnet.backup.make(tell))`. What
 * is told comes by a port of its own, sooner or later than the answer: after that it is dropped, or
 * a progress that has ended would show again.
 */
export async function hearing<Told extends unknown[], Answer>(
  hear: (...told: Told) => void,
  work: (tell: (...told: Told) => void) => Promise<Answer>,
): Promise<Answer> {
  let ended = false;
  const tell = proxy((...told: Told) => {
    if (!ended) hear(...told);
  });
  try {
    return await work(tell);
  } finally {
    ended = true;
  }
}
