export type { Addressee, AddressedReader } from './addressed.ts';
export type { TransformedCapsule } from './answer.ts';
export { answeredAsk, makeAnswer, readAnswer } from './answer.ts';
export type { AskTerms, HelperAsk } from './ask.ts';
export { ASK_LIFETIME_SECONDS, makeAsk, MAX_ASKED_CAPSULES, readAsk } from './ask.ts';
export type { Author, Role } from './author.ts';
export type { SealedBatch } from './batch.ts';
export {
  MAX_BATCHES,
  MAX_OBJECTS,
  mergeBatches,
  openOwnBatch,
  relockBatch,
  sealBatch,
} from './batch.ts';
export type { Card, CardKeys } from './card.ts';
export { makeCard, readCard } from './card.ts';
export type { Deposit, DepositAddress, Inbox } from './deposit.ts';
export { isDepositFor, makeDeposit, MAX_DEPOSIT_BYTES, openDeposit } from './deposit.ts';
export { dropName, letterGrantId } from './drop.ts';
export type {
  EmergencyKind,
  EmergencyStatement,
  EmergencyTerms,
  OpenedEmergency,
} from './emergency.ts';
export {
  emergencyKinds,
  makeEmergency,
  MAX_EMERGENCY_LINES,
  MAX_EMERGENCY_TEXT,
  openEmergency,
} from './emergency.ts';
export type { Enrolment, EnrolmentTerms } from './enrolment.ts';
export { makeEnrolment, openEnrolment } from './enrolment.ts';
export type { SharingEnvironment } from './environment.ts';
export { CLOCK_SKEW_SECONDS, MINUTES_RANGE } from './environment.ts';
export type { Epoch, EpochKeys, Lane, StandingKey } from './epoch.ts';
export { epochKeys, newEpoch, reEncryptionKeyFor, standingKey, standingTag } from './epoch.ts';
export type { SharingErrorCode } from './errors.ts';
export { SharingError } from './errors.ts';
export type { GrantTerms, MadeGrant, Patient, Recipient } from './grant.ts';
export { makeGrant } from './grant.ts';
export type { ExpectedList, HelperList } from './helper-list.ts';
export { openHelperList, sealHelperList } from './helper-list.ts';
export type { HelperLogLine, HelperLogPage, LogParties } from './helper-log.ts';
export { makeLogPage, MAX_LOG_PAGE_BYTES, readLogPage } from './helper-log.ts';
export type { Invitation, InvitationTerms } from './invitation.ts';
export { makeInvitation, openInvitation } from './invitation.ts';
export type { Linked, LinkedKind } from './link.ts';
export { cardLink, LINK_LIMIT_BYTES, messageLink, readLink, requestLink } from './link.ts';
export type { BatchLock } from './lock.ts';
export {
  MAX_MAILBOX_BYTES,
  mailboxName,
  MAX_MAILBOX_MESSAGES,
  openMailbox,
  sealMailbox,
} from './mailbox.ts';
export type { PublishedBatch } from './manifest-form.ts';
export { manifestName } from './manifest-form.ts';
export type { Expected, LaneKey, Manifest } from './manifest-reading.ts';
export {
  checkManifest,
  lockFor,
  openBatch,
  openBatchTransformed,
  openManifest,
} from './manifest-reading.ts';
export type { ManifestCapsule, Publication } from './manifest.ts';
export {
  capsulesOf,
  FRESH_SECONDS,
  MAX_MANIFEST_BYTES,
  NO_MANIFEST,
  sealedManifest,
} from './manifest.ts';
export type { Succession } from './successor.ts';
export { makeSuccession, readSuccession } from './successor.ts';
export type { MessageKind } from './message.ts';
export { kindCode, messageKind } from './message.ts';
export type { MoveIntent, MoveRequest, MoveTerms, OpenedMove, PendingMove } from './move.ts';
export {
  makeMoveOpening,
  makeMoveRequest,
  MOVE_OPENING_BYTES,
  openMove,
  readMoveRequest,
} from './move.ts';
export type { BegunMove, MovedContent } from './move-receipt.ts';
export { makeMoveReceipt, readMoveReceipt } from './move-receipt.ts';
export {
  cleanName,
  cleanPurpose,
  cleanText,
  NAME_LIMIT_BYTES,
  PURPOSE_LIMIT_BYTES,
} from './name.ts';
export {
  contentBytesOfPart,
  MAX_OBJECT_BYTES,
  PART_BYTES,
  partCount,
  partsFor,
} from './object-layout.ts';
export type { PartLayout } from './object-layout.ts';
export type { ObjectRef, PartRef } from './object-ref.ts';
export { decodeObjectRef, encodeObjectRef } from './object-ref.ts';
export type { FetchPart, ObjectDraft, Stored } from './object.ts';
export {
  draftObject,
  finishObject,
  MAX_OPENED_BYTES,
  openObject,
  openParts,
  randomName,
  sealObject,
  sealPart,
} from './object.ts';
export type { GrantReader, OpenedGrant } from './open.ts';
export { openGrant, openPackage } from './open.ts';
export type { UnitContent } from './package.ts';
export { MAX_HEADER_BYTES, MAX_UNIT_BYTES } from './package.ts';
export { LEAST_STORED_BYTES, paddedSize } from './padding.ts';
export type { Acquaintance, PinComparison } from './pin.ts';
export { comparePin } from './pin.ts';
export type { DropPlace, ReadingPlace } from './place.ts';
export {
  answerName,
  askName,
  listName,
  logName,
  MAX_PARCEL_BYTES,
  openParcel,
  relayKey,
  sealParcel,
} from './relay.ts';
export type { Ask, PendingRequest, Request } from './request.ts';
export { makeRequest, readRequest, REQUEST_LIFETIME_SECONDS } from './request.ts';
export type { StandingGrant, StandingTerms, StandingUnit } from './standing-grant.ts';
export { makeStandingGrant, openStandingGrant } from './standing-grant.ts';
export type { HelperSide } from './transform.ts';
export { servedFor, transformFor } from './transform.ts';
export type { ListedCapsules, Served } from './served.ts';
export type { WordQuestion } from './words.ts';
export { requestWords, wordQuestions } from './words.ts';
