/**
 * The reader's languages, without what is none to `Intl`: WebKitGTK without a language set calls its
 * own `C`, and every format would throw. None at all means the engine's own.
 */
export function locales(said: readonly string[] = navigator.languages): string[] {
  return said.filter((tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length > 0;
    } catch {
      return false;
    }
  });
}
