/**
 * Sixteen hex digits that tell two long texts apart: two FNV-1a sums with different primes. Against
 * chance, not against an attacker.
 */
export function fingerprint(text: string): string {
  let [left, right] = [0x811c9dc5, 0x050c5d1f];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    left = Math.imul(left ^ unit, 0x01000193);
    right = Math.imul(right ^ unit, 0x85ebca6b);
  }
  return hex(left) + hex(right ^ text.length);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
