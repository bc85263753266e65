import {
  MAX_MESSAGE_BYTES,
  pasteText,
  STATIC_LIMIT_BYTES,
  staticText,
} from '../../channel/index.ts';

/** The channel's numbers for what a message is. The message says it again, signed. */
export const messageKinds = {
  card: 1,
  request: 2,
  grant: 3,
  package: 4,
  deposit: 5,
  test: 6,
  standing: 7,
  invitation: 8,
  enrolment: 9,
  ask: 10,
  answer: 11,
  'move-request': 12,
  move: 13,
  'move-receipt': 14,
  successor: 15,
  emergency: 16,
} as const;

/** Whether one still code can hold the message. */
export const fitsStill = (message: Uint8Array): boolean => message.length <= STATIC_LIMIT_BYTES;

/** Whether a moving code can hold the message. */
export const fitsMoving = (message: Uint8Array): boolean => message.length <= MAX_MESSAGE_BYTES;

/**
 * A message as text: for a still code where it fits one, otherwise for the clipboard.
 *
 * @throws ChannelError `empty`, or `too-large` above 405,504 bytes.
 */
export const asStillText = (kind: number, message: Uint8Array): string =>
  fitsStill(message) ? staticText(kind, message) : pasteText(kind, message);

/** A message as text that survives a messenger. Throws as {@link asStillText} does. */
export const asPasteText = (kind: number, message: Uint8Array): string => pasteText(kind, message);
