import { signingPublicKey } from '../../crypto/index.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { Consultation } from '../consultation.ts';
import type { Contacts } from '../contacts.ts';
import type { Deposits } from '../deposits.ts';
import type { Environment } from '../environment.ts';
import type { Journal } from '../journal.ts';
import type { RecordBook } from '../record-book.ts';
import type { Announce } from '../record-writing.ts';
import type { KitKeeping } from '../ways-in/kit-duty.ts';
import { AccessList } from './access.ts';
import { Admission } from './admission.ts';
import { Epochs } from './epochs.ts';
import { PublishedFiles } from './files.ts';
import { Grants } from './grants.ts';
import type { HelperSeam } from './helper-seam.ts';
import { Helpers } from './helpers.ts';
import type { Hosts } from './hosts.ts';
import { Letters } from './letters.ts';
import { Publication } from './publication.ts';
import { RollsDue } from './rolls-due.ts';
import { seamOf } from './seam.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { Upkeep } from './upkeep.ts';

/** What standing access needs of the rest of an open profile. */
export interface StandingHeld {
  readonly book: RecordBook;
  readonly contacts: Contacts;
  readonly journal: Journal;
  readonly consultation: Consultation;
  readonly deposits: Deposits;
  readonly hosts: Hosts;
  /** Refuses what shares while a recovery kit is owed. */
  readonly kit?: Pick<KitKeeping, 'requireForSharing'>;
  readonly announce: Announce;
}

/** What standing access is made of. */
export interface StandingParts {
  readonly access: AccessList;
  readonly admission: Admission;
  readonly files: PublishedFiles;
  readonly grants: Grants;
  readonly helpers: Helpers;
  readonly letters: Letters;
  readonly publication: Publication;
  readonly rollsDue: RollsDue;
  readonly secrets: Secrets;
  readonly upkeep: Upkeep;
}

/** Puts the parts together; `asks` is what helpers may ask of the whole. */
export async function openParts(
  env: Environment,
  profile: UnlockedProfile,
  { book, contacts, journal, consultation, deposits, hosts }: StandingHeld,
  asks: Pick<HelperSeam, 'roll' | 'route'>,
): Promise<StandingParts> {
  const identity = await signingPublicKey(profile.keyring.identitySeed);
  const secrets = await openSecrets(env, profile);
  const [access, epochs] = [new AccessList(profile), new Epochs(env, profile, identity)];
  const files = new PublishedFiles(env, profile, identity);
  const grants = new Grants(env, profile, { book, hosts, epochs, secrets });
  const publishing = { book, hosts, epochs, files, secrets };
  const publication = new Publication(env, profile, identity, publishing);
  const letters = new Letters(env, profile, { access, deposits, hosts });
  const rollsDue = new RollsDue(profile);
  const keeping = { access, grants, hosts, journal, publication, rollsDue, secrets };
  const upkeep = new Upkeep(env, profile, keeping);
  const admitting = { access, consultation, contacts, grants, hosts, journal, upkeep };
  const admission = new Admission(env, admitting);
  const seam = seamOf({ access, grants, hosts, publication, secrets }, asks);
  const helpers = new Helpers(env, profile, { book, journal, contacts, consultation, seam });
  return {
    ...{ access, admission, files, grants, helpers, letters, publication, rollsDue },
    ...{ secrets, upkeep },
  };
}
