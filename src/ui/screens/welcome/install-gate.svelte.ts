import { mustInstallFirst } from './install.svelte.ts';

/**
 * No key is made in a Safari tab before somebody was told that Safari deletes it, and that the app on
 * the Home Screen does not see it: the two share no storage.
 */
class InstallGate {
  /** Somebody was told, and goes on all the same; until the page is left. */
  waived = $state(false);

  get closed(): boolean {
    return !this.waived && mustInstallFirst();
  }
}

export const installGate = new InstallGate();
