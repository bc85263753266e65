import { toBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { unshared } from '../../bytes/bytes.ts';
import type { NewPasskey, PasskeyOffer, PasskeyQuestion, UnlockFactor } from '../../app/api.ts';

export type PasskeyTrouble = 'passkey-unsupported' | 'passkey-without-secret' | 'passkey-cancelled';

/** Why the browser or the authenticator gave no secret. */
export class PasskeyError extends Error {
  readonly code: PasskeyTrouble;

  constructor(code: PasskeyTrouble, options?: ErrorOptions) {
    super(code, options);
    this.name = 'PasskeyError';
    this.code = code;
  }
}

const PRF_BYTES = 32;
const ES256 = -7;
const ED25519 = -8;
const RS256 = -257;

/** Whether passkeys can be asked for at all: not at a bare network address, which no passkey can name. */
export function mayHavePasskeys(): boolean {
  const isName = /[a-z]/i.test(location.hostname) && !location.hostname.includes(':');
  return 'PublicKeyCredential' in globalThis && isSecureContext && isName;
}

/**
 * Makes a passkey and asks it twice. The answers go to the vault's worker and nowhere else: it
 * compares them before it trusts the passkey.
 * @throws PasskeyError
 */
export async function makePasskey(offer: PasskeyOffer, label: string): Promise<NewPasskey> {
  const made = await whole(() => navigator.credentials.create({ publicKey: creation(offer) }));
  const credentialId = new Uint8Array(made.rawId);
  const question = { credentialId, prfSalt: offer.prfSalt, label };
  const first = secretIn(made) ?? (await answerOf([question])).secret;
  const { secret: second } = await answerOf([question]);
  return { credentialId, prfSalt: offer.prfSalt, first, second, label };
}

/** Asks whichever of these passkeys is at hand. @throws PasskeyError */
export async function askPasskey(questions: readonly PasskeyQuestion[]): Promise<UnlockFactor> {
  const { credentialId, secret } = await answerOf(questions);
  const id = toBase64url(credentialId);
  const asked = questions.find((question) => toBase64url(question.credentialId) === id);
  if (asked === undefined) throw new PasskeyError('passkey-unsupported');
  return { kind: 'passkey', credentialId, prfSalt: asked.prfSalt, prf: secret };
}

async function answerOf(
  questions: readonly PasskeyQuestion[],
): Promise<{ credentialId: Bytes; secret: Bytes }> {
  const evalByCredential = Object.fromEntries(
    questions.map(({ credentialId, prfSalt }) => [
      toBase64url(credentialId),
      { first: unshared(prfSalt) },
    ]),
  );
  const answered = await whole(() =>
    navigator.credentials.get({
      publicKey: {
        // Nobody checks the signature: what opens the profile is the secret beside it.
        challenge: unshared(questions[0]?.prfSalt ?? new Uint8Array(PRF_BYTES)),
        rpId: location.hostname,
        allowCredentials: questions.map(({ credentialId }) => described(credentialId)),
        userVerification: 'required',
        extensions: { prf: { evalByCredential } },
      },
    }),
  );
  const secret = secretIn(answered);
  if (secret === null) throw new PasskeyError('passkey-without-secret');
  return { credentialId: new Uint8Array(answered.rawId), secret };
}

function creation(offer: PasskeyOffer): PublicKeyCredentialCreationOptions {
  const { challenge, userId, name, prfSalt, existing } = offer;
  return {
    challenge: unshared(challenge),
    rp: { id: location.hostname, name: 'Carnet' },
    user: { id: unshared(userId), name: `Carnet: ${name}`, displayName: name },
    pubKeyCredParams: [ES256, ED25519, RS256].map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: existing.map(described),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    attestation: 'none',
    extensions: { prf: { eval: { first: unshared(prfSalt) } } },
  };
}

const described = (credentialId: Bytes): PublicKeyCredentialDescriptor => ({
  type: 'public-key',
  id: unshared(credentialId),
});

async function whole(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!mayHavePasskeys()) throw new PasskeyError('passkey-unsupported');
  const credential = await ask().catch((error: unknown) => {
    const cancelled = error instanceof DOMException && error.name === 'NotAllowedError';
    const code = cancelled ? 'passkey-cancelled' : 'passkey-unsupported';
    throw new PasskeyError(code, { cause: error });
  });
  if (credential instanceof PublicKeyCredential) return credential;
  throw new PasskeyError('passkey-cancelled');
}

function secretIn(credential: PublicKeyCredential): Bytes | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const secret = ArrayBuffer.isView(first)
    ? Uint8Array.from(new Uint8Array(first.buffer, first.byteOffset, first.byteLength))
    : new Uint8Array(first);
  return secret.length === PRF_BYTES ? secret : null;
}
