import { fromUtf8, utf8, type Bytes } from '../../src/bytes/bytes.ts';
import { decodeCbor, encodeCbor } from '../../src/bytes/cbor.ts';
import { deflate, inflate } from '../../src/bytes/deflate.ts';
import { pasteText, Receiver, Sender, staticText } from '../../src/channel/index.ts';
import { sealingKeyPair, sha256, signingPublicKey } from '../../src/crypto/index.ts';
import { decodeHeader } from '../../src/app/header.ts';
import { packUnit, unpackUnit } from '../../src/app/unit-content.ts';
import {
  decodeUnit,
  describe,
  encodeUnit,
  fields,
  parseImport,
  searchText,
  summarise,
} from '../../src/records/index.ts';
import {
  makeCard,
  makeDeposit,
  makeEmergency,
  makeMoveOpening,
  makeMoveReceipt,
  makeMoveRequest,
  makeSuccession,
  openDeposit,
  openEmergency,
  openGrant,
  openMove,
  openPackage,
  readCard,
  readLink,
  readMoveReceipt,
  readMoveRequest,
  readRequest,
  readSuccession,
  requestLink,
} from '../../src/sharing/index.ts';
import {
  addressOf,
  consult,
  environmentAt,
  newDoctor,
} from '../../src/sharing/fixtures/consultation.ts';
import { everyKindWith } from '../fixtures/hostile-records.ts';

/** Something that reads bytes from elsewhere, and honest bytes that it takes. */
export interface Decoder {
  readonly honest: Bytes;
  readonly read: (bytes: Bytes) => unknown;
}

const INFLATED_AT_MOST = 1_000_000;
const SERIES_LENGTH = 12;

const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes);

/** Every way by which bytes come in, with a consultation of their own behind them. */
export async function makeDecoders(): Promise<Record<string, Decoder>> {
  const moved = { ...(await moving()), ...(await emergency()) };
  return { ...(await messages()), ...moved, ...channel(), ...(await formats()), ...records() };
}

async function messages(): Promise<Record<string, Decoder>> {
  const env = environmentAt();
  const { doctor, person, made, pending, reader } = await consult();
  const { grant, sealed } = made;
  const address = addressOf(await openPackage(env, reader, made.package));
  const card = await makeCard(env, { ...doctor.author, ...doctor.keys });
  const deposit = await makeDeposit(env, doctor.author, address, utf8('content'));
  const { message } = pending.request;
  return {
    card: { honest: card, read: (bytes) => readCard(env, bytes) },
    request: { honest: message, read: (bytes) => readRequest(env, bytes) },
    link: {
      honest: utf8(requestLink('https://carnet.example/', message)),
      read: (bytes) => readLink(textOf(bytes)),
    },
    grant: { honest: grant, read: (bytes) => openGrant(env, reader, bytes, sealed) },
    sealed: { honest: sealed, read: (bytes) => openGrant(env, reader, grant, bytes) },
    package: { honest: made.package, read: (bytes) => openPackage(env, reader, bytes) },
    deposit: { honest: deposit, read: (bytes) => openDeposit(env, person.inbox, bytes) },
  };
}

/** Between two phones, and from a record's owner: kinds 12 to 15. */
async function moving(): Promise<Record<string, Decoder>> {
  const env = environmentAt();
  const [identitySeed, digest] = [new Uint8Array(32).fill(7), sha256(utf8('rows'))];
  const pending = await makeMoveRequest(env, { app: 'Carnet', intent: 'hand-over' });
  const { message, hash } = pending.request;
  const content = { digest, records: 3, files: 1 };
  const terms = { ...content, root: new Uint8Array(32).fill(9), size: 1000 };
  const opening = await makeMoveOpening(env, { identitySeed }, pending.request, terms);
  const receipt = await makeMoveReceipt(env, { identitySeed }, hash, content);
  const identity = await signingPublicKey(identitySeed);
  const begun = { ...content, request: hash, identity };
  const succession = await makeSuccession(env, identitySeed, digest, 'Leo Marsh');
  return {
    'move request': { honest: message, read: (bytes) => readMoveRequest(env, bytes) },
    move: { honest: opening, read: (bytes) => openMove(env, pending, bytes) },
    'move receipt': { honest: receipt, read: (bytes) => readMoveReceipt(env, begun, bytes) },
    successor: { honest: succession, read: (bytes) => readSuccession(env, bytes) },
  };
}

async function emergency(): Promise<Record<string, Decoder>> {
  const env = environmentAt();
  const { author, keys } = await newDoctor();
  const { publicKey: sealingPublic, secretKey: sealingSecret } = await sealingKeyPair(env.random);
  const card = await readCard(env, await makeCard(env, { ...author, ...keys, sealingPublic }));
  const lines = [{ kind: 'allergy', text: 'Penicillin' }] as const;
  const told = { patientName: 'Leo Marsh', lines };
  const sealed = await makeEmergency(env, { identitySeed: sha256(utf8('leo')) }, card, told);
  const reader = { identity: card.identity, sealingSecret };
  return { emergency: { honest: sealed, read: (bytes) => openEmergency(env, reader, bytes) } };
}

function channel(): Record<string, Decoder> {
  const message = sha256(utf8('a message'));
  const long = new Uint8Array(4000).map((_, index) => index * 7);
  const sender = new Sender(long, 4, sha256(long));
  const series = Array.from(
    { length: SERIES_LENGTH },
    (_, index) => sender.frame(index * 70, 'normal').text,
  );
  const receive = (bytes: Bytes) => {
    const receiver = new Receiver();
    for (const text of textOf(bytes).split('\n')) receiver.accept(text);
    return { message: receiver.message(), reception: receiver.reception() };
  };
  return {
    frames: { honest: utf8(series.join('\n')), read: receive },
    still: { honest: utf8(staticText(2, message)), read: receive },
    paste: { honest: utf8(pasteText(2, message)), read: receive },
  };
}

async function formats(): Promise<Record<string, Decoder>> {
  const value = encodeCbor(new Map([[1, ['text', new Uint8Array(40), new Map([[2, true]])]]]));
  return {
    cbor: { honest: value, read: (bytes) => decodeCbor(bytes, { maxBytes: 100_000 }) },
    inflate: {
      honest: await deflate(utf8('so much of the same '.repeat(500))),
      read: (bytes) => inflate(bytes, INFLATED_AT_MOST),
    },
  };
}

function records(): Record<string, Decoder> {
  const resources = everyKindWith('Hay fever').map((resource, index) => ({
    ...resource,
    id: `r${index}`,
  }));
  const bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
  const unit = {
    unit: 'medical',
    resources: resources as never[],
    attachments: [],
    notSent: [],
  } as const;
  return {
    import: { honest: utf8(JSON.stringify(bundle)), read: readWhole },
    lines: {
      honest: utf8(resources.map((resource) => JSON.stringify(resource)).join('\n')),
      read: readWhole,
    },
    unit: {
      honest: encodeUnit({ ...unit, attachments: [], notSent: [] }),
      read: (bytes) => summary(decodeUnit(bytes, 'medical')),
    },
    'unit with files': {
      honest: packUnit({
        unit: { ...unit, attachments: [], notSent: [] },
        files: new Map([['f', utf8('file')]]),
      }),
      read: (bytes) => unpackUnit(bytes, 'medical'),
    },
    header: { honest: utf8('{"name":"Ada","birthDate":"1970-01-01"}'), read: decodeHeader },
    text: { honest: utf8('Grüße 👋'), read: fromUtf8 },
  };
}

const summary = (unit: ReturnType<typeof decodeUnit>) => summarise({ header: {}, units: [unit] });

/** An import, and everything a screen would ask of what came out of it. */
async function readWhole(bytes: Bytes): Promise<number> {
  const { resources } = await parseImport(bytes, {});
  for (const { resource } of resources) {
    describe(resource);
    fields(resource);
    searchText(resource);
  }
  return resources.length;
}
