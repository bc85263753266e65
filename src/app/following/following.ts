import type { Bytes } from '../../bytes/bytes.ts';
import type { UnlockedProfile } from '../../vault/index.ts';
import type { FollowedPatient, FollowingApi } from '../api.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Practice } from '../practice.ts';
import type { Announce } from '../record-writing.ts';

interface Held {
  practice: Practice;
  journal: Journal;
  announce: Announce;
}

const notYet = () => Promise.reject(new AppError('unknown-handle'));

/** The patients whose record may be read while they are away. */
export class Following implements FollowingApi {
  static open(_env: Environment, _profile: UnlockedProfile, _held: Held): Promise<Following> {
    return Promise.resolve(new Following());
  }

  close(): void {}

  list = (): Promise<FollowedPatient[]> => Promise.resolve([]);
  refresh = notYet;
  refreshAll = () => this.list();
  open = notYet;
  forget = notYet;
  sendLetter = notYet;
  sendLetterTo = notYet;
  ask = notYet;
  hearStanding = (_message: Bytes): Promise<FollowedPatient> => notYet();
  hearInvitation = (_message: Bytes): Promise<FollowedPatient> => notYet();
  hearAnswer = (_message: Bytes): Promise<FollowedPatient> => notYet();
}
