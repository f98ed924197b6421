/**
 * DAAD as a detector: trained by the reconstruction loss alone.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../backend/compile.ts";
import type { ImageSet } from "../data/image_set.ts";
import { defineMethod } from "../methods/define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../methods/detector.ts";
import { diagnosticImages } from "../methods/diagnostic_images.ts";
import type { ErrorFacts } from "../methods/error_facts.ts";
import { errorFacts } from "../methods/error_statistics.ts";
import { augmentationOf } from "../methods/fields.ts";
import { fitNetwork } from "../methods/fit_network.ts";
import type { MemoryView } from "../methods/memory_view.ts";
import { Parameters } from "../nn/parameters.ts";
import { Random, STREAM } from "../random.ts";
import { addressingReport, addressingWarnings } from "./addressing.ts";
import { type DaadConfig, parseDaadConfig, resolveDaadConfig } from "./config.ts";
import { type Generator, generator } from "./generator.ts";
import { reconstructionLoss } from "./losses.ts";
import { blockMemoryViews } from "./memory_views.ts";
import { imageScores, reconstructionMap, sigmaFor, smooth } from "./score.ts";

/** Divide-and-Assemble without adversarial learning. */
export class DaadDetector implements Detector {
  readonly method = "daad";
  readonly config: DaadConfig;
  readonly state = new Parameters();
  readonly #generator: Generator;
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const reconstructions = this.#generator.reconstruct(images, "score");
    const errors = reconstructionMap(images, reconstructions);
    const maps = smooth(errors, sigmaFor(this.config.score, this.config.imageSize));
    return { scores: imageScores(maps, this.config.score), maps, reconstructions };
  }, { name: "daad scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from {@linkcode resolveDaadConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: DaadConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#generator = generator({ parameters: this.state, random }, config);
  }

  /** The memories of the generator. */
  get memories(): MemoryView[] {
    return blockMemoryViews(this.#generator);
  }

  get errors(): ErrorFacts {
    return errorFacts(this.config.score, this.config.imageSize);
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains generator and memories by L_rec. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const history = await fitNetwork({
      ...config,
      ...options,
      name: "daad training step",
      images,
      augment: augmentationOf(this.config),
      parameters: this.state,
      loss: ({ images }) => {
        const reconstruction = this.#generator.reconstruct(images, "train");
        return { total: reconstructionLoss(images, reconstruction, config.reconstructionLoss) };
      },
    });
    return { history, ...await diagnose(this.#generator, images) };
  }

  /** Maps: smoothed squared errors. Scores: their statistic. */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** The statistic of a map of any size. */
  mapScores(maps: tf.Tensor4D): tf.Tensor1D {
    return imageScores(maps, this.config.score);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** The addressing of the memories on the first training images, for a detector's report. */
export async function diagnose(
  generator: Generator,
  images: ImageSet,
): Promise<Pick<FitReport, "diagnostics" | "warnings">> {
  const batch = await diagnosticImages(images);
  const addressing = await addressingReport(generator, batch);
  batch.dispose();
  return { diagnostics: { addressing }, warnings: addressingWarnings(addressing) };
}

/** DAAD in the registry. */
export const DAAD: Method = defineMethod({
  id: "daad",
  title: "DAAD",
  paper: "Hou et al., ICCV 2021",
  goesOn: true,
  resolve: resolveDaadConfig,
  parse: parseDaadConfig,
  // The formulas by the letter: no temperature, the error's norm, nothing smoothed.
  variant: ({ temperature, score }) => {
    const { statistic, sigmaAt256 } = (score ?? {}) as Partial<DaadConfig["score"]>;
    return temperature === 1 && statistic === "mean" && sigmaAt256 === 0 ? "literal" : undefined;
  },
  Detector: DaadDetector,
});
