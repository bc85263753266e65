import { deflate } from '../bytes/deflate.ts';
import { estimateSeconds, MAX_MESSAGE_BYTES } from '../channel/index.ts';
import { sealedStreamLength } from '../crypto/index.ts';
import type { Preview } from './api.ts';
import type { GrantedContent } from './granted-content.ts';
import { encodeHeader } from './header.ts';

/** The grant, the nonces and the lengths around the streams, at their longest. */
const AROUND_BYTES = 700;
/** A unit's row in the key table. */
const ROW_BYTES = 48;

/** How long the package of this content will be, in bytes: compressed and sealed. */
export async function packageLength({ exported, contents }: GrantedContent): Promise<number> {
  const streams = contents.map(async ({ content }) => {
    return ROW_BYTES + sealedStreamLength((await deflate(content)).length);
  });
  const lengths = await Promise.all(streams);
  return lengths.reduce(
    (sum, length) => sum + length,
    AROUND_BYTES + encodeHeader(exported.header).length,
  );
}

/** How long filming so many bytes takes at each pace; of what no code can carry, the longest time. */
export function scanSeconds(bytes: number): Preview['scanSeconds'] {
  const carried = Math.min(bytes, MAX_MESSAGE_BYTES);
  return {
    slow: estimateSeconds(carried, 'slow'),
    normal: estimateSeconds(carried, 'normal'),
    fast: estimateSeconds(carried, 'fast'),
  };
}
