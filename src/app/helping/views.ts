import { toHex } from '../../bytes/hex.ts';
import type { ShareUnit } from '../../records/index.ts';
import type { HelperList, Served } from '../../sharing/index.ts';
import type { HelpedPatient, HelperJob } from '../standing-api.ts';
import type { Helped, Job } from './helped.ts';

/** A patient as the helper's screen shows them. */
export function helpedView(
  helped: Helped,
  list: HelperList | null,
  problem: string | null,
): HelpedPatient {
  const { id, name, since, until } = helped;
  const serves = (list?.serves ?? []).map((served) => ({
    name: served.name,
    units: list === null ? [] : unitsOf(served, list),
    usesLeft: usesLeft(helped, served),
  }));
  const state = helped.enrolment === null ? 'ended' : 'active';
  return { id, name, serves, since, until, state, problem };
}

export function jobView({ id, at, patient, forName, capsules, outcome, code }: Job): HelperJob {
  return { id, at, patient, forName, capsules, outcome, code };
}

function unitsOf({ keys }: Served, { groups }: HelperList): ShareUnit[] {
  const units = keys.map(({ group }) => groups[group]?.unit);
  return [...new Set(units.filter((unit) => unit !== undefined))];
}

function usesLeft({ asked }: Helped, { grantId, uses }: Served): number {
  return Math.max(0, uses - (asked[toHex(grantId)]?.uses ?? 0));
}
