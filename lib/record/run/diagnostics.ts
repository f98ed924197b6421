/**
 * Diagnostics of a trained model in records: whether it learnt, and whether the normal test images
 * are like the training images.
 *
 * @module
 */
import { z } from "zod";
import type { RankTest, TrivialErrors } from "../../metrics/mod.ts";

/**
 * Results of a trained detector on its training images. It is for reporting: no choice is made from
 * test images by it.
 */
export interface Learning {
  /** Whether it learnt anything; a run that has not is left out of all means. */
  readonly trained: boolean;
  /** Why it has not, in one line; absent where it has. */
  readonly reason?: string;
  /** Number of training images examined. */
  readonly images: number;
  /** How well they are rebuilt, where the method reconstructs and they differ at all. */
  readonly errors?: Omit<TrivialErrors, "ownMean"> & Partial<Pick<TrivialErrors, "ownMean">>;
  /** Statistics of raw scores. */
  readonly scores: {
    /** Mean of these training images. */
    readonly training: number;
    /** Mean of the normal test images. */
    readonly heldOut: number;
    /**
     * How often a normal test image scores above a training image, with ties counted half: 0.5 where
     * the detector sees no difference, 1 where it has memorised its training images or the test
     * images differ in kind.
     */
    readonly heldOutAbove: number;
  };
}

/** Schema of {@linkcode Learning} in files. */
export const learning: z.ZodType<Learning> = z.strictObject({
  trained: z.boolean(),
  reason: z.string().optional(),
  images: z.int(),
  errors: z.strictObject({
    model: z.number(),
    meanImage: z.number(),
    constantImage: z.number(),
    ownMean: z.number().optional(),
    variety: z.number().optional(),
  }).optional(),
  scores: z.strictObject({ training: z.number(), heldOut: z.number(), heldOutAbove: z.number() }),
});

/** Rank tests of the normal test images against normal images that they should resemble. */
export interface Shift {
  /** Significance level of all tests together; each test gets an equal share. */
  readonly level: number;
  /** Tests by score: `brightness`, `roughness`, `own`. */
  readonly tests: Readonly<Record<string, RankTest>>;
}

/** Schema of {@linkcode Shift} in files. */
export const shift: z.ZodType<Shift> = z.strictObject({
  level: z.number(),
  tests: z.record(z.string(), z.strictObject({ above: z.number(), p: z.number() })),
});
