export type { Found } from './backup/inspection.ts';
export { openBackup, readBackupHead } from './backup/reader.ts';
export type { BackupHead, BackupReport, OpenedBackup } from './backup/reader.ts';
export type { BackupOptions } from './backup/writer.ts';
export type { BlobOptions, WrittenBlob } from './blob-store.ts';
export { VaultError } from './errors.ts';
export type { VaultErrorCode } from './errors.ts';
export type { PasskeyMark } from './key-slot.ts';
export type { Keyring } from './keyring.ts';
export { collections } from './object-row.ts';
export type { Collection, StoredObject, Unreadable } from './object-row.ts';
export type { Write } from './object-store.ts';
export {
  KIT_WORDS,
  kitBackupName,
  kitsNear,
  kitWords,
  readKitWords,
  wordsBeginning,
  wordsIn,
} from './kit-words.ts';
export type { ReadKit, UnknownWord } from './kit-words.ts';
export { passphraseStrength, suggestPassphrase } from './passphrase.ts';
export type { PassphraseStrength } from './passphrase.ts';
export type { ProfileCard, ProfileRole } from './profile-card.ts';
export type { FactorKind, PasskeyFactor, UnlockFactor } from './unlock-factor.ts';
export { FACTOR_SECRET_BYTES } from './unlock-factor.ts';
export { waitLeft } from './tries.ts';
export type { UnlockedProfile } from './unlocked-profile.ts';
export { openVault } from './vault.ts';
export type { NewWayIn, WayIn } from './ways-in.ts';
export type { NewProfile, Vault, VaultEnvironment } from './vault.ts';
