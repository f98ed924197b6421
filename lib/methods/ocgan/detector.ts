/**
 * OCGAN as a detector.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../backend/compile.ts";
import type { ImageSet } from "../../data/image_set.ts";
import { reconstructionMap } from "../../daad/score.ts";
import { initializeDcgan } from "../../nn/dcgan.ts";
import { uniform } from "../../nn/initializers.ts";
import { ParameterGroup } from "../../nn/parameter_group.ts";
import { Random, STREAM } from "../../random.ts";
import { normals } from "../../train/step_draws.ts";
import { fitAdversarially } from "../adversarial_fit.ts";
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
import { type OcganConfig, ocganConfig } from "./config.ts";
import {
  codeShape,
  imageJudge,
  latentDiscriminator,
  ocganDecoder,
  ocganEncoder,
} from "./network.ts";
import { type OcganDraws, type OcganNetworks, type OcganPart, ocganStep } from "./step.ts";

/** OCGAN: the reconstruction error of an autoencoder whose codes are all of normal images. */
export class OcganDetector implements Detector {
  readonly method = "ocgan";
  readonly config: OcganConfig;
  readonly state = new ParameterGroup<OcganPart>(
    "autoencoder",
    "latentDiscriminator",
    "visualDiscriminator",
    "classifier",
  );
  readonly #networks: OcganNetworks;
  readonly #score = compile(({ images }: { images: tf.Tensor4D }) => {
    const { encoder, decoder, visualDiscriminator } = this.#networks;
    const reconstructions = decoder(encoder(images, "score"), "score");
    const maps = reconstructionMap(images, reconstructions);
    const scores = this.config.score === "error"
      ? tf.mean(maps, [1, 2, 3])
      : tf.neg(visualDiscriminator(reconstructions, "score").reshape([-1]));
    return { scores: scores as tf.Tensor1D, maps, reconstructions };
  }, { name: "ocgan scoring", recordings: SCORED_SHAPES });

  /**
   * @param config A complete configuration, from `ocganConfig.resolve`.
   * @param seed Decides the initial values.
   */
  constructor(config: OcganConfig, seed: number) {
    this.config = config;
    const random = new Random(seed, STREAM.initialValues);
    const scope = (part: OcganPart) => ({ parameters: this.state.networks[part], random });
    const { parameters } = scope("autoencoder");
    const half = (name: string) => ({ parameters: parameters.child(name), random });
    const { channels, discriminatorWidth: width } = config;
    this.#networks = {
      encoder: ocganEncoder(half("encoder"), config),
      decoder: ocganDecoder(half("decoder"), config),
      latentDiscriminator: latentDiscriminator(scope("latentDiscriminator"), config),
      visualDiscriminator: imageJudge(scope("visualDiscriminator"), {
        channels,
        widths: [width, width, width],
      }),
      classifier: imageJudge(scope("classifier"), {
        channels,
        widths: [2 * width, 4 * width, 4 * width],
      }),
      variables: {
        autoencoder: parameters.trainables(),
        latentDiscriminator: this.state.networks.latentDiscriminator.trainables(),
        visualDiscriminator: this.state.networks.visualDiscriminator.trainables(),
        classifier: this.state.networks.classifier.trainables(),
      },
    };
    // Kernels of 0.02 would start a network of tanh as almost constant; the others are DCGAN's.
    for (const part of ["visualDiscriminator", "classifier"] as const) {
      initializeDcgan(this.state.networks[part], random);
    }
  }

  get errors(): ErrorFacts {
    return { sigma: 0, own: this.config.score === "error" ? "mse" : undefined };
  }

  get parameterCount(): number {
    return this.state.count();
  }

  /** Trains all networks; mining begins at the configured share of the training. */
  async fit(images: ImageSet, options: FitOptions): Promise<FitReport> {
    const { config } = this;
    const batch = Math.min(config.batchSize, images.files.length);
    const steps = config.epochs * Math.floor(images.files.length / batch);
    const history = await fitAdversarially({
      name: this.method,
      config,
      images,
      options,
      networks: this.state.networks,
      draw: (random, batch, step): OcganDraws => {
        const shape = [batch, images.height, images.width, images.channels] as const;
        const codes = [batch, ...codeShape(config)] as const;
        const noise = normals(shape.reduce((n, d) => n * d), random);
        const drawCodes = () => tf.tensor4d(uniform(codes, 1, random), [...codes]);
        return {
          noise: tf.tensor4d(noise.map((value) => value * config.noise), [...shape]),
          realCodes: drawCodes(),
          codes: drawCodes(),
          start: drawCodes(),
          miningRate: tf.scalar(step > config.mining.start * steps ? config.mining.rate : 0),
        };
      },
      step: (images, draws, update) =>
        ocganStep(this.#networks, { images, ...draws }, update, config),
    });
    const mined = Math.max(0, steps - Math.floor(config.mining.start * steps));
    return { history, diagnostics: { stepsWithMining: mined }, warnings: [] };
  }

  /** Maps: `mean_c (x − x̂)²`. Scores: their mean, or −D_v(x̂). */
  score(images: tf.Tensor4D): ScoredBatch {
    return this.#score({ images });
  }

  /** Releases all variables and programs. */
  [Symbol.dispose](): void {
    this.#score[Symbol.dispose]();
    this.state[Symbol.dispose]();
  }
}

/** OCGAN in the registry. */
export const OCGAN: Method = defineMethod({
  id: "ocgan",
  title: "OCGAN",
  paper: "Perera et al., CVPR 2019",
  config: ocganConfig,
  Detector: OcganDetector,
});
