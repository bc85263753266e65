export {
  type CodeReader,
  type Picture,
  type Point,
  type Sighting,
  startCodeReader,
  startPlain,
} from './code-reader.ts';
export { ChannelError, type ChannelErrorCode } from './errors.ts';
export { type FrameContent, readFrame } from './frame.ts';
export { fromBase45, toBase45 } from './base45.ts';
export { type Effort, Ladder } from './ladder.ts';
export { type ReceivedMessage, Receiver, type Reception, type Verdict } from './receiver.ts';
export { estimateSeconds, type Frame, type Pace, type Rhythm, Sender } from './sender.ts';
export { pasteText, STATIC_LIMIT_BYTES, staticText } from './still.ts';
export { MAX_MESSAGE_BYTES, SYMBOL_BYTES } from './symbols.ts';
export { testMessage } from './test-stream.ts';
