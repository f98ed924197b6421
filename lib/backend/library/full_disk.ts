/**
 * Distinguishes a full disk from a lack of memory: TensorFlow gives both the same code.
 *
 * @module
 */
import type { TensorFlowError } from "./library.ts";

/** What the system says of a disk without space, and of a user's share of it that is used up. */
const FULL = /No space left on device|Disk quota exceeded/;

/** What the system said if a file could not be written for lack of space; otherwise `undefined`. */
export function fullDisk({ message }: TensorFlowError): string | undefined {
  return FULL.exec(message)?.[0];
}
