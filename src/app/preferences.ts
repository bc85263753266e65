import type { UnlockedProfile } from '../vault/index.ts';
import type { Professional } from './api.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { Shelf } from './shelf.ts';

/** A profile's settings, and a doctor's name and role. */
export class Preferences {
  readonly #profile: UnlockedProfile;
  readonly #settings: Shelf<Partial<Settings>>;
  readonly #professional: Shelf<Professional>;

  constructor(profile: UnlockedProfile) {
    this.#profile = profile;
    this.#settings = new Shelf(profile, 'setting');
    this.#professional = new Shelf(profile, 'setting');
  }

  /** What was saved, over the defaults: a setting added later has a value in old profiles too. */
  async settings(): Promise<Settings> {
    return { ...defaultSettings, ...(await this.#settings.get('settings')) };
  }

  async saveSettings(settings: Settings): Promise<void> {
    await this.#profile.commit([this.#settings.put('settings', settings)]);
  }

  async professional(): Promise<Professional | null> {
    return this.#professional.get('professional');
  }

  async saveProfessional(professional: Professional): Promise<void> {
    await this.#profile.commit([this.#professional.put('professional', professional)]);
  }
}
