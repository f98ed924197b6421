/**
 * Reports how a trained CAVGA-R attends to normal images and to an altered patch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { readAndDispose } from "../../backend/read.ts";
import { average } from "../../metrics/statistics/average.ts";

/** Bins of the histogram over [0, 1]. */
const BINS = 10;

/** Attention with a mean above this is flat: it distinguishes no part of an image from another. */
const FLAT = 0.98;

/** The attention's entries in the record. */
export interface AttentionReport {
  readonly diagnostics: {
    /** Share of positions by attention, ten bins from 0 to 1. */
    readonly attentionHistogram: readonly number[];
    /** Mean over normal images. */
    readonly attention: number;
    /**
     * Mean over a square in the middle, a quarter of the image, whose values are negated (x → −x).
     */
    readonly attentionOnPatch: number;
    /** Mean over the same positions without the change. */
    readonly attentionBelowPatch: number;
  };
  readonly warnings: readonly string[];
}

/**
 * Compares the attention on images with that on the same images with a patch pasted in.
 *
 * @param images `[b, h, w, c]` in [−1, 1].
 * @param attend Returns `[b, h', w', 1]`.
 */
export async function reportAttention(
  images: tf.Tensor4D,
  attend: (images: tf.Tensor4D) => tf.Tensor4D,
): Promise<AttentionReport> {
  const values = await readAndDispose(tf.tidy(() => {
    const [, h, w] = images.shape;
    const inner = (x: tf.Tensor4D) => {
      const [b, height, width, c] = x.shape;
      const [top, left] = [Math.floor(height / 4), Math.floor(width / 4)];
      return tf.slice(x, [0, top, left, 0], [b, Math.ceil(height / 2), Math.ceil(width / 2), c]);
    };
    const [top, left] = [Math.floor(h / 4), Math.floor(w / 4)];
    const inside = inner(tf.ones([1, h, w, 1])).pad([
      [0, 0],
      [top, h - top - Math.ceil(h / 2)],
      [left, w - left - Math.ceil(w / 2)],
      [0, 0],
    ]); // 1 where the patch is
    const patched = tf.mul(images, tf.sub(1, tf.mul(inside, 2))) as tf.Tensor4D;
    const normal = attend(images);
    return { normal, below: inner(normal), patch: inner(attend(patched)) };
  }));
  const histogram = Array<number>(BINS).fill(0);
  for (const v of values.normal!) {
    histogram[Math.min(BINS - 1, Math.floor(v * BINS))]! += 1 / values.normal!.length;
  }
  const attention = average(values.normal!);
  const flat = attention > FLAT || attention < 1 - FLAT;
  return {
    diagnostics: {
      attentionHistogram: histogram,
      attention,
      attentionOnPatch: average(values.patch!),
      attentionBelowPatch: average(values.below!),
    },
    warnings: flat
      ? [
        `attention is ${attention.toFixed(3)} nearly everywhere, so maps show nothing; another ` +
        "weights.attention may help",
      ]
      : [],
  };
}
