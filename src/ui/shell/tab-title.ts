import { words } from '../words/index.ts';

/**
 * What stands on the browser's tab: never more than the area, since browsers write titles into
 * their history, where a name or an illness would stay in clear.
 */
export function tabTitle(area: string | undefined): string {
  const { record, share, people, more, consult, patients, myCard, work, scan } = words.shell;
  const areas = { record, share, people, more, consult, patients, 'my-card': myCard, work, scan };
  const word = Object.entries(areas).find(([path]) => path === area)?.[1];
  return word === undefined ? 'Carnet' : `${word} · Carnet`;
}
