import type { OpenedGrant } from '../sharing/index.ts';
import { decodeHeader } from './header.ts';
import { unpackUnit } from './unit-content.ts';
import type { OpenedRecord } from './visit.ts';

/**
 * What came with a visit grant, files and all.
 *
 * @throws AppError `unreadable-content`, RecordsError, BytesError: signed, yet not well formed
 */
export function grantedRecord(grant: OpenedGrant): OpenedRecord {
  const contents = grant.units.map(({ unit, content }) => unpackUnit(content, unit));
  const { patientIdentity, inboxPublic, grantId, asked, purpose } = grant;
  const { grantedAt, expiresAt, forwardSecret } = grant;
  const fileOf = (id: string) => {
    const file = contents.map(({ files }) => files.get(id)).find((one) => one !== undefined);
    return file === undefined ? null : new Blob([file]);
  };
  return {
    address: { patientIdentity, inboxPublic, grantId, header: decodeHeader(grant.header) },
    units: contents.map(({ unit }) => unit),
    asked,
    purpose,
    grantedAt,
    expiresAt,
    forwardSecret,
    standing: null,
    file: (id) => Promise.resolve(fileOf(id)),
    wipe: () => {
      for (const { content } of grant.units) content.fill(0);
      for (const { files } of contents) for (const file of files.values()) file.fill(0);
    },
  };
}
