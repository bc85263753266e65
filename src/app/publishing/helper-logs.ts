import { fromBase64url } from '../../bytes/base64url.ts';
import type { Bytes } from '../../bytes/bytes.ts';
import { equal } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { signingPublicKey } from '../../crypto/index.ts';
import { HostError, type Reader } from '../../hosts/index.ts';
import {
  logName,
  MAX_PARCEL_BYTES,
  openParcel,
  readAsk,
  readLogPage,
  SharingError,
  type HelperLogLine,
  type HelperLogPage,
} from '../../sharing/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import { failureOf } from '../failure.ts';
import { capsuleId } from './helper-lists.ts';
import type { HelperLine, StoredHelper } from './helper-rows.ts';
import { accountAtDrop } from './host-account.ts';
import type { HelperSeam } from './helper-seam.ts';

/** Pages that are read at once. */
const PAGES_A_LOOK = 20;
const KEPT_LINES = 500;

type Named = (identity: string) => Promise<string>;

/** Reads what a helper tells of itself, and believes what both it and the doctor signed. */
export class HelperLogs {
  readonly #env: Environment;
  readonly #seed: () => Bytes;
  readonly #seam: HelperSeam;
  readonly #nameOf: Named;

  constructor(env: Environment, seed: () => Bytes, seam: HelperSeam, nameOf: Named) {
    this.#env = env;
    this.#seed = seed;
    this.#seam = seam;
    this.#nameOf = nameOf;
  }

  /**
   * The helper with every page that has come since, and the names of these pages. A page that does
   * not fit is left where it is and named in `problem`; hosts that fail are passed by.
   */
  async collect(helper: StoredHelper): Promise<{ helper: StoredHelper; read: string[] }> {
    const read: string[] = [];
    let now: StoredHelper = { ...helper, problem: null };
    for (let pages = 0; pages < PAGES_A_LOOK; pages += 1) {
      const name = logName(fromBase64url(helper.helperKey), (now.log.page?.number ?? -1) + 1);
      const parcel = await this.#found(name);
      if (parcel === null) break;
      try {
        now = await this.#withPage(now, name, parcel);
      } catch (error) {
        if (!(error instanceof SharingError)) throw error;
        return { helper: { ...now, problem: failureOf(error).code }, read };
      }
      read.push(name);
    }
    return { helper: now, read };
  }

  async #withPage(helper: StoredHelper, name: string, parcel: Bytes): Promise<StoredHelper> {
    const bytes = await openParcel(fromBase64url(helper.helperKey), name, parcel);
    const parties = {
      helper: fromHex(helper.identity),
      patient: await signingPublicKey(this.#seed()),
    };
    const { page } = helper.log;
    const previous = page && { number: page.number, hash: fromHex(page.hash) };
    const read = await readLogPage(parties, previous, bytes);
    const told = await this.#lines(helper, read, parties);
    const lines = [...told.toReversed(), ...helper.log.lines].slice(0, KEPT_LINES);
    return { ...helper, log: { page: { number: read.number, hash: toHex(read.hash) }, lines } };
  }

  async #lines(
    helper: StoredHelper,
    { lines }: HelperLogPage,
    parties: { helper: Bytes; patient: Bytes },
  ): Promise<HelperLine[]> {
    const told: HelperLine[] = [];
    for (const line of lines) told.push(await this.#line(helper, line, parties));
    return told;
  }

  /** The doctor's own signature says who asked for what: read as it was read when it was answered. */
  async #line(
    helper: StoredHelper,
    { at, ask: message }: HelperLogLine,
    parties: { helper: Bytes; patient: Bytes },
  ): Promise<HelperLine> {
    const ask = await readAsk({ ...sharingNow(this.#env), now: at }, message);
    if (!equal(ask.helper, parties.helper) || !equal(ask.patient, parties.patient))
      throw new SharingError('helper-mismatch');
    const units = ask.capsules.flatMap((capsule) => helper.units[capsuleId(capsule)] ?? []);
    return {
      at: at.toISOString(),
      forName: await this.#nameOf(toHex(ask.identity)),
      units: [...new Set(units)],
      capsules: ask.capsules.length,
    };
  }

  /** From whichever host has it. */
  async #found(name: string): Promise<Bytes | null> {
    for (const stored of this.#seam.hosts.accounts()) {
      const readers = [accountAtDrop(stored), stored.account];
      for (const account of readers) {
        const parcel = await foundAt(this.#env.hosts.open(account), name);
        if (parcel !== null) return parcel;
      }
    }
    return null;
  }
}

async function foundAt(reader: Reader, name: string): Promise<Bytes | null> {
  try {
    return await reader.get(name, { maxBytes: MAX_PARCEL_BYTES });
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
