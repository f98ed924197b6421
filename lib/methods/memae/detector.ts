/**
 * MemAE as a detector.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import { imageScores, reconstructionMap, sigmaFor, smooth } from "../../daad/score.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { Parameters } from "../../nn/parameters.ts";
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
import { diagnosticImages } from "../diagnostic_images.ts";
import type { ErrorFacts } from "../error_facts.ts";
import { errorFacts } from "../error_statistics.ts";
import { augmentationOf } from "../fields.ts";
import { fitNetwork } from "../fit_network.ts";
import type { MemoryView } from "../memory_view.ts";
import { memoryReport, memoryWarnings } from "./addressing.ts";
import { type MemaeConfig, parseMemaeConfig, resolveMemaeConfig } from "./config.ts";
import { memaeLoss } from "./loss.ts";
import { type MemaeNetwork, memaeNetwork } from "./network.ts";

/** A memory-augmented autoencoder. */
export class MemaeDetector implements Detector {
  readonly method = "memae";
  readonly config: MemaeConfig;
  readonly state = new Parameters();
  readonly #network: MemaeNetwork;
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const { reconstructions } = this.#network(images, "score");
    const errors = reconstructionMap(images, reconstructions);
    const maps = smooth(errors, sigmaFor(this.config.score, this.config.imageSize));
    const scores = imageScores(maps, this.config.score);
    return { scores, maps, reconstructions };
  }, { name: "memae scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from {@linkcode resolveMemaeConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: MemaeConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    this.#network = memaeNetwork({ parameters: this.state, random }, config);
  }

  /** The one memory, on the deepest level. */
  get memories(): MemoryView[] {
    return [this.#network.view];
  }

  get errors(): ErrorFacts {
    return errorFacts(this.config.score, this.config.imageSize);
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains by `mean (x − x̂)² + α · entropy`. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const history = await fitNetwork({
      ...this.config,
      ...options,
      name: "memae training step",
      images,
      augment: augmentationOf(this.config),
      parameters: this.state,
      loss: ({ images }) => memaeLoss(this.#network, images, this.config.entropyWeight),
    });
    const batch = await diagnosticImages(images);
    const memory = await memoryReport(this.#network, batch);
    batch.dispose();
    return { history, diagnostics: { memory }, warnings: memoryWarnings(memory) };
  }

  /** Maps: squared errors of pixels. Scores: their statistic. */
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

/** MemAE in the registry. */
export const MEMAE: Method = defineMethod({
  id: "memae",
  title: "MemAE",
  paper: "Gong et al., ICCV 2019",
  goesOn: true,
  resolve: resolveMemaeConfig,
  parse: parseMemaeConfig,
  // Scored by the statistic of the AE, beside which it then stands.
  variant: ({ score }) =>
    (score as Partial<MemaeConfig["score"]>)?.statistic === "top" ? "as_ae" : undefined,
  Detector: MemaeDetector,
});
