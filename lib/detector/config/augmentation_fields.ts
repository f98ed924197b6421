/**
 * The field of how training images are changed.
 *
 * @module
 */
import { z } from "zod";
import { type Augmentation, compose, randomCrop, randomFlip } from "../../data/augment/mod.ts";

/** How training images are changed. */
export const augmentationFields = {
  augmentation: {
    schema: z.enum(["flip", "flip-shift"]).optional(),
    doc:
      "flip: every other image on average is mirrored from left to right; flip-shift: it is also " +
      "moved by up to a sixteenth of its size, edges mirrored. Drawn anew in every epoch. Default " +
      "none: normal images need not be symmetric, nor their parts lie anywhere.",
  },
};

/** The augmentation that a training applies to its images. */
export function augmentationOf(
  config: { readonly augmentation?: "flip" | "flip-shift"; readonly imageSize: number },
): Augmentation | undefined {
  const flip = randomFlip("horizontal");
  switch (config.augmentation) {
    case undefined:
      return undefined;
    case "flip":
      return flip;
    case "flip-shift": {
      const padding = Math.max(1, Math.round(config.imageSize / 16));
      return compose(flip, randomCrop({ padding, border: "mirror" }));
    }
  }
}
