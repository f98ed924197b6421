/**
 * DAAD+ as a detector: DAAD with adversarial learning and the alignment score.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../backend/compile.ts";
import { readAndDispose } from "../backend/read.ts";
import { type ImageSet, toBatch } from "../data/image_set.ts";
import { InputError } from "../errors.ts";
import { defineMethod } from "../methods/define_method.ts";
import {
  type Detector,
  type FitOptions,
  type FitReport,
  type Method,
  SCORED_SHAPES,
  type ScoredBatch,
} from "../methods/detector.ts";
import type { ErrorFacts } from "../methods/error_facts.ts";
import { errorFacts } from "../methods/error_statistics.ts";
import { augmentationOf } from "../methods/fields.ts";
import type { MemoryView } from "../methods/memory_view.ts";
import { Adam } from "../nn/adam.ts";
import { Parameters } from "../nn/parameters.ts";
import type { NamedTensors } from "../nn/safetensors.ts";
import { combineStates, type Stateful } from "../nn/stateful.ts";
import { Random, STREAM } from "../random.ts";
import { trainLoop } from "../train/loop.ts";
import { readAhead } from "../train/read_ahead.ts";
import { yielder } from "../train/yielder.ts";
import { type DaadPlusConfig, parseDaadPlusConfig, resolveDaadPlusConfig } from "./config.ts";
import { diagnose } from "./detector.ts";
import { type DaadPlusNetworks, daadPlusStep } from "./adversarial_step.ts";
import { discriminator } from "./discriminator.ts";
import { generator } from "./generator.ts";
import { blockMemoryViews } from "./memory_views.ts";
import { alignmentMap, imageScores, reconstructionMap, sigmaFor, smooth } from "./score.ts";

/** Divide-and-Assemble with adversarial learning. */
export class DaadPlusDetector implements Detector {
  readonly method = "daad_plus";
  readonly config: DaadPlusConfig;
  readonly #generatorParameters = new Parameters();
  readonly #discriminatorParameters = new Parameters();
  readonly #networks: DaadPlusNetworks;
  readonly #score = compile(
    ({ images, weights }: { images: tf.Tensor4D; weights: tf.Tensor1D }) => {
      const { reconstructions, r, l } = this.#parts(images);
      const [ofR, ofL] = tf.unstack(weights) as [tf.Scalar, tf.Scalar];
      const combined = tf.add(tf.mul(r, ofR), tf.mul(l, ofL)) as tf.Tensor4D;
      const maps = smooth(combined, sigmaFor(this.config.score, this.config.imageSize));
      return { scores: imageScores(maps, this.config.score), maps, reconstructions };
    },
    { name: "daad_plus scoring", recordings: SCORED_SHAPES },
  );
  readonly #calibration = new Calibration();
  readonly state = combineStates({
    generator: this.#generatorParameters,
    discriminator: this.#discriminatorParameters,
    calibration: this.#calibration,
  });

  /**
   * @param config A complete configuration, from {@linkcode resolveDaadPlusConfig}.
   * @param seed Decides the initial values.
   */
  constructor(config: DaadPlusConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const scope = (parameters: Parameters) => ({ parameters, random });
    this.#networks = {
      generator: generator(scope(this.#generatorParameters), config),
      discriminator: discriminator(scope(this.#discriminatorParameters), {
        ...config.discriminator,
        channels: config.channels,
      }),
      generatorVariables: this.#generatorParameters.trainables(),
      discriminatorVariables: this.#discriminatorParameters.trainables(),
    };
  }

  /** The memories of the generator. */
  get memories(): MemoryView[] {
    return blockMemoryViews(this.#networks.generator);
  }

  /** The score is a statistic of R's map where L has no weight in it. */
  get errors(): ErrorFacts {
    const { sigma, own } = errorFacts(this.config.score, this.config.imageSize);
    return { sigma, own: this.config.alignmentWeight === 0 ? own : undefined };
  }

  get parameterCount(): number {
    return this.#generatorParameters.count() + this.#discriminatorParameters.count();
  }

  /** Trains both networks, then takes the means of R and L on the training images. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const { generatorVariables, discriminatorVariables } = this.#networks;
    using generatorAdam = new Adam(generatorVariables);
    using discriminatorAdam = new Adam(discriminatorVariables, config.discriminator);
    const optimisers = { generator: generatorAdam, discriminator: discriminatorAdam };
    type Inputs = Readonly<
      Record<"generatorRates" | "discriminatorRates", tf.Tensor1D> & { images: tf.Tensor4D }
    >;
    using update = compile(({ images, generatorRates, discriminatorRates }: Inputs) => {
      const rates = { generator: generatorRates, discriminator: discriminatorRates };
      return daadPlusStep(this.#networks, optimisers, images, rates, config);
    }, { name: "daad_plus training step" });
    const history = await trainLoop({
      ...config,
      ...options,
      images,
      augment: augmentationOf(config),
      state: combineStates({
        generator: this.#generatorParameters,
        discriminator: this.#discriminatorParameters,
        generatorAdam,
        discriminatorAdam,
      }),
      step: (images, { step, learningRateFactor: factor }) => {
        const rates = {
          generatorRates: generatorAdam.rates(config.learningRate * factor, step),
          discriminatorRates: discriminatorAdam.rates(
            config.discriminator.learningRate * factor,
            step,
          ),
        };
        return update.inBackground({ images, ...rates }).finally(() =>
          tf.dispose(Object.values(rates))
        );
      },
    });
    await this.#calibrate(images, options.signal);
    const report = await diagnose(this.#networks.generator, images);
    return {
      ...report,
      history,
      diagnostics: { ...report.diagnostics, calibration: this.#calibration.means },
    };
  }

  /** Maps: `(1 − w)·R / mean R + w·L / mean L`, smoothed. Scores: their statistic. */
  score(images: tf.Tensor4D): ScoredBatch {
    const { alignmentWeight: w } = this.config;
    return tf.tidy(() => {
      const { reconstruction, alignment } = this.#calibration.means;
      const weights = tf.tensor1d([(1 - w) / reconstruction, w / alignment]);
      return this.#score({ images, weights });
    });
  }

  /** The statistic of a map of any size. */
  mapScores(maps: tf.Tensor4D): tf.Tensor1D {
    return imageScores(maps, this.config.score);
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.#generatorParameters[Symbol.dispose]();
    this.#discriminatorParameters[Symbol.dispose]();
  }

  #parts(images: tf.Tensor4D): { reconstructions: tf.Tensor4D; r: tf.Tensor4D; l: tf.Tensor4D } {
    const { generator, discriminator } = this.#networks;
    const reconstructions = generator.reconstruct(images, "score");
    const layers = (x: tf.Tensor4D) => {
      const { features } = discriminator(x);
      return this.config.alignmentLayers.map((layer) => features[layer - 1]!);
    };
    return {
      reconstructions,
      r: reconstructionMap(images, reconstructions),
      l: alignmentMap(layers(images), layers(reconstructions), this.config.imageSize),
    };
  }

  async #calibrate(images: ImageSet, signal?: AbortSignal): Promise<void> {
    using means = compile(({ images }: { images: tf.Tensor4D }) => {
      const { r, l } = this.#parts(images);
      return { r: tf.mean(r), l: tf.mean(l) };
    }, { name: "daad_plus calibration" });
    const pause = yielder(
      signal,
      () => "stopped after the training, while the score was calibrated on the training images",
    );
    const sums = { reconstruction: 0, alignment: 0 };
    const count = images.files.length;
    const shape = [1, images.height, images.width, images.channels] as const;
    const indices = Array.from({ length: count }, (_, i) => i);
    for await (const values of readAhead(indices, (i) => toBatch(images, [i]))) {
      await pause();
      const { r, l } = await readAndDispose(
        tf.tidy(() => means({ images: tf.tensor4d(values, [...shape]) })),
      );
      sums.reconstruction += r[0]!;
      sums.alignment += l[0]!;
    }
    this.#calibration.set(sums.reconstruction / count, sums.alignment / count);
  }
}

/** Means of R and L over the training images, by which the score divides them. */
class Calibration implements Stateful {
  #means = { reconstruction: 1, alignment: 1 };

  get means(): { readonly reconstruction: number; readonly alignment: number } {
    return this.#means;
  }

  /** Rounds to float32 at once, so that a saved and a fresh detector divide by the same values. */
  set(reconstruction: number, alignment: number): void {
    this.#means = {
      reconstruction: Math.fround(reconstruction) || 1,
      alignment: Math.fround(alignment) || 1,
    };
  }

  export(): Promise<NamedTensors> {
    const { reconstruction, alignment } = this.#means;
    const values = Float32Array.of(reconstruction, alignment);
    return Promise.resolve({ means: { shape: [2], values } });
  }

  import({ means, ...others }: NamedTensors, source: string): void {
    const [unknown] = Object.keys(others);
    if (unknown) throw new InputError(`${source}: unknown tensor calibration/${unknown}`);
    if (means?.values.length !== 2) {
      throw new InputError(`${source}: tensor calibration/means: expected 2 values`);
    }
    this.set(means.values[0]!, means.values[1]!);
  }
}

/** DAAD+ in the registry. */
export const DAAD_PLUS: Method = defineMethod({
  id: "daad_plus",
  title: "DAAD+",
  paper: "Hou et al., ICCV 2021",
  goesOn: true,
  resolve: resolveDaadPlusConfig,
  parse: parseDaadPlusConfig,
  Detector: DaadPlusDetector,
});
