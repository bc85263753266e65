export type Language = 'en' | 'pseudo';

/** The language every word is read in. It changes once per unlock, from the profile's settings. */
class SpokenLanguage {
  current = $state<Language>('en');

  get direction(): 'ltr' | 'rtl' {
    return this.current === 'pseudo' ? 'rtl' : 'ltr';
  }
}

export const spoken = new SpokenLanguage();
