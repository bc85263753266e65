import { fromBase64url } from '../../bytes/base64url.ts';
import { utf8, type Bytes } from '../../bytes/bytes.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { sha256 } from '../../crypto/index.ts';
import type { ShareUnit } from '../../records/index.ts';
import {
  listName,
  relayKey,
  sealHelperList,
  type HelperList,
  type ListedCapsules,
  type Served,
  type Stored,
} from '../../sharing/index.ts';
import { sharingNow, type Environment } from '../environment.ts';
import type { StoredHelper } from './helper-rows.ts';
import type { HelpedGrant, HelperSeam } from './helper-seam.ts';

/** First bytes of a capsule that tell it from every other of one patient. */
const CAPSULE_ID_BYTES = 8;
/** Capsules whose unit is remembered for the log, beyond those listed now. */
const KEPT_CAPSULES = 2000;

export const capsuleId = (capsule: Uint8Array): string =>
  toHex(capsule.subarray(0, CAPSULE_ID_BYTES));

/** A helper's next list, or null where the one on the host says the same. */
export interface NextList {
  readonly stored: Stored;
  readonly helper: StoredHelper;
}

/** Makes the lists of what each helper may transform, for whom. */
export class HelperLists {
  readonly #env: Environment;
  readonly #seed: () => Bytes;
  readonly #seam: HelperSeam;
  /** Re-encryption keys by grant, unit, lane and epoch: they never change and cost milliseconds. */
  readonly #keys = new Map<string, Bytes | null>();

  constructor(env: Environment, seed: () => Bytes, seam: HelperSeam) {
    this.#env = env;
    this.#seed = seed;
    this.#seam = seam;
  }

  async next(helper: StoredHelper): Promise<NextList | null> {
    const revision = helper.revision + 1;
    const [groups, serves] = helper.dismissed ? [[], []] : await this.#listed(helper);
    const saying = sayingOf(helper.dismissed, groups, serves);
    const listed = listName(fromBase64url(helper.helperKey));
    if (saying === helper.saying && !this.#seam.hosts.outbox.isLost(listed)) return null;
    const list: HelperList = { revision, dismissed: helper.dismissed, groups, serves };
    const to = { identity: fromHex(helper.identity), helperKey: fromBase64url(helper.helperKey) };
    const owner = { identitySeed: this.#seed() };
    const stored = await sealHelperList(sharingNow(this.#env), owner, to, list);
    return { stored, helper: { ...helper, revision, saying, units: unitsOf(helper, groups) } };
  }

  async #listed(helper: StoredHelper): Promise<[ListedCapsules[], Served[]]> {
    const grants = this.#seam.grants().filter((grant) => grant.throughHelper === helper.identity);
    const groups = grants.length === 0 ? [] : await this.#groups();
    const shelfKey = await this.#seam.shelfKey();
    const serves: Served[] = [];
    for (const grant of grants) {
      const grantId = fromHex(grant.grantId);
      serves.push({
        identity: fromHex(grant.identity),
        name: grant.name,
        grantId,
        relayKey: relayKey(shelfKey, grantId),
        until: grant.until === null ? null : new Date(grant.until),
        uses: helper.usesEach,
        keys: await this.#keysOf(grant, groups),
      });
    }
    return onlyUsed(groups, serves);
  }

  /** Every capsule on the host, by unit, lane and epoch. */
  async #groups(): Promise<ListedCapsules[]> {
    const groups = new Map<
      string,
      { unit: ShareUnit } & Omit<ListedCapsules, 'capsules'> & { capsules: Bytes[] }
    >();
    for (const { unit, capsules } of await this.#seam.capsules())
      for (const { lane, epochId, capsule } of capsules) {
        const key = `${unit}/${lane}/${toHex(epochId)}`;
        const group = groups.get(key) ?? { unit, lane, epochId, capsules: [] };
        group.capsules.push(capsule);
        groups.set(key, group);
      }
    return [...groups.values()];
  }

  async #keysOf(grant: HelpedGrant, groups: readonly ListedCapsules[]): Promise<Served['keys']> {
    const keys: { group: number; reEncryptionKey: Bytes }[] = [];
    for (const [group, listed] of groups.entries()) {
      const isGranted = grant.units.some(
        ({ unit, lane }) => unit === listed.unit && lane === listed.lane,
      );
      const key = isGranted ? await this.#key(grant, listed) : null;
      if (key !== null) keys.push({ group, reEncryptionKey: key });
    }
    return keys;
  }

  async #key({ grantId }: HelpedGrant, { unit, lane, epochId }: ListedCapsules) {
    const place = `${grantId}/${unit}/${lane}/${toHex(epochId)}`;
    const known = this.#keys.get(place);
    if (known !== undefined) return known;
    const key = await this.#seam.reEncryptionKey(grantId, unit, lane, epochId);
    this.#keys.set(place, key);
    return key;
  }
}

/** Groups that nobody here has a key for are none of this helper's business. */
function onlyUsed(
  groups: readonly ListedCapsules[],
  serves: readonly Served[],
): [ListedCapsules[], Served[]] {
  const used = groups
    .map((group, index) => ({ group, index }))
    .filter(({ index }) => serves.some(({ keys }) => keys.some(({ group }) => group === index)));
  const places = new Map(used.map(({ index }, place) => [index, place]));
  const moved = serves.map((served) => ({
    ...served,
    keys: served.keys.map((key) => ({ ...key, group: places.get(key.group) ?? 0 })),
  }));
  return [used.map(({ group }) => group), moved];
}

/** What a list says, whatever its revision. */
function sayingOf(
  dismissed: boolean,
  groups: readonly ListedCapsules[],
  serves: readonly Served[],
): string {
  const said = {
    dismissed,
    groups: groups.map(({ unit, lane, epochId, capsules }) => [
      unit,
      lane,
      toHex(epochId),
      capsules.map(toHex),
    ]),
    serves: serves.map(({ grantId, name, until, uses, keys }) => [
      toHex(grantId),
      name,
      until?.toISOString() ?? null,
      uses,
      keys.map(({ group }) => group),
    ]),
  };
  return toHex(sha256(utf8(JSON.stringify(said))));
}

function unitsOf(
  { units }: StoredHelper,
  groups: readonly ListedCapsules[],
): Record<string, ShareUnit> {
  const listed = groups.flatMap(({ unit, capsules }) =>
    capsules.map((capsule) => [capsuleId(capsule), unit] as const),
  );
  const earlier = Object.entries(units).slice(-KEPT_CAPSULES);
  return Object.fromEntries([...earlier, ...listed]);
}
