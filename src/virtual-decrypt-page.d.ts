declare module 'virtual:decrypt-page' {
  /** Hex, 64 characters; empty where nothing was built. */
  export const decryptPageSha256: string;
}
