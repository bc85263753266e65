import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { afghBls12381 } from '../pre/afgh.ts';
import { verifyDelegateeProof } from '../pre/proof.ts';
import { verify } from '../signature.ts';
import committed from './carnet-v1.json' with { type: 'json' };
import { makeVectors } from './make-vectors.ts';

describe('the committed vectors', () => {
  it('are what this code computes from their inputs', async () => {
    expect(await makeVectors()).toEqual(committed);
  });

  it('open for the doctor, fused and through a helper', async () => {
    for (const vector of committed.afgh) {
      const tag = { kind: vector.kind as 'visit', id: fromHex(vector.tagId) };
      const [b, pk, capsule] = [vector.delegateeSecretKey, vector.tagPublicKey, vector.capsule].map(
        fromHex,
      ) as [Uint8Array, Uint8Array, Uint8Array];
      const fused = await afghBls12381.decapsulateFused(
        b,
        pk,
        capsule,
        fromHex(vector.reEncryptionKey),
        tag,
      );
      const transformed = fromHex(vector.transformedCapsule);
      expect(await afghBls12381.decapsulateReEncrypted(b, pk, capsule, transformed, tag)).toEqual(
        fused,
      );
      expect([toHex(fused.sharedKey), toHex(fused.commitment)]).toEqual([
        vector.sharedKey,
        vector.commitment,
      ]);
    }
  });

  it('verify', async () => {
    const { identity, proof } = committed;
    const [publicKey, message] = [fromHex(identity.publicKey), fromHex(identity.message)];
    expect(await verify(publicKey, message, fromHex(identity.signature))).toBe(true);
    const key = fromHex(proof.publicKey);
    expect(verifyDelegateeProof(fromHex(proof.edPublic), key, fromHex(proof.proof))).toBe(true);
  });
});
