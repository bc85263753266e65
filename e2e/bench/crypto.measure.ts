import { bls12_381 } from '@noble/curves/bls12-381.js';
import {
  aeadKey,
  afghBls12381 as suite,
  openStream,
  sealChunk,
  sealStream,
  STREAM_CHUNK_BYTES,
  STREAM_PREFIX_BYTES,
  systemRandom,
  tagId,
} from '../../src/crypto/index.ts';
import { median, timed } from './median.ts';

const fileSizesKb = [50, 100, 200, 500, 800, 1024, 1500, 2048];
const nothing = new Uint8Array(0);

/** Every figure of the cryptography, all taken in one run of one page. */
export async function measure(): Promise<Record<string, number>> {
  return { ...(await reEncryption()), ...(await files()), ...(await bulk()) };
}

/** Rounds are interleaved, so that a drift of the machine's speed hits each operation alike. */
async function reEncryption(): Promise<Record<string, number>> {
  const tag = { kind: 'visit' as const, id: tagId('visit', systemRandom(32), systemRandom(32)) };
  const owner = await suite.tagKeyPair(systemRandom);
  const doctor = await suite.delegateeKeyPair(systemRandom);
  const rk = await suite.reEncryptionKey(owner.secretKey, doctor.publicKey);
  const { capsule } = await suite.encapsulate(owner.publicKey, tag, systemRandom);
  const [g1, g2] = [bls12_381.G1.Point.BASE.multiply(7n), bls12_381.G2.Point.BASE.multiply(9n)];
  const work = {
    pairing: () => bls12_381.pairing(g1, g2),
    pre_encapsulate_per_pairing: () => suite.encapsulate(owner.publicKey, tag, systemRandom),
    pre_rekey_per_pairing: () => suite.reEncryptionKey(owner.secretKey, doctor.publicKey),
    pre_reencrypt_per_pairing: () => suite.reEncrypt(rk, capsule, systemRandom),
    pre_open_per_pairing: () =>
      suite.decapsulateFused(doctor.secretKey, owner.publicKey, capsule, rk, tag),
  };
  const figures: Record<string, number[]> = {};
  for (let round = 0; round < 15; round += 1) {
    for (const [name, run] of Object.entries(work)) {
      const began = performance.now();
      await run();
      (figures[name] ??= []).push(performance.now() - began);
    }
  }
  const pairing = median(figures['pairing']?.slice(3) ?? []);
  const ratios = Object.entries(figures)
    .filter(([name]) => name !== 'pairing')
    .map(([name, runs]) => [name, median(runs.slice(3)) / pairing] as const);
  return { noble_pairing_ms: pairing, ...Object.fromEntries(ratios) };
}

/** One file as a grant carries it: capsule and STREAM out, then opened by the doctor's own app. */
async function files(): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  const tag = { kind: 'visit' as const, id: tagId('visit', systemRandom(32), systemRandom(32)) };
  for (const kb of fileSizesKb) {
    const content = systemRandom(kb * 1024);
    const doctor = await suite.delegateeKeyPair(systemRandom);
    const encrypt: number[] = [];
    const decrypt: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const began = performance.now();
      const owner = await suite.tagKeyPair(systemRandom);
      const made = await suite.encapsulate(owner.publicKey, tag, systemRandom);
      const sealed = await sealStream(
        await aeadKey(made.sharedKey),
        nothing,
        content,
        systemRandom,
      );
      const rk = await suite.reEncryptionKey(owner.secretKey, doctor.publicKey);
      const between = performance.now();
      const opened = await suite.decapsulateFused(
        doctor.secretKey,
        owner.publicKey,
        made.capsule,
        rk,
        tag,
      );
      await openStream(await aeadKey(opened.sharedKey), nothing, sealed);
      encrypt.push(between - began);
      decrypt.push(performance.now() - between);
    }
    const turnaround = encrypt.map((value, index) => value + (decrypt[index] ?? 0));
    figures[`file_${kb}KB_encrypt_ms`] = median(encrypt.slice(2));
    figures[`file_${kb}KB_decrypt_ms`] = median(decrypt.slice(2));
    figures[`file_${kb}KB_turnaround_ms`] = median(turnaround.slice(2));
  }
  return figures;
}

/**
 * Our STREAM over 100 MB, chunk by chunk as the vault seals a large file, against one raw AES-GCM
 * call for each chunk. `sealStream` lays the chunks into one array besides: its cost stands apart.
 */
async function bulk(): Promise<Record<string, number>> {
  const content = new Uint8Array(100 * 1024 * 1024).fill(7);
  const raw = systemRandom(32);
  const key = await aeadKey(raw);
  const native = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const iv = systemRandom(12);
  const prefix = systemRandom(STREAM_PREFIX_BYTES);
  const chunks = Array.from({ length: content.length / STREAM_CHUNK_BYTES }, (_, index) =>
    content.subarray(index * STREAM_CHUNK_BYTES, (index + 1) * STREAM_CHUNK_BYTES),
  );
  const bare: number[] = [];
  const ours: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    bare.push(
      ...(await timed(1, async () => {
        const kept: ArrayBuffer[] = [];
        for (const chunk of chunks)
          kept.push(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, native, chunk));
        return kept;
      })),
    );
    ours.push(
      ...(await timed(1, async () => {
        const kept: Uint8Array[] = [];
        const context = { key, prefix, associatedData: nothing };
        for (const [index, chunk] of chunks.entries()) {
          kept.push(await sealChunk(context, index, index === chunks.length - 1, chunk));
        }
        return kept;
      })),
    );
    whole.push(...(await timed(1, () => sealStream(key, nothing, content, systemRandom))));
  }
  return {
    aead_seal_100MB_ms: median(ours),
    aead_seal_whole_100MB_ms: median(whole),
    aead_webcrypto_100MB_ms: median(bare),
    aead_seal_ratio_to_webcrypto: median(bare) / median(ours),
  };
}
