/**
 * Features of images by a frozen backbone, from the cache if they are known.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { createHash } from "node:crypto";
import { arithmetic } from "../../backend/arithmetic.ts";
import { compile } from "../../backend/compile.ts";
import { imagesTogether } from "../../backend/images_together.ts";
import { readAndDispose } from "../../backend/read.ts";
import { InputError } from "../../errors.ts";
import { type Backbone, toRgb } from "../../nn/backbones/mod.ts";
import type { FeatureCache } from "../machine/feature_cache.ts";

/**
 * Images that go through the network at once if {@linkcode imagesTogether} allows it; a shorter batch
 * is filled up. So an image's features are the same bits whatever else is in its batch.
 */
export const FEATURE_BATCH = 8;

/** Height and width in pixels that every backbone takes. */
const SURELY_ENOUGH = 64;

/** Part of the entries' names: changes when the last bits of what this module computes change. */
const ARITHMETIC_HERE = "fused";

/** The features of one image. */
export interface ImageFeatures {
  /** Mean of each channel over positions, stage after stage: `[Σ channels]`. */
  readonly means: Float32Array;
  /** Feature maps `[h, w, channels]` by stage. */
  readonly maps: Readonly<Record<string, Float32Array>>;
}

/** Images as values. */
export interface ImageValues {
  /** `[n, height, width, channels]` in [−1, 1]. */
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  /** Gray images are shown to the network as RGB. */
  readonly channels: number;
}

/** Where a stage's values are in {@linkcode ImageFeatures.means}. */
export interface StageRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Images so far, by where their features came from. */
export interface ExtractionCounts {
  readonly computed: number;
  readonly cached: number;
}

/**
 * Computes, for images of one size, the means of all stages of a backbone, and the feature maps of
 * some.
 *
 * Entries of the cache are named by the weights and their input scale, by what decides the last
 * bits of the arithmetic and by the content of the image, so methods, seeds and data sets share
 * them.
 */
export class FeatureExtractor implements Disposable {
  /** All stages of the backbone. */
  readonly stages: readonly StageRange[];
  /** Where features are kept, if they are. */
  readonly cache: FeatureCache | undefined;
  readonly #backbone: Backbone;
  readonly #mapped: readonly string[];
  readonly #compute;
  #computed = 0;
  #cached = 0;

  /**
   * @param backbone Remains owned by the caller.
   * @param mapped Stages whose maps are wanted.
   * @param cache Default: none.
   */
  constructor(backbone: Backbone, mapped: readonly string[] = [], cache?: FeatureCache) {
    this.cache = cache;
    this.#backbone = backbone;
    this.#mapped = mapped;
    let at = 0;
    this.stages = Object.entries(backbone.stages).map(([name, { channels }]) => {
      const from = at;
      at += channels;
      return { name, from, to: at };
    });
    this.#compute = compile(
      ({ images }: { images: tf.Tensor4D }) => this.features(images),
      { name: `features of ${backbone.id}`, fused: true },
    );
  }

  /**
   * The ops behind {@linkcode extract}, for any number of images and without the cache.
   *
   * @returns `means`, `[n, Σ channels]`, and the maps by stage.
   */
  features(images: tf.Tensor4D): { means: tf.Tensor2D } & Record<string, tf.Tensor> {
    const names = Object.keys(this.#backbone.stages);
    const features = this.#backbone.features(toRgb(images), names);
    const means = tf.concat2d(
      names.map((name) => tf.mean<tf.Tensor2D>(features[name]!, [1, 2])),
      1,
    );
    return { means, ...Object.fromEntries(this.#mapped.map((name) => [name, features[name]!])) };
  }

  /**
   * Tries whether images of this size reach all stages; some networks shrink small ones to nothing.
   *
   * @throws {InputError} If they do not.
   */
  requireSize(size: number): void {
    if (size >= SURELY_ENOUGH) return;
    try {
      tf.tidy(() => void this.features(tf.zeros([1, size, size, 3])));
    } catch (error) {
      throw new InputError(
        `images of ${size}×${size} pixels are too small for ${this.#backbone.id}; take a larger ` +
          "imageSize or crop, or another backbone",
        { cause: error },
      );
    }
  }

  /** How many images were computed and how many were known. */
  get counts(): ExtractionCounts {
    return { computed: this.#computed, cached: this.#cached };
  }

  /** The features of each image, in their order. */
  async extract(images: ImageValues): Promise<ImageFeatures[]> {
    const { values, height, width, channels } = images;
    const size = height * width * channels;
    const count = values.length / size;
    const imageOf = (i: number) => values.subarray(i * size, (i + 1) * size);
    const shape = [height, width, channels] as const;
    const names = Array.from({ length: count }, (_, i) => this.#entryName(imageOf(i), shape));
    const known = names.map((name) => this.#read(name));
    const missing = known.flatMap((features, i) => features ? [] : [i]);
    const together = imagesTogether(FEATURE_BATCH);
    for (let start = 0; start < missing.length; start += together) {
      const indices = missing.slice(start, start + together);
      const batch = new Float32Array(together * size);
      for (let k = 0; k < together; k++) {
        batch.set(imageOf(indices[Math.min(k, indices.length - 1)]!), k * size);
      }
      const computed = await this.#run(batch, [together, ...shape]);
      for (const [k, index] of indices.entries()) {
        known[index] = computed[k];
        this.#write(names[index], computed[k]!);
      }
    }
    this.#computed += missing.length;
    this.#cached += count - missing.length;
    return known as ImageFeatures[];
  }

  /** The same of a tensor `[b, h, w, c]`. */
  async extractFrom(images: tf.Tensor4D): Promise<ImageFeatures[]> {
    const [, height, width, channels] = images.shape;
    return await this.extract({ values: await images.data<"float32">(), height, width, channels });
  }

  /** Releases the compiled function. */
  [Symbol.dispose](): void {
    this.#compute[Symbol.dispose]();
  }

  async #run(
    batch: Float32Array,
    shape: [number, number, number, number],
  ): Promise<ImageFeatures[]> {
    const [together] = shape;
    const all = await readAndDispose(
      tf.tidy(() => this.#compute({ images: tf.tensor4d(batch, shape) })),
    );
    const values = Object.entries(all);
    return Array.from({ length: together }, (_, k) => {
      const own = values.map(([name, all]) => {
        const length = all.length / together;
        return [name, all.slice(k * length, (k + 1) * length)] as const;
      });
      const { means, ...maps } = Object.fromEntries(own);
      return { means: means!, maps };
    });
  }

  /** The entry's name for an image; `undefined` without a cache. */
  #entryName(image: Float32Array, shape: readonly number[]): string | undefined {
    if (!this.cache) return undefined;
    const { id, weightsSha256, input } = this.#backbone;
    const network = createHash("sha256")
      .update(`${weightsSha256}\n${JSON.stringify(input)}\n${arithmetic()}\n${ARITHMETIC_HERE}`)
      .digest("hex");
    const content = createHash("sha256").update(shape.join("×"))
      .update(new Uint8Array(image.buffer, image.byteOffset, image.byteLength)).digest("hex");
    return `${id}-${network.slice(0, 16)}/${content}`;
  }

  #read(name: string | undefined): ImageFeatures | undefined {
    const { cache } = this;
    if (!cache || name === undefined) return undefined;
    const means = cache.read(`${name}.means`);
    if (!means) return undefined;
    const maps: Record<string, Float32Array> = {};
    for (const stage of this.#mapped) {
      const map = cache.read(`${name}.${stage}`);
      if (!map) return undefined;
      maps[stage] = map;
    }
    return { means, maps };
  }

  #write(name: string | undefined, { means, maps }: ImageFeatures): void {
    const { cache } = this;
    if (!cache || name === undefined) return;
    cache.write(`${name}.means`, means);
    for (const [stage, map] of Object.entries(maps)) cache.write(`${name}.${stage}`, map);
  }
}
