import { fromBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import {
  openEnrolment,
  openHelperList,
  SharingError,
  type Enrolment,
  type HelperList,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import type { Helped } from './helped.ts';

/** A helped patient with what the patient allows, or why nothing is allowed any more. */
export interface OpenedHelped {
  readonly enrolment: Enrolment;
  /** Null before the first list came. */
  readonly list: HelperList | null;
}

/** Opens what patients handed to this helper. */
export class HelperKeys {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;

  constructor(env: Environment, profile: UnlockedProfile) {
    this.#env = env;
    this.#profile = profile;
  }

  get seed(): Bytes {
    return this.#profile.keyring.identitySeed;
  }

  identity(): Promise<Bytes> {
    return signingPublicKey(this.seed);
  }

  /** @throws SharingError as openEnrolment does. */
  async enrolment(message: Bytes): Promise<Enrolment> {
    const { sealingSecret } = this.#profile.keyring;
    const reader = { identity: await this.identity(), sealingSecret };
    return openEnrolment(sharingNow(this.#env), reader, message);
  }

  /** @throws SharingError `rolled-back` for a list older than `leastRevision`, and as openHelperList. */
  async list(enrolment: Enrolment, leastRevision: number, parcel: Bytes): Promise<HelperList> {
    const { patientIdentity, helperKey } = enrolment;
    const helperIdentity = await this.identity();
    const expected = { patientIdentity, helperIdentity, helperKey, leastRevision };
    return openHelperList(sharingNow(this.#env), expected, parcel);
  }

  /** Null once nothing is allowed any more: dismissed, past its time, or forgotten. */
  async open(helped: Helped): Promise<OpenedHelped | null> {
    if (helped.enrolment === null) return null;
    const enrolment = await unlessOver(this.enrolment(fromBase64url(helped.enrolment)));
    if (enrolment === null) return null;
    if (helped.list === null) return { enrolment, list: null };
    const list = await this.list(enrolment, helped.revision, fromBase64url(helped.list));
    return list.dismissed ? null : { enrolment, list };
  }
}

/** The parties whose log this is. */
export const partiesOf = (helper: Bytes, { id }: Helped) => ({ helper, patient: fromHex(id) });

async function unlessOver(opening: Promise<Enrolment>): Promise<Enrolment | null> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof SharingError && error.code === 'expired') return null;
    throw error;
  }
}
