/**
 * The training set: every image under every transformation.
 *
 * @module
 */
import type { ImageSet } from "../../data/image_set.ts";
import { TRANSFORMATIONS } from "./transformations.ts";

/**
 * Each image as often as there are transformations, so that the loop shuffles and batches the pairs of
 * image and transformation. They are applied later, in the training step.
 */
export function expandedSet(images: ImageSet): ImageSet {
  const { height, width, channels } = images;
  return {
    ...{ height, width, channels },
    files: images.files.flatMap((file) => Array(TRANSFORMATIONS).fill(file)),
    read: (indices) => images.read(indices.map((i) => Math.floor(i / TRANSFORMATIONS))),
  };
}

/** Which transformation is meant at a place of {@linkcode expandedSet}. */
export function transformationAt(index: number): number {
  return index % TRANSFORMATIONS;
}
