const network = [
  'fetch',
  'fetchLater',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'RTCPeerConnection',
  // Fetches whatever address its source names.
  'FontFace',
  'importScripts',
] as const;
const reach = [
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'indexedDB',
  'caches',
  'Notification',
] as const;
const evaluation = ['eval', 'Function'] as const;

const droppable = [...network, ...reach, ...evaluation] as const;

/** A power that a worker has from birth and that {@link dropGlobals} takes away. */
export type Droppable = (typeof droppable)[number];

/**
 * Takes the network, storage, other workers and evaluation of text from this worker, for good. The
 * page's policy does not reach into workers, so each lets go by itself of what it does not need,
 * after its WebAssembly is loaded. It stops mistakes and injected data, not code that already runs.
 *
 * @param keep - what this worker lives by.
 */
export function dropGlobals(keep: readonly Droppable[] = [], scope: object = globalThis): void {
  for (const name of droppable) {
    if (!keep.includes(name)) putEverywhere(scope, name, undefined);
  }
  if (!keep.includes('Function')) dropConstructors();
  if (!keep.includes('eval')) for (const name of ['setTimeout', 'setInterval']) guard(scope, name);
}

/** A timer that is given text instead of a function evaluates it. */
function guard(scope: object, name: string): void {
  const timer: unknown = Reflect.get(scope, name);
  if (typeof timer !== 'function') return;
  const guarded = (work: unknown, ...rest: unknown[]): unknown => {
    if (typeof work !== 'function') throw new TypeError('a timer takes a function');
    return Reflect.apply(timer, scope, [work, ...rest]);
  };
  putEverywhere(scope, name, guarded);
}

/** A global may stand on the scope itself or on a prototype of it, by browser. */
function putEverywhere(scope: object, name: string, value: unknown): void {
  const owners: object[] = [scope];
  for (let next = prototypeOf(scope); next !== null; next = prototypeOf(next)) owners.push(next);
  for (const owner of owners) {
    if (owner === scope || Object.hasOwn(owner, name)) fix(owner, name, value);
  }
}

const prototypeOf = (value: object): object | null => Reflect.getPrototypeOf(value);

function fix(owner: object, name: string, value: unknown): void {
  Reflect.defineProperty(owner, name, { value, writable: false, configurable: false });
}

/** Every kind of function leads to a constructor that makes code from text. */
function dropConstructors(): void {
  const kinds = [
    () => undefined,
    async () => Promise.resolve(),
    function* () {
      yield;
    },
    async function* () {
      yield Promise.resolve();
    },
  ];
  for (const kind of kinds) {
    const prototype = prototypeOf(kind);
    if (prototype !== null) fix(prototype, 'constructor', undefined);
  }
}
