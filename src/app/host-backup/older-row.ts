import { fromBase64url } from '../../bytes/base64url.ts';
import type { HostRow, IndexPlace, KeptCopy } from './ledger.ts';
import { olderPartName } from './older-copy.ts';

interface OlderParts {
  /** Base64url, and how many parts hang on it. */
  readonly secret: string;
  readonly parts: number;
}

/** The row about a host as the first version wrote it. */
export interface OlderRow {
  readonly kept: (Omit<KeptCopy, 'id' | 'pieces' | 'olderNames'> & OlderParts) | null;
  readonly leftovers: readonly ({ readonly index: IndexPlace | null } & OlderParts)[];
}

export function fromOlderRow({ kept, leftovers }: OlderRow): HostRow {
  return {
    kept: kept && keptFrom(kept),
    begun: null,
    leftovers: leftovers.map(({ index, ...parts }) => ({ index, names: namesOf(parts) })),
  };
}

function keptFrom({ secret, parts, ...kept }: NonNullable<OlderRow['kept']>): KeptCopy {
  return { ...kept, id: secret, pieces: [], olderNames: namesOf({ secret, parts }) };
}

function namesOf({ secret, parts }: OlderParts): string[] {
  const raw = fromBase64url(secret);
  return Array.from({ length: parts }, (_, index) => olderPartName(raw, index));
}
