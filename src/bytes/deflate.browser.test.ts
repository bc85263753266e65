import { expect, it } from 'vitest';
import { concat, utf8 } from './bytes.ts';
import { deflate, inflate } from './deflate.ts';
import { BytesError } from './errors.ts';

// Node 20 ignores what follows the last block; the Compression Standard, §5.2, has it refused.
it('refuses bytes after the end', async () => {
  const packed = await deflate(utf8('abc'));
  const lengthened = concat(packed, new Uint8Array(1));
  await expect(inflate(lengthened, 100)).rejects.toEqual(new BytesError('malformed'));
  await expect(inflate(packed, 100)).resolves.toEqual(utf8('abc'));
});
