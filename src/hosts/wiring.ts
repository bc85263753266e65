/** How long a host may take. */
export interface Timeouts {
  /** Milliseconds until the first line of an answer, besides the time for sending. */
  answer: number;
  /** Milliseconds between two pieces of a body. */
  idle: number;
  /** Bytes a second below which a transfer counts as stuck. */
  slowest: number;
}

/** What can be seen of every answer, refusals included. */
export interface AnswerHead {
  status: number;
  /** `Date` and `Last-Modified`, where the host lets a page see them. */
  date: string | null;
  lastModified: string | null;
}

/** What the adapters take from outside. */
export interface Wiring {
  fetch: (address: string, init: RequestInit) => Promise<Response>;
  now: () => Date;
  timeouts: Timeouts;
  onAnswer?: (head: AnswerHead) => void;
}

/** A phone on a weak mobile network still passes 2 kB/s. */
const patientTimeouts: Timeouts = { answer: 30_000, idle: 30_000, slowest: 2_000 };

/** The platform's own network and clock, unless told otherwise. */
export function wiringWith(given: Partial<Wiring> = {}): Wiring {
  return {
    fetch: (address, init) => fetch(address, init),
    now: () => new Date(),
    timeouts: patientTimeouts,
    ...given,
  };
}
