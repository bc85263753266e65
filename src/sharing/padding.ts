/** Nothing on a host is smaller than this, in bytes. */
export const LEAST_STORED_BYTES = 4096;

/**
 * The size that something of this many bytes takes on a host: Padmé (Nikitin et al., "Reducing
 * Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019, algorithm 1), at
 * least 4096. At most 12 % more, and O(log log) bits told of the length.
 */
export function paddedSize(length: number): number {
  if (length <= LEAST_STORED_BYTES) return LEAST_STORED_BYTES;
  const exponent = Math.floor(Math.log2(length));
  const keptBits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - keptBits);
  return Math.ceil(length / step) * step;
}
