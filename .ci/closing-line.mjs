// Adds up what the test runs left behind and prints the plain closing line.
import { readTally } from './tally.mjs';

const { passed, failed, skipped } = readTally();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
