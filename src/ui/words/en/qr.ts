import { catalogue } from '../catalogue.ts';
import { plural } from '../plural.ts';

/** What people read beside a code that they show, and while they scan one. */
export const qrWords = catalogue({
  show: {
    mayGoDark:
      'This browser cannot keep the screen on. Touch it now and then while the code is read.',
    paces: { slow: 'Slow', normal: 'Normal', fast: 'Fast' },
    pace: 'How fast the code changes',
    size: 'Size',
    pause: 'Pause',
    resume: 'Go on',
    paused: 'Paused. Nothing can be scanned now.',
    takes: (seconds: number) =>
      `Scanning takes about ${plural(seconds, 'second', 'seconds')}, in one go.`,
    rounds: (rounds: number) => `Shown ${plural(rounds, 'time', 'times')} in full.`,
    bright: 'Make your screen bright, and hold it about 20 cm from the other camera.',
    calm: 'Your device asks for little motion, so the code starts slow.',
    tooLargeTitle: 'This is too large for a code',
    tooLargeBody: 'Send it as a file instead. Nothing is lost.',
    tooLargeForStill: 'This is too large for one code. Send it as a file instead.',
  },
  scan: {
    picture: 'What the camera sees',
    progress: 'Received',
    keepStill: (percent: string) => `Keep still – ${percent}`,
    advice: {
      aim: 'Hold the code inside the frame.',
      closer: 'Move closer, until the code fills the frame.',
      'aim-again': 'The code is out of sight. Hold it inside the frame again.',
      'ask-slow': 'This goes slowly. Ask for Slow on the other screen, or for a brighter screen.',
      'too-large': 'This is too large for a code. Ask for the file.',
      'started-over': 'Something was misread. Starting over, keep still.',
    },
    problems: {
      denied: {
        title: 'The camera is switched off for Carnet',
        body: 'Allow the camera in your browser’s settings for this page, or use one of the other ways below.',
      },
      none: {
        title: 'There is no camera here',
        body: 'Use a photo of the code, or copy and paste it.',
      },
      busy: {
        title: 'The camera is not free',
        body: 'Another app may be using it. Close that app and start the camera again, or use a photo.',
      },
      insecure: {
        title: 'The camera needs a secure address',
        body: 'Open Carnet by its https address. A photo or a copied text works here too.',
      },
      closed: {
        title: 'The picture has stopped',
        body: 'Start the camera again to go on. What was received so far is kept.',
      },
    },
    startCamera: 'Start the camera',
    otherWays: 'Other ways',
    photo: 'From a photo',
    paste: 'Paste',
    otherWindow: 'Another window',
    pasteTitle: 'Paste a code',
    pasteLabel: 'The copied text or link',
    pasteHint: 'Copy it on the other device, then paste it here.',
    pasteUse: 'Use this text',
    pasteNotWhole:
      'This text is not whole. Copy all of it, from first to last letter, and paste again.',
    pasteEmpty: 'There is nothing to read yet. Paste the text first.',
    noCodeInPhoto:
      'No code was found in this picture. Try a sharper one, with the whole code in it.',
    onePicture:
      'This is one picture of a moving code. Scan it with the camera, or ask for the file.',
    camera: 'Camera and light',
    torch: 'Light',
    whichCamera: 'Camera',
    findCameras: 'Choose another camera',
  },
  test: {
    title: 'Test the code channel',
    lead: 'Show a test code on one device and scan it with another. Nothing of yours is inside.',
    role: 'This device',
    show: 'Shows the code',
    scan: 'Scans the code',
    amount: 'Amount',
    amounts: { small: '20 kB', medium: '100 kB', large: '400 kB' },
    label: 'A moving test code',
    speed: 'Speed',
    speedValue: (kilobytes: string) => `${kilobytes} kB per second`,
    loss: 'Codes lost',
    decoding: 'Reading one picture',
    milliseconds: (value: string) => `${value} ms`,
    pictures: 'Pictures from the camera',
    perSecond: (value: string) => `${value} per second`,
    received: 'Received',
    complete: 'Complete, and equal to what was sent.',
    wrong: 'Complete, but not the test code.',
    reader: 'Browser',
    again: 'Measure again',
  },
});
