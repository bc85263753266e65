import type { Load } from './load.ts';

const home: Load = () => import('../screens/record/RecordHome.svelte');
const list: Load = () => import('../screens/record/RecordList.svelte');
const item: Load = () => import('../screens/record/RecordItem.svelte');
const split: Load = () => import('../screens/record/RecordSplit.svelte');
const add: Load = () => import('../screens/record/AddChoice.svelte');
const form: Load = () => import('../screens/record/RecordEditor.svelte');
const document: Load = () => import('../screens/record/AddDocument.svelte');
const bringIn: Load = () => import('../screens/record/ImportScreen.svelte');

const share: Load = () => import('../screens/share/ShareStart.svelte');
const people: Load = () => import('../screens/people/People.svelte');
const helpers: Load = () => import('../screens/people/Helpers.svelte');
const letters: Load = () => import('../screens/letters/Letters.svelte');
const consult: Load = () => import('../screens/consult/ConsultStart.svelte');
const patients: Load = () => import('../screens/consult/Patients.svelte');
const myCard: Load = () => import('../screens/consult/MyCard.svelte');
const helperWork: Load = () => import('../screens/helper/Work.svelte');
const helperScan: Load = () => import('../screens/helper/HelperScan.svelte');
const helperCard: Load = () => import('../screens/helper/HelperCard.svelte');
const channelTest: Load = () => import('../screens/channel-test/ChannelTest.svelte');

const more: Readonly<Record<string, Load>> = {
  settings: () => import('../screens/more/SettingsScreen.svelte'),
  profile: () => import('../screens/more/ProfileScreen.svelte'),
  'screen-lock': () => import('../screens/more/ScreenLockScreen.svelte'),
  passphrase: () => import('../screens/more/PassphraseScreen.svelte'),
  log: () => import('../screens/more/ActivityLog.svelte'),
  data: () => import('../screens/data/DataStory.svelte'),
  backup: () => import('../screens/backup/BackupScreen.svelte'),
  move: () => import('../screens/moving/MoveScreen.svelte'),
  paper: () => import('../screens/more/PaperScreen.svelte'),
  export: () => import('../screens/more/ExportScreen.svelte'),
  about: () => import('../screens/more/AboutScreen.svelte'),
  limits: () => import('../screens/more/LimitsScreen.svelte'),
  remove: () => import('../screens/more/RemoveProfile.svelte'),
};
const hosts: Load = () => import('../screens/hosts/HostsHome.svelte');
const addHost: Load = () => import('../screens/hosts/AddHost.svelte');
const hostDetail: Load = () => import('../screens/hosts/HostDetail.svelte');
const waysIn: Readonly<Record<string, Load>> = {
  kit: () => import('../screens/ways-in/MakeKit.svelte'),
  check: () => import('../screens/ways-in/CheckKit.svelte'),
  people: () => import('../screens/ways-in/TrustedPeople.svelte'),
  passkey: () => import('../screens/ways-in/AddPasskey.svelte'),
  lock: () => import('../screens/ways-in/ChangeLock.svelte'),
};
const emergency: Readonly<Record<string, Load>> = {
  edit: () => import('../screens/emergency/EmergencyEdit.svelte'),
  paper: () => import('../screens/emergency/EmergencyPaper.svelte'),
  picture: () => import('../screens/emergency/EmergencyPicture.svelte'),
  code: () => import('../screens/emergency/EmergencyCode.svelte'),
  sealed: () => import('../screens/emergency/EmergencySealed.svelte'),
};
const emergencyHome: Load = () => import('../screens/emergency/EmergencyHome.svelte');
const waysInHome: Load = () => import('../screens/ways-in/WaysInHome.svelte');
const family: Load = () => import('../screens/family/FamilyScreen.svelte');
const familyPlaces: Readonly<Record<string, Load>> = {
  add: () => import('../screens/family/AddMember.svelte'),
  link: () => import('../screens/family/LinkMember.svelte'),
  'hand-over': () => import('../screens/family/HandOver.svelte'),
  codes: () => import('../screens/family/SuccessionCodes.svelte'),
};
const moreHome: Load = () => import('../screens/more/MoreHome.svelte');

function recordRoute(segments: readonly string[]): Load {
  const [, place, , what] = segments;
  if (place === 'add') return segments[2] === 'document' ? document : segments[2] ? form : add;
  if (place === 'import') return bringIn;
  if (place === 'letters') return letters;
  if (place === 'item') return what === 'edit' ? form : item;
  if (place === 'part') return split;
  return place === 'search' || place === 'unsorted' ? list : home;
}

function moreRoute([, place, what]: readonly string[]): Load {
  if (place === 'ways-in') return waysIn[what ?? ''] ?? waysInHome;
  if (place === 'emergency') return emergency[what ?? ''] ?? emergencyHome;
  if (place === 'family') return familyPlaces[what ?? ''] ?? family;
  if (place !== 'hosts') return more[place ?? ''] ?? moreHome;
  return what === 'add' ? addHost : what ? hostDetail : hosts;
}

function helperRoute(area: string | undefined): Load {
  // What comes by a link leads there as well.
  if (area === 'scan' || area === 'share') return helperScan;
  return area === 'my-card' ? helperCard : helperWork;
}

/** The screen for a place, among those the role has. */
export function routeOf(segments: readonly string[], role: 'patient' | 'doctor' | 'helper'): Load {
  const [area] = segments;
  if (area === 'more') return moreRoute(segments);
  if (area === 'channel-test') return channelTest;
  if (role === 'doctor')
    return area === 'patients' ? patients : area === 'my-card' ? myCard : consult;
  if (role === 'helper') return helperRoute(area);
  if (area === 'share') return share;
  if (area === 'people') return segments[1] === 'helpers' ? helpers : people;
  return recordRoute(segments);
}

/**
 * A screen starts anew when this changes. A part's list stays while its records open beside it, and
 * other areas find their own way inside themselves.
 */
export function routeKeyOf(segments: readonly string[]): string {
  const [area, place, name] = segments;
  if (area !== 'record' && area !== 'more' && area !== 'people') return area ?? '';
  return place === 'part' ? `record/part/${name ?? ''}` : segments.join('/');
}
