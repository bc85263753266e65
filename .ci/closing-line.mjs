// Adds up what the test runs left behind and prints the plain closing line.
import { closingLines, readTally } from './tally.mjs';

console.log(closingLines(readTally()));
