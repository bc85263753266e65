/** Where the app lives, without anything that stands behind it: links and cards lead there. */
export function appAddress(): string {
  return `${location.origin}${location.pathname.replace(/[^/]*$/, '')}`;
}
