import { toBase64url } from '../../bytes/base64url.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  letterGrantId,
  SharingError,
  type Invitation,
  type StandingGrant,
} from '../../sharing/index.ts';
import type { Followed, FollowedUnit, Helping, KeptKey, Letterbox, Reading } from './followed.ts';

type GrantedUnit = StandingGrant['units'][number];

const nothingAsked: Helping = { drop: null, next: 0, asks: [], transformed: {} };

/**
 * What a standing grant makes of what is kept of its patient. The newest grant names units, lanes,
 * epochs and terms; of an older one only the keys of earlier epochs of the lane `new` are taken.
 *
 * @throws SharingError `rolled-back` for another grant that is older than the one in force
 */
export function takeGrant(grant: StandingGrant, before: Followed | null, now: Date): Followed {
  const known = before?.reading ?? null;
  if (before === null || known === null) return fresh(grant, before, now);
  const isNewest = grant.issuedAt.toISOString() >= known.issuedAt;
  if (isNewest) return { ...before, ...termsOf(grant), reading: renewed(grant, known) };
  if (before.id !== toHex(grant.grantId)) throw new SharingError('rolled-back');
  const units = known.units.map((unit) => withEarlierKeys(unit, grant));
  return { ...before, reading: { ...known, units } };
}

function fresh(grant: StandingGrant, before: Followed | null, now: Date): Followed {
  return {
    kind: 'active',
    patient: toHex(grant.patientIdentity),
    since: now.toISOString(),
    letterbox: before?.letterbox ?? null,
    helping: before?.helping ?? nothingAsked,
    refreshedAt: null,
    openedAt: null,
    problem: null,
    ...termsOf(grant),
    reading: renewed(grant, null),
  };
}

function termsOf({ grantId, patientName, until }: StandingGrant) {
  return { id: toHex(grantId), name: patientName, until: until?.toISOString() ?? null };
}

function renewed(grant: StandingGrant, known: Reading | null): Reading {
  const unitBefore = (unit: GrantedUnit['unit']) => known?.units.find((one) => one.unit === unit);
  return {
    shelfKey: toBase64url(grant.shelfKey),
    place: grant.place,
    mirrors: known?.mirrors ?? [],
    helper: grant.helper === null ? null : toHex(grant.helper),
    units: grant.units.map((unit) => renewedUnit(unit, unitBefore(unit.unit) ?? null)),
    issuedAt: grant.issuedAt.toISOString(),
  };
}

/** What was seen of a unit is never forgotten while it is granted: a host could show it again. */
function renewedUnit(granted: GrantedUnit, before: FollowedUnit | null): FollowedUnit {
  return {
    unit: granted.unit,
    lane: granted.lane,
    epochId: toHex(granted.epochId),
    leastRevision: Math.max(granted.leastRevision, before?.leastRevision ?? 0),
    keys: joined([keyOf(granted)], before?.keys ?? []),
    seen: before?.seen ?? null,
    openedBatch: before?.openedBatch ?? null,
  };
}

function withEarlierKeys(unit: FollowedUnit, grant: StandingGrant): FollowedUnit {
  const earlier = grant.units.filter((one) => one.unit === unit.unit && one.lane === 'new');
  return { ...unit, keys: joined(unit.keys, earlier.map(keyOf)) };
}

/** The first ones win; of the lane `all` only the current epoch's key opens anything. */
function joined(current: readonly KeptKey[], more: readonly KeptKey[]): KeptKey[] {
  const isKnown = ({ lane, epochId }: KeptKey) =>
    current.some((key) => key.lane === lane && key.epochId === epochId);
  return [...current, ...more.filter((key) => key.lane === 'new' && !isKnown(key))];
}

function keyOf({ lane, epochId, reEncryptionKey }: GrantedUnit): KeptKey {
  const key = reEncryptionKey === null ? null : toBase64url(reEncryptionKey);
  return { lane, epochId: toHex(epochId), key };
}

/** What an invitation makes of what is kept of its patient; an older one changes nothing. */
export function takeInvitation(
  invitation: Invitation,
  before: Followed | null,
  now: Date,
): Followed {
  const known = before ?? invited(invitation, now);
  const { letters, helper } = invitation;
  const letterbox = letters === null ? known.letterbox : letterboxOf(invitation, known.letterbox);
  const helping = helper === null ? known.helping : { ...known.helping, drop: helper.drop };
  const terms = known.reading === null && letterbox !== null ? { until: letterbox.until } : {};
  return { ...known, ...terms, letterbox, helping };
}

function invited({ patientIdentity, patientName, grantId, letters, until }: Invitation, now: Date) {
  // A question can only be left by somebody who has the grant that it belongs to.
  if (letters === null) throw new SharingError('no-such-request');
  const id = grantId ?? letterGrantId(letters.dropKey).subarray(0, 16);
  return {
    kind: 'active',
    id: toHex(id),
    patient: toHex(patientIdentity),
    name: patientName,
    since: now.toISOString(),
    until: until?.toISOString() ?? null,
    reading: null,
    letterbox: null,
    helping: nothingAsked,
    refreshedAt: null,
    openedAt: null,
    problem: null,
  } as const;
}

function letterboxOf(invitation: Invitation, known: Letterbox | null): Letterbox | null {
  const { letters, until } = invitation;
  const issuedAt = invitation.issuedAt.toISOString();
  if (letters === null || (known !== null && issuedAt < known.issuedAt)) return known;
  const dropKey = toBase64url(letters.dropKey);
  return {
    drop: letters.drop,
    dropKey,
    inboxPublic: toBase64url(letters.inboxPublic),
    next: known?.dropKey === dropKey ? known.next : 0,
    issuedAt,
    until: until?.toISOString() ?? null,
  };
}
