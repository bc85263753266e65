/** The words of a scanned code after its prefix; what may follow on later lines is for others. */
export function withoutPrefix(prefix: string, text: string): string {
  const trimmed = text.trim();
  if (!trimmed.toLowerCase().startsWith(prefix)) return trimmed;
  return trimmed.slice(prefix.length).split('\n')[0] ?? '';
}
