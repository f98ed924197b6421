/**
 * DAAD as a detector: trained by the reconstruction loss alone.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { compile } from "../backend/compile.ts";
import type { ImageSet } from "../data/image_set.ts";
import {
  type DatasetFacts,
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../methods/detector.ts";
import { diagnosticImages } from "../methods/diagnostic_images.ts";
import { fitNetwork } from "../methods/fit_network.ts";
import { Parameters } from "../nn/parameters.ts";
import type { NamedTensors } from "../nn/safetensors.ts";
import { Random, STREAM } from "../random.ts";
import { addressingReport, addressingWarnings } from "./addressing.ts";
import { type DaadConfig, parseDaadConfig, resolveDaadConfig } from "./config.ts";
import { type Generator, generator } from "./generator.ts";
import { reconstructionLoss } from "./losses.ts";
import { imageScores, reconstructionMap, sigmaFor, smooth } from "./score.ts";

/** Divide-and-Assemble without adversarial learning. */
export class DaadDetector implements Detector {
  readonly method = "daad";
  readonly config: DaadConfig;
  readonly #parameters = new Parameters();
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
    this.#generator = generator({ parameters: this.#parameters, random }, config);
  }

  get parameterCount(): number {
    return this.#parameters.count();
  }

  /** Trains generator and memories by L_rec. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const history = await fitNetwork({
      ...config,
      ...options,
      name: "daad training step",
      images,
      parameters: this.#parameters,
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

  /** All variables, running statistics included. */
  state(): Promise<NamedTensors> {
    return this.#parameters.export();
  }

  /** Takes over what {@linkcode DaadDetector.state} gave. */
  load(state: NamedTensors, source: string): void {
    this.#parameters.import(state, source);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#parameters[Symbol.dispose]();
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
export const DAAD: Method = {
  id: "daad",
  title: "DAAD",
  paper: "Hou et al., ICCV 2021",
  resolve: (overrides: unknown, facts: DatasetFacts, source: string): DaadConfig =>
    resolveDaadConfig(overrides, facts, source),
  create: (config, seed) => new DaadDetector(config as DaadConfig, seed),
  restore: (config, state, source) => {
    const detector = new DaadDetector(parseDaadConfig(config, source), 0);
    detector.load(state, source);
    return detector;
  },
};
