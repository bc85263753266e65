/**
 * The page's Content-Security-Policy, written into the built `index.html` and, with
 * {@link workersConnectSource}, into `public/_headers`. `svelte-trusted-html` is the name under which Svelte registers its own
 * Trusted Types policy; `default` is ours (`trusted-types.ts`). `'wasm-unsafe-eval'` serves the
 * QR decoder and Argon2id, which are WebAssembly.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "media-src 'self' blob: mediastream:",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default svelte-trusted-html',
].join('; ');

/**
 * What `public/_headers` says in place of `connect-src 'self'`. A worker is bound by the header of
 * its own script (CSP 3 §4.1.2), and the hosts' worker has to reach whatever host a patient chose;
 * the page stays bound by its meta element, and every other worker lets go of `fetch`.
 */
export const workersConnectSource =
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*";
