/** Why the vault refused. The words for people are keyed by these codes, in the page's catalogue. */
export type VaultErrorCode =
  /** The factor does not open any slot; a damaged slot reads the same. */
  | 'wrong-passphrase'
  | 'wrong-passkey'
  | 'wrong-kit'
  | 'wrong-people'
  | 'wrong-guardian'
  /** Too many wrong passphrases: the card says until when nothing is tried. */
  | 'too-soon'
  /** Nothing would be left to open the profile but passkeys, and what others hold for it. */
  | 'last-way-in'
  /** A second answer of the same factor did not open what the first had sealed. */
  | 'not-proven'
  | 'unknown-profile'
  /** What is stored is not what the write expected. */
  | 'conflict'
  /** The browser's quota is used up. Nothing of the action was written. */
  | 'full'
  /** The browser dropped the connection, and again after reopening. */
  | 'lost-connection'
  /** The profile was locked, or the vault closed. */
  | 'closed'
  /** Stored by a later version of Carnet. Nothing was touched. */
  | 'newer-version'
  /** This browser offers no usable database, or no memory for the key derivation. */
  | 'unavailable'
  /** Stored bytes that do not open. They are kept. */
  | 'unreadable'
  | 'cancelled'
  /** A passphrase that would fall at once, or no passphrase for a profile that needs one. */
  | 'too-weak'
  /** The file is no backup. */
  | 'no-backup'
  /** The file ends too early: a download or a copy that was cut off. */
  | 'backup-incomplete'
  /** The file is not as it was made. */
  | 'backup-altered'
  /** The backup of another profile than the open one. */
  | 'backup-of-another'
  /** Made before the profile's keys were renewed: only what opened it then opens it. */
  | 'backup-of-older-keys'
  /** The profile that was to be restored is in this browser already. Nothing was touched. */
  | 'profile-exists'
  /** It lives on another device: here it is read, and nothing of it is written any more. */
  | 'retired';

/** Every failure of the vault. The message is the code: it never holds data. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'VaultError';
    this.code = code;
  }
}
