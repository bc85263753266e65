/**
 * The page's one Trusted Types policy of its own. It lets pass what the build needs and nothing
 * else: worker addresses of this origin, and the empty string, with which the QR reader clears its
 * element. Imported before everything else.
 */
interface PolicyFactory {
  createPolicy(
    name: string,
    rules: {
      createHTML(text: string): string;
      createScript(text: string): string;
      createScriptURL(address: string): string;
    },
  ): unknown;
}

const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };

const refuse = (what: string): never => {
  throw new TypeError(`${what} is not allowed here`);
};

function ownAddress(address: string): string {
  const { protocol, origin } = new URL(address, location.href);
  const own = (protocol === 'https:' || protocol === 'http:') && origin === location.origin;
  return own ? address : refuse('a script from elsewhere');
}

trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text === '' ? '' : refuse('HTML from text')),
  createScript: () => refuse('a script from text'),
  createScriptURL: ownAddress,
});
