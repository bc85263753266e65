import { toHex } from '../../bytes/hex.ts';
import { shareUnits, type ShareUnit } from '../../records/index.ts';
import type { Lane } from '../api.ts';
import { reads, type AccessList, type StoredAccess } from './access.ts';
import type { Grants } from './grants.ts';
import type { HelperSeam } from './helper-seam.ts';
import { dropOf } from './host-account.ts';
import type { Hosts } from './hosts.ts';
import type { Publication } from './publication.ts';
import type { Secrets } from './secrets.ts';
import { currentEpoch } from './unit-state.ts';

interface Held {
  readonly access: AccessList;
  readonly grants: Grants;
  readonly hosts: Hosts;
  readonly publication: Publication;
  readonly secrets: Secrets;
}

/** What the patient's helpers get to know of what is published, and may ask of it. */
export function seamOf(held: Held, asks: Pick<HelperSeam, 'roll' | 'route'>): HelperSeam {
  const { access, hosts, secrets } = held;
  return {
    ...asks,
    hosts,
    grants: () => access.all().filter(reads),
    capsules: () => capsulesOf(held),
    reEncryptionKey: async (grantId, unit, lane, epochId) => {
      const reader = access.get(grantId);
      const epoch = toHex(epochId);
      if (reader === null || !(await mayOpen(held, reader, { unit, lane, epoch }))) return null;
      return held.grants.reEncryptionKey(reader, unit, lane, epoch);
    },
    shelfKey: () => Promise.resolve(secrets.shelfKey),
    want: async (put, drop, besides) => {
      const ranked = put.map((stored) => ({ ...stored, rank: 'message' as const }));
      await hosts.outbox.want({ put: ranked, parts: [], named: [], drop: [...drop] }, besides);
    },
    place: () => hosts.accounts()[0]?.reading ?? null,
    drop: () => {
      const [host] = hosts.accounts();
      return host === undefined ? null : dropOf(host);
    },
  };
}

async function capsulesOf({ publication }: Held) {
  const found = [];
  for (const unit of shareUnits) found.push({ unit, capsules: await publication.capsules(unit) });
  return found.filter(({ capsules }) => capsules.length > 0);
}

/** Lane `all`: the current epoch. Lane `new`: every epoch since this person joined. */
async function mayOpen(
  { publication }: Held,
  access: StoredAccess,
  { unit, lane, epoch }: { unit: ShareUnit; lane: Lane; epoch: string },
): Promise<boolean> {
  const held = access.units.find((one) => one.unit === unit);
  const state = await publication.states.get(unit);
  if (held?.lane !== lane || state === null || !reads(access)) return false;
  if (held.floor === null) return epoch === currentEpoch(state);
  const since = state.epochs.indexOf(held.floor);
  return since >= 0 && state.epochs.indexOf(epoch) >= since;
}
