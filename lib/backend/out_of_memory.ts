/**
 * Tells that memory ran out from other errors.
 *
 * @module
 */
import { TensorFlowError } from "./tensorflow/library.ts";

/** TensorFlow's code for what does not fit. */
const RESOURCE_EXHAUSTED = 8;

/** How oneDNN, through TensorFlow, says that it got no memory: its own status is 1. */
const NONE_FOR_ONEDNN = /Operation received an exception:\s*Status: 1\b/;

/**
 * How libvips says that it got no memory for an image that it writes or puts together, or for a
 * thread. Images of others, in which it may also find something to warn of, have errors of their own.
 */
const NONE_FOR_LIBVIPS =
  /unable to write to target|Error creating thread|out of memory|Warning treated as error/i;

/** How JavaScript says it. */
const NONE_FOR_ARRAYS = /allocation failed|Invalid (typed )?array (buffer )?length/i;

/** Whether an error says that there is not enough memory: JavaScript's, TensorFlow's or libvips's. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { message } = error;
  if (error instanceof TensorFlowError) {
    return error.code === RESOURCE_EXHAUSTED || NONE_FOR_ONEDNN.test(message);
  }
  if (error instanceof RangeError) return NONE_FOR_ARRAYS.test(message);
  return NONE_FOR_LIBVIPS.test(message);
}
