/**
 * Tests by scores whether the normal test images are like the training images.
 *
 * @module
 */
import { evenly } from "../../data/images/evenly.ts";
import { readInParts } from "../../data/images/read_in_parts.ts";
import { type ImageSet, subset } from "../../data/mod.ts";
import { brightness, type RankTest, rankTest, roughness } from "../../metrics/mod.ts";
import type { Shift } from "../../record/run/diagnostics.ts";

/** Significance level of all tests of a run together: the rate of false warnings. */
const LEVEL = 0.001;

/** Maximum number of images examined in a group, spread evenly. */
const MOST_IMAGES = 500;

/** The method's own scores of normal images that it was not trained on. */
export interface OwnScores {
  /** Scores of images that were set aside. */
  readonly heldOut: ArrayLike<number>;
  /** Scores of the normal test images. */
  readonly tested: ArrayLike<number>;
}

/**
 * Compares the normal test images with the training images by mean value and roughness, scores that
 * are not fitted to anything, so that similar images rank alike; and with held-out images by the
 * method's own score. Training images cannot be compared by that score, as their errors are smaller.
 *
 * @param train Training images.
 * @param test Test images; only the normal ones are used.
 * @returns `undefined` where there are too few images for any difference to be significant: 4 beside
 * 500, for example, or 8 beside 8.
 */
export async function testShift(
  train: ImageSet,
  test: ImageSet,
  own?: OwnScores,
): Promise<{ readonly shift: Shift; readonly warnings: readonly string[] } | undefined> {
  const normal = test.files.flatMap(({ label }, i) => label === 0 ? [i] : []);
  if (!canDiffer(train.files.length, normal.length, LEVEL / 2)) return undefined;
  const before = await simpleScores(train, train.files.map((_, i) => i));
  const after = await simpleScores(test, normal);
  const tests: Record<string, RankTest> = {
    brightness: rankTest(before.brightness, after.brightness),
    roughness: rankTest(before.roughness, after.roughness),
    ...(own && canDiffer(own.heldOut.length, own.tested.length, LEVEL / 3) &&
      { own: rankTest(own.heldOut, own.tested) }),
  };
  return { shift: { level: LEVEL, tests }, warnings: shiftWarnings(tests) };
}

/**
 * Whether groups of these sizes fail the test at this level if all scores of one are above those of the
 * other. The normal approximation errs on the safe side here, with few images beside many above all.
 */
function canDiffer(first: number, second: number, level: number): boolean {
  if (first === 0 || second === 0) return false;
  const [n, m] = [Math.min(first, MOST_IMAGES), Math.min(second, MOST_IMAGES)];
  const ranks = Array.from({ length: n + m }, (_, i) => i);
  return rankTest(ranks.slice(0, n), ranks.slice(n)).p < level;
}

const DIRECTIONS: Readonly<Record<string, readonly [string, string]>> = {
  brightness: ["darker", "brighter"],
  roughness: ["smoother", "rougher"],
  own: ["scored lower than held-out ones", "scored higher than held-out ones"],
};

/**
 * Returns a sentence if any test fails at its share of the level.
 *
 * @example
 * ```ts
 * import { shiftWarnings } from "./shift.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shiftWarnings({ brightness: { above: 0.5, p: 1 } }), []);
 * ```
 */
export function shiftWarnings(tests: Shift["tests"]): string[] {
  const all = Object.entries(tests);
  const failed = all.filter(([, { p }]) => p < LEVEL / all.length);
  if (failed.length === 0) return [];
  const found = failed.map(([name, { above, p }]) => {
    const [lower, higher] = DIRECTIONS[name]!;
    const share = Math.round(100 * Math.max(above, 1 - above));
    return `${above < 0.5 ? lower : higher} in ${share} % of all pairs (p = ${p.toExponential(0)})`;
  });
  return [
    `the normal test images differ from the training images: ${found.join(", ")}; rank tests at ` +
    `level ${LEVEL}; scores that ask whether an image is as in the training rank them as anomalous`,
  ];
}

async function simpleScores(
  images: ImageSet,
  indices: readonly number[],
): Promise<{ brightness: number[]; roughness: number[] }> {
  const set = subset(images, evenly(indices.length, MOST_IMAGES).map((i) => indices[i]!));
  const scores = { brightness: [] as number[], roughness: [] as number[] };
  for await (const { pixels } of readInParts(set)) {
    scores.brightness.push(...brightness(pixels, set));
    scores.roughness.push(...roughness(pixels, set));
  }
  return scores;
}
