/**
 * What records say of a trained model beside its scores: whether it learnt, and whether the normal test
 * images are like the training images.
 *
 * @module
 */
import { z } from "zod";
import type { RankTest, TrivialErrors } from "../metrics/mod.ts";

/** What a trained detector makes of images of its training. No test image chooses anything by it. */
export interface Learning {
  /** Whether it learnt anything; what has not stands in no mean. */
  readonly trained: boolean;
  /** Why not, in a line; absent where it has. */
  readonly reason?: string;
  /** Training images that were looked at. */
  readonly images: number;
  /** How well they are rebuilt, where the method reconstructs and they differ at all. */
  readonly errors?: TrivialErrors;
  /** Raw scores. */
  readonly scores: {
    /** Mean of these training images. */
    readonly training: number;
    /** Mean of the normal test images. */
    readonly heldOut: number;
    /**
     * How often a normal test image scores above a training image, ties half: 0.5 where the detector
     * knows no difference, 1 where it has learnt its training images by heart or others are tested.
     */
    readonly heldOutAbove: number;
  };
}

/** Checks {@linkcode Learning} in files. */
export const learning: z.ZodType<Learning> = z.strictObject({
  trained: z.boolean(),
  reason: z.string().optional(),
  images: z.int(),
  errors: z.strictObject({
    model: z.number(),
    meanImage: z.number(),
    constantImage: z.number(),
    variety: z.number().optional(),
  }).optional(),
  scores: z.strictObject({ training: z.number(), heldOut: z.number(), heldOutAbove: z.number() }),
});

/** Rank tests of the normal test images against normal images that they should be like. */
export interface Shift {
  /** Of all tests together; each is held to its share of it. */
  readonly level: number;
  /** By the score: `brightness`, `roughness`, `own`. */
  readonly tests: Readonly<Record<string, RankTest>>;
}

/** Checks {@linkcode Shift} in files. */
export const shift: z.ZodType<Shift> = z.strictObject({
  level: z.number(),
  tests: z.record(z.string(), z.strictObject({ above: z.number(), p: z.number() })),
});
