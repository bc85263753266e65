import { expect, it } from 'vitest';
import { utf8 } from '../bytes/bytes.ts';
import { openSealedTo, sealTo } from './hpke.ts';
import { sealingKeyPair } from './key-agreement.ts';
import { systemRandom } from './random.ts';

it('opens what it sealed', async () => {
  const { publicKey, secretKey } = await sealingKeyPair(systemRandom);
  const sealed = await sealTo(publicKey, utf8('i'), utf8('a'), utf8('hello'), systemRandom);
  expect(sealed.length).toBe(5 + 48);
  expect(await openSealedTo(secretKey, utf8('i'), utf8('a'), sealed)).toEqual(utf8('hello'));
});
