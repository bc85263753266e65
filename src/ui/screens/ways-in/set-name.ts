/** A set's id as people compare it: two groups of four. */
export function setName(setId: string): string {
  return `${setId.slice(0, 4)} ${setId.slice(4)}`.toUpperCase();
}
