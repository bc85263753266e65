import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import {
  emergencyKinds,
  makeEmergency,
  MAX_EMERGENCY_LINES,
  readCard,
} from '../../sharing/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Contacts } from '../contacts.ts';
import type {
  EmergencyApi,
  EmergencyCard,
  EmergencyLine,
  EmergencyState,
  OpenForm,
  SealedEmergency,
} from '../emergency-api.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import { ownName } from '../own-name.ts';
import type { RecordBook } from '../record-book.ts';
import { Shelf } from '../shelf.ts';
import { lineText } from './line-text.ts';
import { fingerprintOf, proposalsFrom } from './proposals.ts';

/** The card as it is kept, with what the record said when it was saved. */
interface KeptCard extends EmergencyCard {
  known: string[];
}

interface Held {
  readonly book: RecordBook;
  readonly contacts: Contacts;
  readonly journal: Journal;
}

/** The object in collection `setting` that holds the card. */
const CARD = 'emergency-card';

/** The emergency card of one patient. */
export class EmergencyDesk implements EmergencyApi {
  readonly #env: Environment;
  readonly #profile: UnlockedProfile;
  readonly #held: Held;
  readonly #shelf: Shelf<KeptCard>;

  constructor(env: Environment, profile: UnlockedProfile, held: Held) {
    this.#env = env;
    this.#profile = profile;
    this.#held = held;
    this.#shelf = new Shelf(profile, 'setting');
  }

  async state(): Promise<EmergencyState> {
    const kept = await this.#shelf.get(CARD);
    const proposals = proposalsFrom(this.#held.book);
    if (kept === null) return { card: null, proposals, changed: [] };
    const { known, ...card } = kept;
    return { card, proposals, changed: changedSince(known, proposals) };
  }

  async save(lines: EmergencyLine[]): Promise<EmergencyCard> {
    const card = { lines: lines.flatMap(trimmed), savedAt: this.#env.now().toISOString() };
    if (card.lines.length === 0) throw new AppError('nothing-chosen');
    const known = proposalsFrom(this.#held.book).map(fingerprintOf);
    await this.#profile.commit([this.#shelf.put(CARD, { ...card, known })]);
    return card;
  }

  async remove(): Promise<void> {
    await this.#profile.commit([this.#shelf.delete(CARD)]);
  }

  async handedOver(form: OpenForm): Promise<void> {
    const shown = (await this.#card()).lines.filter((line) => line.shown);
    const said = { event: `emergency-${form}`, who: '', count: shown.length } as const;
    await this.#profile.commit([this.#held.journal.line(said)]);
  }

  async seal(identity: string): Promise<SealedEmergency> {
    const contact = await this.#held.contacts.find(fromHex(identity));
    if (contact === null || contact.card === null) throw new AppError('card-needed');
    const env = sharingNow(this.#env);
    const to = await readCard(env, fromBase64url(contact.card));
    if (toHex(to.identity) !== identity) throw new AppError('card-needed');
    const lines = (await this.#card()).lines.map(({ kind, text }) => ({ kind, text }));
    const patientName = ownName(this.#held.book, this.#profile);
    const message = await makeEmergency(env, this.#profile.keyring, to, { patientName, lines });
    const said = { event: 'emergency-sealed', who: contact.name, identity } as const;
    await this.#profile.commit([this.#held.journal.line({ ...said, count: lines.length })]);
    return { message, to: contact.name };
  }

  /** @throws AppError `nothing-chosen` */
  async #card(): Promise<EmergencyCard> {
    const kept = await this.#shelf.get(CARD);
    if (kept === null) throw new AppError('nothing-chosen');
    return kept;
  }
}

function trimmed(line: EmergencyLine, at: number): EmergencyLine[] {
  const text = lineText(line.text);
  return text === '' || at >= MAX_EMERGENCY_LINES ? [] : [{ ...line, text }];
}

/** The kinds of which something was added, changed or taken away. */
function changedSince(known: readonly string[], now: readonly EmergencyLine[]) {
  const before = new Set(known);
  const after = new Set(now.map(fingerprintOf));
  const added = now.filter((line) => !before.has(fingerprintOf(line))).map(({ kind }) => kind);
  const kinds = new Set<string>([
    ...added,
    ...known
      .filter((fingerprint) => !after.has(fingerprint))
      .map((text) => text.split('|')[0] ?? ''),
  ]);
  return emergencyKinds.filter((kind) => kinds.has(kind));
}
