import type { Load } from './load.ts';

/**
 * Screens that need nobody to be unlocked. Apart from the others: the first screen waits for these
 * addresses, and for no more of them than it has to.
 */
const screens: Readonly<Record<string, Load>> = {
  'channel-test': () => import('../screens/channel-test/ChannelTest.svelte'),
  restore: () => import('../screens/backup/GatedRestore.svelte'),
  'move-here': () => import('../screens/moving/GatedMoveHere.svelte'),
  'take-over': () => import('../screens/family/GatedTakeOver.svelte'),
  limits: () => import('../screens/more/LimitsScreen.svelte'),
  about: () => import('../screens/more/AboutScreen.svelte'),
};

export function openRouteOf([place = '']: readonly string[]): Load | null {
  return Object.hasOwn(screens, place) ? (screens[place] ?? null) : null;
}
