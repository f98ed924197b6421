/**
 * Tells that memory ran out from other errors.
 *
 * @module
 */
import { TensorFlowError } from "./tensorflow/library.ts";

/** TensorFlow's code for what does not fit. */
const RESOURCE_EXHAUSTED = 8;

/** Whether an error says that there is not enough memory, in JavaScript or in TensorFlow. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof TensorFlowError) return error.code === RESOURCE_EXHAUSTED;
  return error instanceof RangeError &&
    /allocation failed|Invalid (typed )?array (buffer )?length/i.test(error.message);
}
