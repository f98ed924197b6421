/**
 * Facts that images show before anything is trained on them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { append } from "../../append.ts";
import { separation } from "../../metrics/images/separation.ts";
import { brightness, roughness } from "../../metrics/mod.ts";
import { average } from "../../metrics/statistics/average.ts";
import { median } from "../../metrics/statistics/median.ts";
import { evenly } from "../images/evenly.ts";
import type { ImageSet } from "../images/image_set.ts";
import { readInParts } from "../images/read_in_parts.ts";

/** Training images, normal and anomalous test images. */
export const IMAGE_GROUPS = ["train", "test normal", "test anomalous"] as const;

/** See {@linkcode IMAGE_GROUPS}. */
export type ImageGroup = typeof IMAGE_GROUPS[number];

/** Mean and standard deviation over images. */
export interface Spread {
  /** Mean. */
  readonly mean: number;
  /** Standard deviation over all images, not an estimate from a sample. */
  readonly deviation: number;
}

/** A score that needs no training. */
export interface UntrainedFact {
  /** Of the groups that have images. */
  readonly groups: Readonly<Partial<Record<ImageGroup, Spread>>>;
  /** How well it tells anomalous from normal test images; absent without both. */
  readonly auroc?: number;
}

/** A test image and the training image that it equals or nearly equals. */
export interface Pair {
  /** Path of the test image. */
  readonly test: string;
  /** Path of the training image. */
  readonly train: string;
}

/** The facts about a dataset's images. */
export interface ImageFacts {
  /** Mean of all values, 0 … 255. */
  readonly brightness: UntrainedFact;
  /** Mean difference of neighbouring pixels, 0 … 255. */
  readonly roughness: UntrainedFact;
  /**
   * Median over images of the distance to the nearest training image, of a training image to another
   * one: the root mean square difference of their values, 0 … 255.
   */
  readonly nearest: Readonly<Partial<Record<ImageGroup, number>>>;
  /** At most this many training images, and test images of a group, enter `nearest` and `near`. */
  readonly compared: number;
  /** Test images that at this size have the pixels of a training image. */
  readonly same: readonly Pair[];
  /** Other test images, whose distance to a training image is below {@linkcode NEAR}. */
  readonly near: readonly Pair[];
}

/** A distance that can result from storing an image again, as JPEG or with fewer colours. */
export const NEAR = 2;

/** Most images of a group that are compared; from larger groups, evenly spaced ones are taken. */
const COMPARED = 400;

/** How many values are compared before a distance may be abandoned. */
const STRIDE = 512;

/**
 * Examines decoded images, training images first.
 *
 * @param images At a small size.
 * @param training How many of them are trained on.
 *
 * @example
 * ```ts
 * import { imageFacts } from "./image_facts.ts";
 * import { memoryImages } from "../images/memory_images.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const file = (path: string) => ({ path, label: 0, type: "good" }) as const;
 * const files = ["train/a", "train/b", "test/c"].map(file);
 * const pixels = Uint8Array.of(0, 10, 20, 30, 0, 10); // the third is the first
 * const set = memoryImages({ files, height: 1, width: 2, channels: 1, pixels });
 * const { same, nearest } = await imageFacts(set, 2);
 * assertEquals(same, [{ test: "test/c", train: "train/a" }]);
 * assertEquals([nearest.train, nearest["test normal"]], [20, 0]);
 * ```
 */
export async function imageFacts(images: ImageSet, training: number): Promise<ImageFacts> {
  const { files } = images;
  const groups: Record<ImageGroup, number[]> = {
    train: [],
    "test normal": [],
    "test anomalous": [],
  };
  files.forEach(({ label }, i) =>
    groups[i < training ? "train" : label === 0 ? "test normal" : "test anomalous"].push(i)
  );
  const pair = (test: number, train: number): Pair => ({
    test: files[test]!.path,
    train: files[train]!.path,
  });
  const tested = [...groups["test normal"], ...groups["test anomalous"]];
  const { hashes, bright, rough, at } = await readFacts(
    images,
    new Set(IMAGE_GROUPS.flatMap((group) => compared(groups[group]))),
  );
  const trained = new Map(groups.train.map((i) => [hashes[i], i]));
  const same = tested.filter((i) => trained.has(hashes[i]));

  const gallery = compared(groups.train);
  const near: Pair[] = [];
  const nearest: Partial<Record<ImageGroup, number>> = {};
  for (const group of IMAGE_GROUPS) {
    const distances = compared(groups[group]).flatMap((i) => {
      const found = nearestOf(at(i), gallery.filter((other) => other !== i), at);
      if (!found) return [];
      if (group !== "train" && found.distance < NEAR && !trained.has(hashes[i])) {
        near.push(pair(i, found.index));
      }
      return [found.distance];
    });
    if (distances.length > 0) nearest[group] = median(distances);
  }
  const untrained = (scores: readonly number[]): UntrainedFact => ({
    groups: Object.fromEntries(
      IMAGE_GROUPS.filter((group) => groups[group].length > 0)
        .map((group) => [group, spread(groups[group].map((i) => scores[i]!))]),
    ),
    auroc: groups["test normal"].length > 0 && groups["test anomalous"].length > 0
      ? separation(
        groups["test normal"].map((i) => scores[i]!),
        groups["test anomalous"].map((i) => scores[i]!),
      )
      : undefined,
  });
  return {
    brightness: untrained(bright),
    roughness: untrained(rough),
    nearest,
    compared: COMPARED,
    same: same.map((i) => pair(i, trained.get(hashes[i])!)),
    near,
  };
}

/** What each image tells on its own, and the pixels of those that are compared. */
async function readFacts(images: ImageSet, kept: ReadonlySet<number>): Promise<{
  hashes: string[];
  bright: number[];
  rough: number[];
  at: (i: number) => Uint8Array;
}> {
  const size = images.height * images.width * images.channels;
  const [hashes, bright, rough] = [[] as string[], [] as number[], [] as number[]];
  const pixelsOf = new Map<number, Uint8Array>();
  for await (const { start, count, pixels } of readInParts(images)) {
    append(bright, brightness(pixels, images).map((value) => 127.5 * (value + 1)));
    append(rough, roughness(pixels, images).map((value) => 127.5 * value));
    for (let i = 0; i < count; i++) {
      const image = pixels.subarray(i * size, (i + 1) * size);
      hashes.push(createHash("sha256").update(image).digest("hex"));
      if (kept.has(start + i)) pixelsOf.set(start + i, image.slice());
    }
  }
  return { hashes, bright, rough, at: (i) => pixelsOf.get(i)! };
}

function compared(indices: readonly number[]): readonly number[] {
  return evenly(indices.length, COMPARED).map((i) => indices[i]!);
}

/** The nearest image, and the root mean square difference; a sum that passes the least is abandoned. */
function nearestOf(
  image: Uint8Array,
  others: readonly number[],
  at: (i: number) => Uint8Array,
): { readonly index: number; readonly distance: number } | undefined {
  let [index, least] = [-1, Infinity];
  for (const other of others) {
    const values = at(other);
    let sum = 0;
    for (let start = 0; start < image.length && sum < least; start += STRIDE) {
      const end = Math.min(start + STRIDE, image.length);
      for (let k = start; k < end; k++) sum += (image[k]! - values[k]!) ** 2;
    }
    if (sum < least) [index, least] = [other, sum];
  }
  return index < 0 ? undefined : { index, distance: Math.sqrt(least / image.length) };
}

function spread(values: readonly number[]): Spread {
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
