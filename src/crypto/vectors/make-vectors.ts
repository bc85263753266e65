import type { Bytes } from '../../bytes/bytes.ts';
import { utf8 } from '../../bytes/bytes.ts';
import { toHex } from '../../bytes/hex.ts';
import { aeadKey, seal } from '../aead.ts';
import { ARGON2ID_FLOOR, argon2id } from '../argon2id.ts';
import { scriptedRandom, seededRandom } from '../fixtures/scripted-random.ts';
import { domain, hkdfSha256 } from '../hash.ts';
import { sealingKeyPair } from '../key-agreement.ts';
import { afghBls12381 as suite } from '../pre/afgh.ts';
import { proveDelegateeKey } from '../pre/proof.ts';
import { sign, signingKeyPair } from '../signature.ts';
import { sealChunk, sealStream, STREAM_CHUNK_BYTES } from '../stream.ts';
import type { Tag, TagKind } from '../tag.ts';
import { tagId } from '../tag.ts';

type Json = string | number | Json[] | { [key: string]: Json };

/**
 * Everything that SPEC.md fixes, computed by this code from inputs that stand beside the results.
 * A second implementation replays the inputs, `random…` among them, and compares.
 */
export async function makeVectors(): Promise<{ [key: string]: Json }> {
  const draw = seededRandom('carnet vectors v1');
  const afgh: Json[] = [];
  for (const kind of ['visit', 'standing', 'inbox'] as const)
    afgh.push(await afghVector(kind, draw));
  return {
    domain: { purpose: 'example', bytes: toHex(domain('example')) },
    hkdf: hkdfVector(draw),
    tag: tagVectors(draw),
    seal: await sealVector(draw),
    stream: await streamVectors(draw),
    identity: await identityVector(draw),
    sealing: await sealingVector(draw),
    argon2id: await argon2idVector(draw),
    generatorPairing: toHex(await generatorPairing()),
    afgh,
    proof: await proofVector(draw),
  };
}

type Draw = (length: number) => Bytes;

/** Hex of named byte strings. */
function hexed(parts: Readonly<Record<string, Uint8Array>>): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, toHex(bytes)]));
}

function hkdfVector(draw: Draw): Json {
  const [key, info] = [draw(32), domain('example')];
  return hexed({ key, info, output: hkdfSha256({ key, info, length: 64 }) });
}

function tagVectors(draw: Draw): Json {
  return (['visit', 'standing', 'inbox'] as const).map((kind) => {
    const [patientEd, rest] = [draw(32), draw(32)];
    return { kind, ...hexed({ patientEd, rest, id: tagId(kind, patientEd, rest) }) };
  });
}

async function sealVector(draw: Draw): Promise<Json> {
  const [key, randomNonce, associatedData] = [draw(32), draw(12), utf8('context')];
  const plaintext = utf8('penicillin');
  const sealed = await seal(
    await aeadKey(key),
    associatedData,
    plaintext,
    scriptedRandom(randomNonce),
  );
  return hexed({ key, randomNonce, associatedData, plaintext, sealed });
}

/** A short stream, an empty one, and the first chunk of a long one by its tag. */
async function streamVectors(draw: Draw): Promise<Json> {
  const [key, randomPrefix, associatedData] = [draw(32), draw(7), utf8('context')];
  const handle = await aeadKey(key);
  const stream = (plaintext: Bytes): Promise<Bytes> =>
    sealStream(handle, associatedData, plaintext, scriptedRandom(randomPrefix));
  const zeros = new Uint8Array(STREAM_CHUNK_BYTES);
  const chunk = await sealChunk(
    { key: handle, prefix: randomPrefix, associatedData },
    1,
    false,
    zeros,
  );
  return {
    ...hexed({ key, randomPrefix, associatedData, plaintext: utf8('penicillin') }),
    ...hexed({
      sealed: await stream(utf8('penicillin')),
      sealedEmpty: await stream(new Uint8Array(0)),
    }),
    ...hexed({ tagOfSecondChunkOfZeros: chunk.slice(-16) }),
  };
}

async function identityVector(draw: Draw): Promise<Json> {
  const randomSeed = draw(32);
  const { publicKey, seed } = await signingKeyPair(scriptedRandom(randomSeed));
  const message = utf8('message');
  return hexed({ randomSeed, publicKey, message, signature: await sign(seed, message) });
}

async function sealingVector(draw: Draw): Promise<Json> {
  const randomSecret = draw(32);
  const { publicKey, secretKey } = await sealingKeyPair(scriptedRandom(randomSecret));
  return hexed({ randomSecret, secretKey, publicKey });
}

async function argon2idVector(draw: Draw): Promise<Json> {
  const [password, salt] = [utf8('correct horse battery staple'), draw(16)];
  const output = await argon2id(password, salt, ARGON2ID_FLOOR, 32);
  return { ...ARGON2ID_FLOOR, ...hexed({ password, salt, output }) };
}

/** The generators are the public keys of the secret 1; 48 zero bytes draw it. */
async function generatorPairing(): Promise<Bytes> {
  const zeros = new Uint8Array(48);
  const [one, two] = [
    await suite.tagKeyPair(scriptedRandom(zeros)),
    await suite.delegateeKeyPair(scriptedRandom(zeros)),
  ];
  return suite.reEncrypt(two.publicKey, one.publicKey, scriptedRandom());
}

async function afghVector(kind: TagKind, draw: Draw): Promise<Json> {
  const [randomTagKey, randomDelegateeKey, randomEncapsulation] = [draw(48), draw(48), draw(48)];
  const tag: Tag = { kind, id: draw(32) };
  const tagKeys = await suite.tagKeyPair(scriptedRandom(randomTagKey));
  const delegatee = await suite.delegateeKeyPair(scriptedRandom(randomDelegateeKey));
  const made = await suite.encapsulate(tagKeys.publicKey, tag, scriptedRandom(randomEncapsulation));
  const reEncryptionKey = await suite.reEncryptionKey(tagKeys.secretKey, delegatee.publicKey);
  const transformedCapsule = await suite.reEncrypt(reEncryptionKey, made.capsule, scriptedRandom());
  return {
    kind,
    ...hexed({ tagId: tag.id, randomTagKey, randomDelegateeKey, randomEncapsulation }),
    ...hexed({ tagSecretKey: tagKeys.secretKey, tagPublicKey: tagKeys.publicKey }),
    ...hexed({ delegateeSecretKey: delegatee.secretKey, delegateePublicKey: delegatee.publicKey }),
    ...hexed({ reEncryptionKey, ...made, transformedCapsule }),
  };
}

async function proofVector(draw: Draw): Promise<Json> {
  const [edPublic, randomKey, randomProof] = [draw(32), draw(48), draw(48)];
  const { publicKey, secretKey } = await suite.delegateeKeyPair(scriptedRandom(randomKey));
  const proof = proveDelegateeKey(edPublic, secretKey, publicKey, scriptedRandom(randomProof));
  return hexed({ edPublic, secretKey, publicKey, randomProof, proof });
}
