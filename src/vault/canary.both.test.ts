import { describe, expect, it } from 'vitest';
import { toBase64url } from '../bytes/base64url.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { systemRandom } from '../crypto/index.ts';
import { behind, freshName, passphrase, put, putRaw, testVault } from './fixtures/test-vault.ts';
import type { Keyring } from './index.ts';

const stores = ['profile', 'slot', 'keyring', 'object', 'chunk'];
const plaintext = 'penicillin-allergy-plaintext-canary';
const objectId = 'object-id-canary-0123456789';

/** Every byte of every key and value, strings as UTF-8, numbers as text. */
function flatten(value: unknown): Uint8Array[] {
  // The whole buffer under a view: that is what a structured clone stores.
  if (value instanceof Uint8Array) return [new Uint8Array(value.buffer)];
  if (value instanceof ArrayBuffer) return [new Uint8Array(value)];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => [utf8(key), ...flatten(inner)]);
  }
  return [utf8(String(value))];
}

async function dump(databaseName: string): Promise<string> {
  const parts = await behind(databaseName, (database) =>
    Promise.all(stores.flatMap((store) => [database.getAllKeys(store), database.getAll(store)])),
  );
  return toHex(concat(...flatten(parts)));
}

/** A secret as it might lie there: raw, base64url, hex. Eight bytes of it are enough to give it away. */
function shapes(secret: Uint8Array): string[] {
  const texts = [toBase64url(secret), toHex(secret)].map((text) => toHex(utf8(text.slice(0, 20))));
  const windows = Array.from({ length: secret.length - 7 }, (_, i) =>
    toHex(secret.subarray(i, i + 8)),
  );
  return [...windows, ...texts];
}

function secretsOf({ tagMasters, ...keyring }: Keyring): Uint8Array[] {
  return [...Object.values(keyring), ...tagMasters.map(({ secret }) => secret)];
}

describe('a copy of the whole database', () => {
  it('holds no plaintext, no id and no key, whether the profile is open or locked', async () => {
    const databaseName = freshName();
    const drawn: Uint8Array[] = [];
    const random = (length: number) => {
      const bytes = systemRandom(length);
      // Nonces, salts, prefixes and ids are stored in clear; every key has 32 bytes.
      if (length === 32) drawn.push(Uint8Array.from(bytes));
      return bytes;
    };
    const vault = await testVault({ databaseName, random });
    const profile = await vault.create({
      label: 'Label',
      role: 'patient',
      colour: 0,
      sample: false,
      factor: { kind: 'passphrase', passphrase },
    });
    const file = concat(...Array.from({ length: 9000 }, () => utf8(plaintext)));
    const blob = await profile.writeBlob(file);
    await profile.commit([put('record', objectId, plaintext), blob.write]);
    const secrets = [...secretsOf(profile.keyring), ...drawn].map((secret) =>
      Uint8Array.from(secret),
    );
    const needles = [plaintext, objectId, blob.id, passphrase].map((text) => toHex(utf8(text)));
    const open = await dump(databaseName);
    profile.lock();
    const locked = await dump(databaseName);

    expect(drawn).toHaveLength(2);
    for (const needle of [...needles, ...secrets.flatMap(shapes)]) {
      expect(open.includes(needle)).toBe(false);
      expect(locked.includes(needle)).toBe(false);
    }
  });

  it('is searched well: what is planted is found', async () => {
    const databaseName = freshName();
    const secret = systemRandom(32);
    await testVault({ databaseName });
    await putRaw(databaseName, 'object', ['p', 'record', objectId], {
      v: 1,
      text: plaintext,
      deep: [{ secret }],
    });
    await putRaw(databaseName, 'chunk', ['p', 'b', 0], secret);
    await putRaw(databaseName, 'slot', ['p', 's'], {
      text: toBase64url(secret),
      hex: toHex(secret),
    });
    const found = await dump(databaseName);
    const needles = [plaintext, objectId].map((text) => toHex(utf8(text)));
    for (const needle of [...needles, ...shapes(secret)]) expect(found.includes(needle)).toBe(true);
  });
});
