/**
 * AESc as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { reconstructionLoss } from "../../daad/losses.ts";
import { stain, withOriginal } from "../../data/augment/mod.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
import { fromUnit, toUnit } from "../../nn/pixel_range.ts";
import { Random, STREAM } from "../../random.ts";
import { defineMethod } from "../define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../detector.ts";
import type { ErrorFacts } from "../error_facts.ts";
import { fitNetwork } from "../fit_network.ts";
import { type AescConfig, parseAescConfig, resolveAescConfig } from "./config.ts";
import { drawMasks, maskTensors, type MaskValues } from "./dropout.ts";
import { type AescNetwork, aescNetwork } from "./network.ts";
import { addToSpread, mapNorm, residualMap, uncertaintyMap } from "./score.ts";

/** Inputs of a pass under dropout, masks among them. */
type PassInputs = Readonly<Record<string, tf.Tensor>> & {
  readonly images: tf.Tensor4D;
  readonly mean: tf.Tensor4D;
  readonly squares: tf.Tensor4D;
  readonly share: tf.Scalar;
};

/** What norms of the residuals of gray images are, but for a factor. */
const OWN = { l2: "l2", linf: "max" } as const;

/** An autoencoder with skip connections, trained to remove stains. */
export class AescDetector implements Detector {
  readonly method = "aesc";
  readonly config: AescConfig;
  readonly state = new Parameters();
  readonly #network: AescNetwork;
  /** The masks of each pass of `uncertainty`: the same for every image, model and seed. */
  readonly #masks: readonly (readonly MaskValues[])[];
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const rebuilt = this.#network(images, "score");
    const maps = residualMap(toUnit(images), rebuilt);
    return {
      scores: mapNorm(maps, this.config.score.norm),
      maps,
      reconstructions: fromUnit(rebuilt),
    };
  }, { name: "aesc scoring", recordings: SCORED_SHAPES });
  readonly #pass = compile(({ images, mean, squares, share, ...masks }: PassInputs) => {
    const rebuilt = this.#network(images, "score", masks);
    return { ...addToSpread({ mean, squares }, rebuilt, share) };
  }, { name: "aesc pass under dropout", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from {@linkcode resolveAescConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: AescConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#network = aescNetwork({ parameters: this.state, random }, config);
    const draws = new Random(0, STREAM.stepDraws);
    const passes = config.score.map === "uncertainty" ? config.score.passes : 0;
    this.#masks = Array.from({ length: passes }, () => drawMasks(config, draws));
  }

  /** Residuals are summed over channels before they are squared: only gray ones are these statistics. */
  get errors(): ErrorFacts {
    const { channels, score: { map, norm } } = this.config;
    const plain = channels === 1 && map === "residual";
    return { sigma: 0, own: plain && norm !== "l1" ? OWN[norm] : undefined };
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains by the mean squared error between the rebuilt stained image and the clean one. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const history = await fitNetwork({
      ...config,
      ...options,
      name: "aesc training step",
      images,
      parameters: this.state,
      augment: config.corruption === "stain" ? withOriginal(stain()) : undefined,
      loss: ({ images }) => {
        const [input, target] = config.corruption === "stain"
          ? tf.split<tf.Tensor4D>(images, 2, 3)
          : [images, images];
        const rebuilt = this.#network(input!, "train");
        return { total: reconstructionLoss(toUnit(target!), rebuilt, "mse") };
      },
    });
    return { history, diagnostics: {}, warnings: [] };
  }

  /** Maps: residuals or uncertainties. Scores: their norm. */
  score(images: tf.Tensor4D): ScoredBatch {
    if (this.config.score.map === "residual") return this.#score({ images });
    return tf.tidy(() => {
      let spread = { mean: tf.zerosLike(images), squares: tf.zerosLike(images) };
      this.#masks.forEach((masks, pass) => {
        const before = spread;
        spread = tf.tidy(() => {
          const share = tf.scalar(1 / (pass + 1));
          return this.#pass({ images, ...before, share, ...maskTensors(masks) });
        });
        tf.dispose({ ...before });
      });
      const maps = uncertaintyMap(spread, this.#masks.length);
      const scores = mapNorm(maps, this.config.score.norm);
      return { scores, maps, reconstructions: fromUnit(spread.mean) };
    });
  }

  /** The norm of a map of any size. */
  mapScores(maps: tf.Tensor4D): tf.Tensor1D {
    return mapNorm(maps, this.config.score.norm);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#pass[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** AESc in the registry. */
export const AESC: Method = defineMethod({
  id: "aesc",
  title: "AESc",
  paper: "Collin & De Vleeschouwer, ICPR 2020",
  goesOn: true,
  resolve: resolveAescConfig,
  parse: parseAescConfig,
  Detector: AescDetector,
});
