/** The mean image of the training images as a detector: the error of an image is its distance to it. */
import {
  defineConfig,
  defineMethod,
  type Detector,
  type DetectorConfig,
  type FitReport,
  imageFields,
  type ImageSet,
  Parameters,
  registerMethod,
  type ScoredBatch,
  toBatch,
} from "@daad/reproduction";
import * as tf from "@tensorflow/tfjs";

class MeanImage implements Detector {
  readonly method = "mean_image";
  readonly parameterCount = 0;
  readonly errors = { sigma: 0, own: "mse" } as const;
  readonly state = new Parameters();
  readonly config: DetectorConfig;
  readonly #mean: tf.Variable;

  constructor(config: DetectorConfig) {
    this.config = config;
    const shape = [config.imageSize, config.imageSize, config.channels];
    this.#mean = this.state.buffer("mean", new Float32Array(tf.util.sizeFromShape(shape)), shape);
  }

  async fit(images: ImageSet): Promise<FitReport> {
    const started = performance.now();
    const sums = new Float64Array(this.#mean.size);
    for (const i of images.files.keys()) {
      (await toBatch(images, [i])).forEach((value, k) => sums[k]! += value);
    }
    const mean = Float32Array.from(sums, (sum) => sum / images.files.length);
    tf.tidy(() => this.#mean.assign(tf.tensor(mean, this.#mean.shape)));
    const seconds = (performance.now() - started) / 1000;
    const history = { losses: [], steps: 0, seconds, secondsBefore: 0 };
    return { history, diagnostics: {}, warnings: [] };
  }

  score(images: tf.Tensor4D): ScoredBatch {
    return tf.tidy(() => {
      const mean = tf.expandDims(this.#mean, 0); // [1, h, w, c]
      const reconstructions = tf.tile(mean, [images.shape[0], 1, 1, 1]) as tf.Tensor4D;
      const maps = tf.mean<tf.Tensor4D>(tf.squaredDifference(images, reconstructions), 3, true);
      return { scores: tf.mean<tf.Tensor1D>(maps, [1, 2, 3]), maps, reconstructions };
    });
  }

  [Symbol.dispose](): void {
    this.state[Symbol.dispose]();
  }
}

registerMethod(defineMethod({
  id: "mean_image",
  title: "Mean image",
  paper: "no paper: what every other method has to beat",
  config: defineConfig({ ...imageFields }),
  Detector: MeanImage,
}));
