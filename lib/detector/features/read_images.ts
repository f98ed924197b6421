/**
 * Values of images that a detector is asked to score.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { ImageValues } from "./extractor.ts";

/**
 * Reads `[b, h, w, c]` at once, as methods must that look images up or search for their neighbours.
 *
 * @param method For the message.
 * @throws {InputError} On a GPU through WebGPU, which cannot be read without waiting.
 */
export function readImages(images: tf.Tensor4D, method: string): ImageValues {
  if (tf.getBackend() === "webgpu") {
    throw new InputError(
      `${method}: cannot score on WebGPU, whose tensors cannot be read at once; ` +
        "DAAD_BACKEND=tensorflow or DAAD_BACKEND=wasm can",
    );
  }
  const [, height, width, channels] = images.shape;
  return { values: images.dataSync<"float32">(), height, width, channels };
}
