/**
 * The training set: every image under every transformation.
 *
 * @module
 */
import type { ImageSet } from "../../data/images/image_set.ts";
import { TRANSFORMATIONS } from "./transformations.ts";

/**
 * Repeats each image once per transformation, so that the loop shuffles and batches pairs of image
 * and transformation. The transformations are applied later, in the training step.
 */
export function expandedSet(images: ImageSet): ImageSet {
  const { height, width, channels } = images;
  return {
    ...{ height, width, channels },
    files: images.files.flatMap((file) => Array(TRANSFORMATIONS).fill(file)),
    read: (indices) => images.read(indices.map((i) => Math.floor(i / TRANSFORMATIONS))),
  };
}

/** The transformation that an index of {@linkcode expandedSet} stands for. */
export function transformationAt(index: number): number {
  return index % TRANSFORMATIONS;
}
