import { codesOf } from './concept.ts';
import type { RecordStatus } from './description.ts';
import type { JsonObject } from './json.ts';
import { lineOf, member } from './json.ts';

const active = new Set([
  ...['active', 'recurrence', 'relapse', 'completed', 'final', 'amended', 'corrected', 'current'],
  ...[
    'finished',
    'arrived',
    'triaged',
    'in-progress',
    'onleave',
    'booked',
    'fulfilled',
    'accepted',
  ],
  ...['available', 'registered', 'partial', 'preliminary', 'appended', 'planned', 'ready'],
  ...['issued', 'balanced', 'executed', 'billable', 'billed', 'pending', 'waitlist', 'checked-in'],
]);

const stopped = new Set([
  ...['inactive', 'resolved', 'remission', 'stopped', 'cancelled', 'not-done', 'not-taken'],
  ...['revoked', 'superseded', 'abandoned', 'rejected', 'noshow', 'terminated', 'declined'],
  ...['ended', 'closed', 'disputed', 'refuted', 'aborted', 'failed', 'retired'],
]);

const clinical = ['clinicalStatus', 'status', 'docStatus', 'lifecycleStatus'] as const;

/** The codes a status member holds, whether it is a code or a CodeableConcept. */
export function statusCodes(resource: JsonObject, key: string): string[] {
  const value = member(resource, key);
  const codes = codesOf(value).map(({ code }) => code);
  return [lineOf(resource, key), ...codes].filter((code) => code !== '');
}

/** Whether a resource says that it should never have existed, wherever it says so. */
export function enteredInError(resource: JsonObject): boolean {
  return [...clinical, 'verificationStatus'].some((key) =>
    statusCodes(resource, key).some((code) => code === 'entered-in-error' || code === 'error'),
  );
}

/** The status by the usual members; `refuted` counts as stopped. */
export function statusOf(resource: JsonObject): RecordStatus {
  if (enteredInError(resource)) return 'entered-in-error';
  if (statusCodes(resource, 'verificationStatus').includes('refuted')) return 'stopped';
  const said = clinical.flatMap((key) => statusCodes(resource, key).slice(0, 2));
  if (said.some((code) => stopped.has(code))) return 'stopped';
  return said.some((code) => active.has(code)) ? 'active' : 'unknown';
}

/** The status of a therapy, where `completed` means that it is over. */
export function therapyStatus(resource: JsonObject): RecordStatus {
  const over = statusCodes(resource, 'status').includes('completed');
  const status = statusOf(resource);
  return over && status === 'active' ? 'stopped' : status;
}
