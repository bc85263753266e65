import { fromBase64url } from '../../bytes/base64url.ts';
import { fromHex } from '../../bytes/hex.ts';
import type { PatientHeader } from '../../records/index.ts';
import { letterGrantId } from '../../sharing/index.ts';
import type { OpenedRecord } from '../visit.ts';
import type { Followed } from './followed.ts';
import { fromHost } from './from-host.ts';
import { freshness, newsOf } from './followed-view.ts';
import { readFile, type ReadUnit } from './reader.ts';
import type { Sources } from './sources.ts';

/** A record from a host stays open for as long as a long consultation, and is fetched anew then. */
const VISIT_MS = 60 * 60 * 1000;

const NO_GRANT_BYTES = 32;

/** What was read by standing access, as a visit shows it; its files come when they are asked for. */
export function standingRecord(
  followed: Followed,
  units: readonly ReadUnit[],
  {
    header,
    now,
    sources,
    leave,
  }: {
    header: PatientHeader;
    now: Date;
    /** Where files come from while the visit is open. */
    sources: Sources;
    /** Ends what is still on its way. */
    leave: () => void;
  },
): OpenedRecord {
  const patientIdentity = fromHex(followed.patient);
  const { asOf, freshUntil } = freshness(followed);
  const end = Math.min(now.getTime() + VISIT_MS, Date.parse(followed.until ?? '9999-12-31'));
  const refs = units.flatMap(({ files }) => [...files.values()]);
  const find = (id: string) => units.map(({ files }) => files.get(id)).find(Boolean);
  return {
    address: { patientIdentity, header, ...letterAddress(followed) },
    units: units.map(({ unit }) => unit),
    asked: [],
    purpose: '',
    grantedAt: now,
    expiresAt: new Date(end),
    forwardSecret: false,
    standing: {
      id: followed.id,
      asOf: asOf ?? now.toISOString(),
      freshUntil: freshUntil ?? now.toISOString(),
      news: followed.openedAt === null ? null : newsOf(followed),
    },
    file: async (id) => {
      const ref = find(id);
      if (ref === undefined) return null;
      return readFile(sources, patientIdentity, ref).catch((error: unknown) => {
        throw fromHost(error);
      });
    },
    wipe: () => {
      leave();
      for (const { key } of refs) key.fill(0);
    },
  };
}

function letterAddress({
  letterbox,
}: Followed): Pick<OpenedRecord['address'], 'inboxPublic' | 'grantId'> {
  if (letterbox === null) return { inboxPublic: null, grantId: new Uint8Array(NO_GRANT_BYTES) };
  return {
    inboxPublic: fromBase64url(letterbox.inboxPublic),
    grantId: letterGrantId(fromBase64url(letterbox.dropKey)),
  };
}
