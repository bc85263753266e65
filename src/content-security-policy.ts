/**
 * The page's Content-Security-Policy, written into the built `index.html` and into
 * `public/_headers`. `svelte-trusted-html` is the name under which Svelte registers its own
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
