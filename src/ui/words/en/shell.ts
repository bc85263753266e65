/** The frame around every screen. */
export const shell = {
  navigation: 'Main',
  record: 'Record',
  share: 'Share',
  people: 'People',
  more: 'More',
  consult: 'Consult',
  patients: 'Patients',
  myCard: 'My card',
  work: 'Work',
  scan: 'Scan',
  lock: 'Lock',
  lockNow: 'Lock now',
  sample: 'Sample.',
  sampleBar: 'Nothing here is real, nothing is protected.',
  leaveSample: 'Leave',
  skip: 'Skip to content',
  covered: 'Carnet is covered while you are away.',
  framedTitle: 'Carnet will not open inside another page',
  framedBody:
    'Another site is showing Carnet in a frame. Your record stays closed. Open Carnet by itself.',
  updateTitle: 'A new version is ready',
  updateBody: 'It takes a second. You will unlock again afterwards.',
  updateNow: 'Update now',
  updateLater: 'Another window is in the middle of a consultation. Update when it is over.',
  unreadableTitle: (count: number) =>
    count === 1 ? 'One thing could not be read' : `${String(count)} things could not be read`,
  unreadableBody:
    'They are kept as they are, and nothing overwrites them. Everything else is fine.',
  lockedTimeout: 'Locked while you were away.',
  loadTitle: 'This part did not load',
  loadBody: 'Your record is safe. Check the connection and try again.',
};
