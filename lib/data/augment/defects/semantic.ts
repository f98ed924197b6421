/**
 * Stand-ins for other objects, where anomalies are images of another class.
 *
 * @module
 */
import { remap } from "../pixel_image.ts";
import { rotate90 } from "../rotate.ts";
import type { DefectKind } from "./kind.ts";

/**
 * The image turned by 90°, 180° or 270°.
 *
 * Source of the idea: Golan and El-Yaniv, Deep Anomaly Detection Using Geometric Transformations,
 * NeurIPS 2018, whose networks tell normal images from turned ones.
 */
const TURNED: DefectKind = {
  id: "turned",
  title: "turned",
  wholeImage: true,
  apply: (image, _other, random) => {
    const turned = rotate90(image, 1 + random.integer(3));
    return turned.height === image.height ? turned : rotate90(image, 2);
  },
};

/** Its quarters exchanged across the middle: the same parts, in no order that an object has. */
const QUARTERS: DefectKind = {
  id: "quarters",
  title: "quarters exchanged",
  wholeImage: true,
  apply: (image) => {
    const { height, width } = image;
    const [down, right] = [Math.floor(height / 2), Math.floor(width / 2)];
    return remap(image, image, (y, x) => [(y + down) % height, (x + right) % width]);
  },
};

/** One half, at a side that is drawn, from another normal image. */
const HALVES: DefectKind = {
  id: "halves",
  title: "halves of two images",
  wholeImage: true,
  apply: (image, other, random) => {
    const { height, width, channels } = image;
    const [axis, first] = [random.integer(2), random.integer(2) === 0];
    const pixels = image.pixels.slice();
    for (let i = 0; i < height * width; i++) {
      const before = axis === 0 ? i % width < width / 2 : i < (height / 2) * width;
      if (before !== first) continue;
      const at = i * channels;
      pixels.set(other.pixels.subarray(at, at + channels), at);
    }
    return { ...image, pixels };
  },
};

/**
 * Kinds for data of one normal class among others. They keep an image's brightness, contrast and
 * textures, and change what is where: a score that ranks them high looks at shapes.
 */
export const SEMANTIC_KINDS: readonly DefectKind[] = [TURNED, QUARTERS, HALVES];
