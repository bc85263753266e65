import {
  afghBls12381 as suite,
  signingKeyPair,
  systemRandom,
  tagId,
} from '../../src/crypto/index.ts';
import { makeAnswer, makeAsk, readAsk, transformFor } from '../../src/sharing/index.ts';
import type { HelperList } from '../../src/sharing/index.ts';
import { median, timed } from './median.ts';

const CAPSULES = 32;

/** How many capsules a helper turns in a second, the checks and the signature of the answer included. */
export async function measure(): Promise<Record<string, number>> {
  const env = { now: new Date(), random: systemRandom, suite };
  const [patient, doctor, helper] = await Promise.all(
    [0, 1, 2].map(() => signingKeyPair(systemRandom)),
  );
  if (!patient || !doctor || !helper) throw new Error('three people are needed');
  const id = tagId('standing', patient.publicKey, systemRandom(18));
  const tag = await suite.tagKeyPair(systemRandom);
  const delegatee = await suite.delegateeKeyPair(systemRandom);
  const key = await suite.reEncryptionKey(tag.secretKey, delegatee.publicKey);
  const capsules = [];
  for (let batch = 0; batch < CAPSULES; batch += 1) {
    const made = await suite.encapsulate(tag.publicKey, { kind: 'standing', id }, systemRandom);
    capsules.push(made.capsule);
  }
  const grantId = systemRandom(16);
  const list: HelperList = {
    ...{ revision: 1, dismissed: false },
    groups: [{ unit: 'medical', lane: 'all', epochId: systemRandom(16), capsules }],
    serves: [
      {
        ...{ identity: doctor.publicKey, name: 'Doctor', grantId, relayKey: systemRandom(32) },
        ...{ until: null, uses: 1000, keys: [{ group: 0, reEncryptionKey: key }] },
      },
    ],
  };
  const question = { helper: helper.publicKey, patient: patient.publicKey, grantId, capsules };
  const { message } = await makeAsk(env, doctor.seed, question);
  const self = {
    ...{ identity: helper.publicKey, patientIdentity: patient.publicKey },
    ...{ until: null, usesSpent: 0 },
  };
  const rounds = await timed(5, async () => {
    const ask = await readAsk(env, message);
    return makeAnswer(env, helper.seed, ask, await transformFor(env, list, self, ask));
  });
  return { helper_transforms_per_second: (CAPSULES * 1000) / median(rounds.slice(1)) };
}
