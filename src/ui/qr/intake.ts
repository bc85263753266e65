import type { Bytes } from '../../bytes/bytes.ts';
import { Receiver, type Reception } from '../../channel/index.ts';

/** What a scan hands over: a message of ours, or the text of another code, such as a link. */
export type Scanned = { kind: number; bytes: Bytes } | { text: string };

/** What a scanned or pasted text led to. */
export type Taken =
  | { readonly outcome: 'complete'; readonly scanned: Scanned }
  | { readonly outcome: 'part' | 'damaged' | 'too-large' | 'started-over' };

/** SHA-256; null where there is nobody to ask, and the message's own seal has to tell alone. */
export type Digest = (bytes: Bytes) => Promise<Uint8Array | null>;

/** Gathers texts into messages, and believes a message only after its digest was compared. */
export class Intake {
  readonly #receiver = new Receiver();
  readonly #digest: Digest;

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  reception(): Reception {
    return this.#receiver.reception();
  }

  async take(text: string): Promise<Taken> {
    const verdict = this.#receiver.accept(text);
    if (verdict === 'damaged' || verdict === 'too-large') return { outcome: verdict };
    if (verdict === 'foreign') return this.#foreign(text);
    return this.#complete();
  }

  /** A product's code that comes into view must not end a reception that is under way. */
  #foreign(text: string): Taken {
    return this.reception().rank > 0
      ? { outcome: 'part' }
      : { outcome: 'complete', scanned: { text } };
  }

  async #complete(): Promise<Taken> {
    const message = this.#receiver.message();
    if (message === null) return { outcome: 'part' };
    const { kind, bytes, digestPrefix } = message;
    const digest = digestPrefix.length === 0 ? null : await this.#digest(bytes);
    if (digest !== null && !this.#receiver.confirm(digest)) return { outcome: 'started-over' };
    return { outcome: 'complete', scanned: { kind, bytes } };
  }
}
