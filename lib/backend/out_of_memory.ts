/**
 * Distinguishes running out of memory from other errors.
 *
 * @module
 */
import { fullDisk } from "./library/full_disk.ts";
import { TensorFlowError } from "./library/library.ts";

/** TensorFlow's code for running out of memory. */
const RESOURCE_EXHAUSTED = 8;

/** How oneDNN, through TensorFlow, reports that it got no memory: its own status is 1. */
const NONE_FOR_ONEDNN = /Operation received an exception:\s*Status: 1\b/;

/**
 * How libvips reports that it got no memory for an image that it writes or assembles, or for a
 * thread. Images from outside may also make it warn, but they raise different errors.
 */
const NONE_FOR_LIBVIPS =
  /unable to write to target|Error creating thread|out of memory|Warning treated as error/i;

/** How CUDA and its libraries report it through TensorFlow, which then uses another code. */
const NONE_FOR_CUDA =
  /CUDA_ERROR_OUT_OF_MEMORY|STATUS_ALLOC_FAILED|\bout of memory\b|\bOOM when allocating\b/i;

/** How Deno's WebGPU reports it. */
const NONE_FOR_WEBGPU = /not enough memory left/i;

/** How JavaScript reports it. */
const NONE_FOR_ARRAYS = /allocation failed|Invalid (typed )?array (buffer )?length/i;

/** Memory ran out while a batch was being processed; `cause` says where. */
export class OutOfMemoryError extends Error {
  /** Tells it from other errors. */
  override readonly name = "OutOfMemoryError";
}

/**
 * Adds the batch and the size of its images to an error if memory ran out; returns any other error
 * as it is.
 *
 * @param activity What was being done: `training`.
 * @param shape Of the batch: `[n, height, width, channels]`.
 */
export function nameBatch(error: unknown, activity: string, shape: readonly number[]): unknown {
  if (error instanceof OutOfMemoryError || !isOutOfMemory(error)) return error;
  const [count, height, width] = shape;
  const reason = firstLine((error as Error).message);
  const batch = `${activity} ${count} images of ${width}×${height} pixels at once`;
  return new OutOfMemoryError(`${batch}: ${reason}`, { cause: error });
}

/** TensorFlow's message goes on with the op's node and with advice for its own developers. */
function firstLine(message: string): string {
  return message.trim().split(/\n|\s*\[\[/)[0]!;
}

/** Whether an error from JavaScript, a GPU, TensorFlow or libvips says that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof OutOfMemoryError) return true;
  const { message } = error;
  if (error instanceof TensorFlowError) {
    if (error.code === RESOURCE_EXHAUSTED) return fullDisk(error) === undefined;
    return NONE_FOR_ONEDNN.test(message) || NONE_FOR_CUDA.test(message);
  }
  if (error instanceof RangeError) return NONE_FOR_ARRAYS.test(message);
  return NONE_FOR_LIBVIPS.test(message) || NONE_FOR_WEBGPU.test(message);
}
