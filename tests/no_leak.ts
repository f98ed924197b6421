/** Checks that code leaves no tensors behind, in tfjs and on TensorFlow's side. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { liveHandles } from "../lib/backend/tensorflow/register.ts";

function live(): { tensors: number; handles: number | undefined } {
  return { tensors: tf.memory().numTensors, handles: liveHandles() };
}

/**
 * Runs `body`, disposes the tensor or disposable that it may return, and asserts that the numbers of
 * living tensors and native handles are the same as before.
 */
export async function noLeak(body: () => unknown): Promise<void> {
  const before = live();
  const result = await body();
  if (result instanceof tf.Tensor) result.dispose();
  assertEquals(live(), before, "tensors or native handles were left behind");
}
