import type { Bytes } from '../bytes/bytes.ts';
import { Receiver } from '../channel/index.ts';
import { messageKind, readLink, type MessageKind } from '../sharing/index.ts';
import { AppError } from './errors.ts';

/** What a camera, a file or the clipboard handed over. */
export type ScannedInput = { kind: number; bytes: Bytes } | { text: string };

/** One message of ours and what it says it is. */
export interface ScannedMessage {
  readonly kind: MessageKind;
  readonly bytes: Bytes;
}

/** The channel's number for what its test page sends. */
const TEST_KIND = 6;

/**
 * Finds the message in whatever was scanned: the bytes themselves, a link, or a still code's text.
 *
 * @throws AppError `not-ours` for anything else, `code-for-testing` for the test page's codes.
 */
export function messageIn(input: ScannedInput): ScannedMessage {
  const { kind, bytes } = 'text' in input ? messageInText(input.text.trim()) : input;
  if (kind === TEST_KIND) throw new AppError('code-for-testing');
  const read = messageKind(bytes);
  if (read === null) throw new AppError('not-ours');
  return { kind: read, bytes };
}

function messageInText(text: string): { kind: number | null; bytes: Bytes } {
  const link = readLink(text);
  if (link !== null) return { kind: null, bytes: link.message };
  const receiver = new Receiver();
  receiver.accept(text);
  const message = receiver.message();
  if (message === null) throw new AppError('not-ours');
  return message;
}
