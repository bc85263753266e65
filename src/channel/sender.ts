import { toBase45 } from './base45.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { ESI_LIMIT, MAX_SYMBOLS_PER_FRAME, writeFrame } from './frame.ts';
import { sessionOf } from './session.ts';
import { symbolCount } from './symbols.ts';

/** How dense and how quick the codes are; what a person chooses. */
export type Pace = 'slow' | 'normal' | 'fast';
/** A pace, or `calm`: few changes a second, for people who are troubled by flicker. */
export type Rhythm = Pace | 'calm';

/** One QR code of the series, ready to be drawn in alphanumeric mode. */
export interface Frame {
  readonly text: string;
  /** QR version, 13, 20, 25 or 30. */
  readonly version: number;
  readonly errorCorrection: 'L' | 'M';
  /** QR mask pattern. The bytes are ciphertext, so that a fixed one serves as well as a sought one. */
  readonly mask: number;
}

interface Beat {
  readonly symbols: number;
  readonly framesPerSecond: number;
}

/** A camera takes 30 pictures a second; a code must last two of them, or half of all are torn. */
const beats: Readonly<Record<Rhythm, Beat>> = {
  calm: { symbols: 2, framesPerSecond: 4 },
  slow: { symbols: 1, framesPerSecond: 6 },
  normal: { symbols: 3, framesPerSecond: 15 },
  fast: { symbols: 4, framesPerSecond: 15 },
};

const versions = [13, 20, 25, 30];
/** One frame in so many is of the easiest kind, so that a poor camera gets on too. */
const EASY_EVERY = 8;
/** Screens change at their own beat: within this many ms of its time a frame is due. */
const DUE_SLACK_MS = 4;
/** Share of codes that arrive, and seconds until the camera has found the first one. */
const ARRIVAL = 0.94;
const START_SECONDS = 0.5;
const SPARE_SYMBOLS = 2;

/** Turns one message into a series of codes without end. */
export class Sender {
  /** Source symbols of the message. */
  readonly symbols: number;
  readonly #encoder: FountainEncoder;
  readonly #kind: number;
  readonly #session: number;
  readonly #messageBytes: number;
  #shown: Frame | null = null;
  #dueAt = 0;
  #count = 0;
  #esi = 0;

  /**
   * @param kind - 0 .. 255, opaque to the channel.
   * @param digest - SHA-256 of the message; the first four bytes name the series.
   * @throws ChannelError `empty`, `too-large` above 405,504 bytes, `malformed` for a short digest.
   */
  constructor(message: Uint8Array, kind: number, digest: Uint8Array) {
    this.#session = sessionOf(digest);
    this.#encoder = new FountainEncoder(message, this.#session);
    this.#messageBytes = message.length;
    this.#kind = kind;
    this.symbols = this.#encoder.symbols;
  }

  /** How often every part of the message has been shown; whole rounds. */
  get rounds(): number {
    return Math.floor(this.#esi / this.symbols);
  }

  /** The code to show now. The same one comes back until its time is over. */
  frame(atMs: number, rhythm: Rhythm): Frame {
    if (this.#shown !== null && atMs < this.#dueAt) return this.#shown;
    const beat = beats[rhythm];
    this.#dueAt = atMs + 1000 / beat.framesPerSecond - DUE_SLACK_MS;
    this.#count += 1;
    this.#shown = this.#next(this.#count % EASY_EVERY === 0 ? 1 : beat.symbols);
    return this.#shown;
  }

  estimateSeconds(rhythm: Rhythm): number {
    return estimateSeconds(this.#messageBytes, rhythm);
  }

  #next(count: number): Frame {
    const esi = this.#esi;
    this.#esi = esi + count > ESI_LIMIT - MAX_SYMBOLS_PER_FRAME ? this.symbols : esi + count;
    const bytes = writeFrame({
      kind: this.#kind,
      session: this.#session,
      messageBytes: this.#messageBytes,
      esi,
      symbols: Array.from({ length: count }, (_, index) => this.#encoder.symbol(esi + index)),
    });
    return {
      text: toBase45(bytes),
      version: versions[count - 1] ?? 0,
      errorCorrection: 'L',
      mask: 3,
    };
  }
}

/**
 * Seconds that scanning a message of this many bytes is likely to take.
 *
 * @throws ChannelError `empty` or `too-large`.
 */
export function estimateSeconds(messageBytes: number, rhythm: Rhythm): number {
  const beat = beats[rhythm];
  const perFrame = (beat.symbols * (EASY_EVERY - 1) + 1) / EASY_EVERY;
  const perSecond = beat.framesPerSecond * perFrame * ARRIVAL;
  return START_SECONDS + (symbolCount(messageBytes) + SPARE_SYMBOLS) / perSecond;
}
