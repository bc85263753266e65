/** A person's choices, kept sealed in the profile. */
export interface Settings {
  /** Locks after so many seconds hidden or idle; 0 locks at once when hidden. */
  lockAfterSeconds: number;
  theme: 'system' | 'light' | 'dark';
  language: 'en' | 'pseudo';
  codePace: 'slow' | 'normal' | 'fast';
  /** Minutes a visit lasts unless said otherwise. */
  visitMinutes: number;
}

export const defaultSettings: Settings = {
  lockAfterSeconds: 120,
  theme: 'system',
  language: 'en',
  codePace: 'normal',
  visitMinutes: 30,
};
