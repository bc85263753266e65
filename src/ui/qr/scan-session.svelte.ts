import { untrack } from 'svelte';
import type { Point, Reception, Sighting } from '../../channel/index.ts';
import { type Advice, Adviser } from './advice.ts';
import {
  type CameraProblem,
  hasCamera,
  hasTorch,
  openCamera,
  openWindow,
  problemOf,
  setTorch,
  stopStream,
} from './camera.ts';
import { DecoderPool, type Look } from './decoder-pool.ts';
import { Intake, type Scanned, type Taken } from './intake.ts';
import { type CameraChoice, listCameras, readPhoto, scanAlone } from './library-scanner.ts';
import { searchHere } from './page-reader.ts';
import { eachPicture } from './picture-loop.ts';
import { middleSquare, type Region, type Size, Whereabouts } from './region.ts';
import { signalSuccess } from './success-signal.ts';

/** For how long the outline of a code stays after it was last seen, in ms. */
const OUTLINE_FOR = 400;

type Source = 'camera' | 'window';

/** What somebody who measures the channel wants to hear besides. */
export interface Measuring {
  picture(atMs: number): void;
  look(look: Look, atMs: number): void;
}

interface Terms {
  readonly hear: (scanned: Scanned) => void;
  readonly measuring?: Measuring;
}

const nothing: Reception = { progress: 0, rank: 0, symbols: 0, done: false };
const whole = ({ width, height }: Size): Region => ({ x: 0, y: 0, width, height });

/** One scan from the first picture to the message: camera, readers, reception, and what to say. */
export class ScanSession {
  problem = $state<CameraProblem | null>(null);
  reception = $state.raw<Reception>(nothing);
  advice = $state<Advice>('aim');
  corners = $state.raw<readonly Point[] | null>(null);
  size = $state.raw<Size>({ width: 0, height: 0 });
  torch = $state<'none' | 'off' | 'on'>('none');
  cameras = $state.raw<readonly CameraChoice[]>([]);
  /** The library shows its own picture, because our readers do not start here. */
  alone = $state(false);
  /** A stream shows a picture. */
  live = $state(false);
  stream = $state.raw<MediaStream | null>(null);

  readonly #terms: Terms;
  readonly #stop = new AbortController();
  readonly #intake: Intake;
  #pool: Promise<DecoderPool> | null = null;
  #adviser = new Adviser(performance.now());
  #whereabouts = new Whereabouts(middleSquare);
  #source: Source = 'camera';
  #cameraId: string | null = null;
  #opening = 0;
  #outlineUntil = 0;
  #taking: Promise<unknown> = Promise.resolve();

  constructor(terms: Terms) {
    this.#terms = terms;
    this.#intake = new Intake(async (bytes) => {
      const pool = await this.#readers().catch(() => null);
      return pool && pool.digest(bytes);
    });
  }

  /** Begins with the camera. The answer ends everything. */
  start(): () => void {
    const { signal } = this.#stop;
    document.addEventListener('visibilitychange', this.#visibilityChanged, { signal });
    void this.useCamera(null);
    return () => this.#end();
  }

  /** @param id - of a camera listed before; null for the one at the back. */
  readonly useCamera = async (id: string | null): Promise<void> => {
    this.#cameraId = id;
    this.#source = 'camera';
    this.#whereabouts = new Whereabouts(middleSquare);
    if (hasCamera()) await this.#open(() => openCamera(id));
    else this.problem = window.isSecureContext ? 'none' : 'insecure';
  };

  /** Looks at another window of this computer. Closing the browser's question changes nothing. */
  readonly useWindow = async (): Promise<void> => {
    const stream = await openWindow().catch(() => null);
    if (stream === null) return;
    this.#source = 'window';
    this.#whereabouts = new Whereabouts(whole);
    await this.#open(() => Promise.resolve(stream));
  };

  /** Fills {@link cameras}. Our own camera rests meanwhile: some devices lend only one at a time. */
  readonly findCameras = async (): Promise<void> => {
    this.#close();
    this.cameras = await listCameras().catch(() => []);
    await this.useCamera(this.#cameraId);
  };

  /** @returns whether there was a code in it. */
  readonly takePhoto = async (file: File): Promise<boolean> => {
    const pool = await this.#readers().catch(() => null);
    const text = await readPhoto(file, (bitmap) =>
      pool ? pool.search(bitmap) : searchHere(bitmap),
    );
    if (text !== null) await this.takeText(text);
    return text !== null;
  };

  /** A text that was scanned or pasted. One at a time, so that no message is handed over twice. */
  readonly takeText = (text: string): Promise<Taken['outcome'] | null> => {
    const taken = this.#taking.then(() => this.#take(text));
    this.#taking = taken.catch(() => undefined);
    return taken;
  };

  readonly switchTorch = async (): Promise<void> => {
    if (this.stream === null || this.torch === 'none') return;
    const on = this.torch === 'off';
    await setTorch(this.stream, on);
    this.torch = on ? 'on' : 'off';
  };

  /** For the video element that shows the stream. */
  readonly watch = (video: HTMLVideoElement): (() => void) => {
    video.srcObject = this.stream;
    // Playing is refused only when the element goes away at once.
    void video.play().catch(() => undefined);
    const stop = eachPicture(video, (atMs) => this.#picture(video, atMs));
    return () => {
      stop();
      video.srcObject = null;
    };
  };

  /** For the element that the library may fill, where our readers do not start. */
  readonly watchAlone = (host: HTMLElement): (() => void) => {
    untrack(() => this.#close());
    const scanning = scanAlone(host, (text) => void this.takeText(text));
    scanning.catch((error: unknown) => (this.problem = problemOf(error)));
    return () => void scanning.then((stop) => stop()).catch(() => undefined);
  };

  #readers(): Promise<DecoderPool> {
    this.#pool ??= DecoderPool.open();
    return this.#pool;
  }

  async #open(get: () => Promise<MediaStream>): Promise<void> {
    this.#close();
    const turn = this.#opening;
    this.problem = null;
    this.#adviser = new Adviser(performance.now());
    void this.#readers().catch(() => (this.alone = true));
    try {
      const stream = await get();
      if (turn === this.#opening) this.#show(stream);
      else stopStream(stream);
    } catch (error) {
      if (turn === this.#opening) this.problem = problemOf(error);
    }
  }

  #show(stream: MediaStream): void {
    this.stream = stream;
    this.torch = hasTorch(stream) ? 'off' : 'none';
    const ended = () => {
      if (this.stream === stream) this.problem = 'closed';
    };
    for (const track of stream.getVideoTracks())
      track.addEventListener('ended', ended, { once: true });
  }

  /** Also makes a stream that is still being opened come too late. */
  #close(): void {
    this.#opening += 1;
    stopStream(this.stream);
    this.stream = null;
    this.live = false;
    this.corners = null;
  }

  #end(): void {
    this.#stop.abort();
    this.#close();
    void this.#pool?.then((pool) => pool.close()).catch(() => undefined);
  }

  // A camera that was in the background often comes back black: it is opened anew.
  readonly #visibilityChanged = (): void => {
    if (this.#source !== 'camera' || this.alone) return;
    if (document.visibilityState === 'hidden') this.#close();
    else void this.useCamera(this.#cameraId);
  };

  #picture(video: HTMLVideoElement, atMs: number): void {
    const size = { width: video.videoWidth, height: video.videoHeight };
    if (size.width === 0) return;
    if (size.width !== this.size.width || size.height !== this.size.height) this.size = size;
    this.live = true;
    this.#terms.measuring?.picture(atMs);
    this.#refresh(atMs);
    void this.#look(video, this.#whereabouts.region(size)).catch(() => undefined);
  }

  async #look(video: HTMLVideoElement, { x, y, width, height }: Region): Promise<void> {
    const pool = await this.#readers();
    const look = await pool.look(() => createImageBitmap(video, x, y, width, height));
    if (look === null || this.#stop.signal.aborted) return;
    const atMs = performance.now();
    this.#terms.measuring?.look(look, atMs);
    this.#outline(look.sighting, { x, y }, atMs);
    if (look.sighting !== null) await this.takeText(look.sighting.text);
  }

  #outline(sighting: Sighting | null, offset: Point, atMs: number): void {
    const corners =
      sighting?.corners.map(({ x, y }) => ({ x: x + offset.x, y: y + offset.y })) ?? null;
    this.#whereabouts.report(corners);
    if (corners !== null) {
      this.corners = corners;
      this.#outlineUntil = atMs + OUTLINE_FOR;
    }
  }

  #refresh(atMs: number): void {
    if (this.corners !== null && atMs > this.#outlineUntil) this.corners = null;
    this.advice = this.#adviser.advice(atMs, this.reception);
  }

  async #take(text: string): Promise<Taken['outcome'] | null> {
    if (this.#stop.signal.aborted) return null;
    const taken = await this.#intake.take(text);
    this.reception = this.#intake.reception();
    this.#learn(taken);
    this.#refresh(performance.now());
    if (taken.outcome !== 'complete') return taken.outcome;
    signalSuccess();
    this.#stop.abort();
    this.#close();
    this.#terms.hear(taken.scanned);
    return taken.outcome;
  }

  #learn({ outcome }: Taken): void {
    const atMs = performance.now();
    if (outcome === 'part') this.#adviser.code(atMs);
    if (outcome === 'too-large' || outcome === 'started-over') this.#adviser.remark(outcome, atMs);
  }
}
