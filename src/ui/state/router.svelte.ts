import { createContext, tick } from 'svelte';

const pathOf = (hash: string): string => (hash.startsWith('#/') ? hash.slice(1) : '/');

/** A screen that loads needs a moment until it is as long as it was. */
const FRAMES_TO_WAIT = 40;

/** Places are hashes: they never reach the server, and the browser's Back works by itself. */
export class Router {
  path = $state(pathOf(location.hash));
  #depth = depthIn(history.state) ?? 0;
  readonly #scrolled: number[] = [];

  readonly segments: readonly string[] = $derived(
    this.path.split('/').filter(Boolean).map(decoded),
  );

  start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    history.scrollRestoration = 'manual';
    if (depthIn(history.state) === null) history.replaceState({ depth: 0 }, '');
    addEventListener('popstate', this.#followHistory, { signal });
    document.addEventListener('click', this.#followLink, { signal });
    return () => stop.abort();
  }

  go(path: string): void {
    this.#scrolled[this.#depth] = scrollY;
    this.#depth += 1;
    history.pushState({ depth: this.#depth }, '', `#${path}`);
    this.path = path;
    void tick().then(() => scrollTo(0, 0));
  }

  replace(path: string): void {
    history.replaceState({ depth: this.#depth }, '', `#${path}`);
    this.path = path;
  }

  /** One step back inside the app, or up to `parent` where there was no step. */
  back(parent: string): void {
    if (this.#depth > 0) history.back();
    else this.replace(parent);
  }

  // An entry without a depth is new: somebody typed another hash.
  readonly #followHistory = (event: PopStateEvent): void => {
    this.#scrolled[this.#depth] = scrollY;
    const depth = depthIn(event.state);
    this.#depth = depth ?? this.#depth + 1;
    if (depth === null) history.replaceState({ depth: this.#depth }, '');
    this.path = pathOf(location.hash);
    this.#scrollBack(depth === null ? 0 : (this.#scrolled[depth] ?? 0));
  };

  readonly #followLink = (event: MouseEvent): void => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
    if (!link) return;
    event.preventDefault();
    const path = String(link.getAttribute('href')).slice(1);
    if (path !== this.path) this.go(path);
  };

  #scrollBack(target: number, frames = FRAMES_TO_WAIT): void {
    requestAnimationFrame(() => {
      scrollTo(0, target);
      if (scrollY < target && frames > 0) this.#scrollBack(target, frames - 1);
    });
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function depthIn(state: unknown): number | null {
  const depth =
    typeof state === 'object' && state !== null && 'depth' in state ? state.depth : null;
  return typeof depth === 'number' ? depth : null;
}

export const [useRouter, provideRouter] = createContext<Router>();
