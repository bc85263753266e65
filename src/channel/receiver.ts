import type { Bytes } from '../bytes/bytes.ts';
import { uint32 } from '../bytes/bytes.ts';
import { fromBase45 } from './base45.ts';
import { ChannelError } from './errors.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import { FRAME_MAGIC, type FrameContent, readFrame } from './frame.ts';
import { sessionOf } from './session.ts';
import { isPasted, PASTE_LIMIT_CHARACTERS, pastedBytes, readStill, STILL_MAGIC } from './still.ts';
import { MAX_MESSAGE_BYTES, symbolCount } from './symbols.ts';

/** What a scanned text was: one of a series, a whole message, somebody else's, spoilt, or too long. */
export type Verdict = 'frame' | 'static' | 'foreign' | 'damaged' | 'too-large';

/** How far the reception has come. */
export interface Reception {
  /** 0 .. 1, and honest: it rises by the same amount with every new symbol. */
  readonly progress: number;
  readonly rank: number;
  readonly symbols: number;
  readonly done: boolean;
}

/** A message that has arrived, as far as the channel can tell. */
export interface ReceivedMessage {
  readonly kind: number;
  readonly bytes: Bytes;
  /** First four bytes of the SHA-256 that the sender claims; none for a still code. */
  readonly digestPrefix: Bytes;
}

interface Series {
  readonly kind: number;
  readonly session: number;
  readonly messageBytes: number;
  readonly decoder: FountainDecoder;
}

/** No QR code holds more letters than this. */
const MOST_LETTERS = 4296;

/** Gathers scanned texts until a message is whole. Total: whatever the text, it answers. */
export class Receiver {
  readonly #maxBytes: number;
  #series: Series | null = null;
  #message: ReceivedMessage | null = null;

  /** @param options - `maxBytes`: a longer message is refused before room is made; 405,504 unless told. */
  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = Math.min(options.maxBytes ?? MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES);
  }

  /** Takes the text of a scanned code, or a pasted one. A code of another series starts over. */
  accept(text: string): Verdict {
    const bytes = text.length > PASTE_LIMIT_CHARACTERS * 2 ? null : bytesOf(text);
    if (bytes?.[0] === FRAME_MAGIC) return this.#acceptFrame(readFrame(bytes));
    if (bytes?.[0] === STILL_MAGIC) return this.#acceptStill(bytes);
    return isPasted(text) ? 'damaged' : 'foreign';
  }

  reception(): Reception {
    const symbols = this.#series?.decoder.symbols ?? (this.#message === null ? 0 : 1);
    const rank = this.#series?.decoder.rank ?? symbols;
    return {
      progress: symbols === 0 ? 0 : rank / symbols,
      rank,
      symbols,
      done: this.#message !== null,
    };
  }

  /** The message once it is whole. Hand its SHA-256 to {@link confirm} before believing it. */
  message(): ReceivedMessage | null {
    return this.#message;
  }

  /**
   * Compares the SHA-256 of the received message with what the codes claimed. When they differ, one
   * of the codes lied: everything is dropped, and reception starts over.
   */
  confirm(digest: Uint8Array): boolean {
    const claimed = this.#message?.digestPrefix;
    if (claimed === undefined) return false;
    if (claimed.length === 0 || sessionOf(claimed) === sessionOf(digest)) return true;
    this.reset();
    return false;
  }

  reset(): void {
    this.#series = null;
    this.#message = null;
  }

  #acceptStill(bytes: Bytes): Verdict {
    const still = readStill(bytes);
    if (still === null) return 'damaged';
    if (still.message.length > this.#maxBytes) return 'too-large';
    this.#series = null;
    this.#message = { kind: still.kind, bytes: still.message, digestPrefix: new Uint8Array() };
    return 'static';
  }

  #acceptFrame(frame: FrameContent | null): Verdict {
    if (frame === null || frame.messageBytes === 0) return 'damaged';
    if (frame.messageBytes > this.#maxBytes) return 'too-large';
    const series = this.#seriesOf(frame);
    if (this.#message !== null) return 'frame';
    frame.symbols.forEach((symbol, index) => series.decoder.add(frame.esi + index, symbol));
    if (series.decoder.rank === series.decoder.symbols) this.#finish(series);
    return 'frame';
  }

  #seriesOf(frame: FrameContent): Series {
    const { kind, session, messageBytes } = frame;
    const now = this.#series;
    if (now?.kind === kind && now.session === session && now.messageBytes === messageBytes)
      return now;
    this.reset();
    const decoder = new FountainDecoder(symbolCount(messageBytes), session);
    this.#series = { kind, session, messageBytes, decoder };
    return this.#series;
  }

  #finish({ kind, session, messageBytes, decoder }: Series): void {
    this.#message = { kind, bytes: decoder.solve(messageBytes), digestPrefix: uint32(session) };
  }
}

function bytesOf(text: string): Bytes | null {
  const pasted = pastedBytes(text);
  if (pasted !== null || text.length > MOST_LETTERS) return pasted;
  try {
    return fromBase45(text);
  } catch (error) {
    if (error instanceof ChannelError) return null;
    throw error;
  }
}
