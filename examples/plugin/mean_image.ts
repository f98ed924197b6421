/** The mean image of the training images as a detector: the error of an image is its distance to it. */
import {
  defineConfig,
  defineMethod,
  imageFields,
  registerMethod,
  toBatch,
} from "@daad/reproduction";
import * as tf from "@tensorflow/tfjs";

registerMethod(defineMethod({
  id: "mean_image",
  title: "Mean image",
  paper: "no paper: what every other method has to beat",
  config: defineConfig({ ...imageFields }),
  build: ({ parameters }, { imageSize, channels }) => {
    const size = imageSize * imageSize * channels;
    const shape = [1, imageSize, imageSize, channels];
    const mean = parameters.buffer("mean", new Float32Array(size), shape);
    return {
      errors: { sigma: 0, own: "mse" },
      score: (images) =>
        tf.tidy(() => {
          const reconstructions = tf.tile<tf.Tensor4D>(mean as tf.Tensor4D, [
            images.shape[0],
            1,
            1,
            1,
          ]);
          const maps = tf.mean<tf.Tensor4D>(tf.squaredDifference(images, reconstructions), 3, true);
          return { scores: tf.mean<tf.Tensor1D>(maps, [1, 2, 3]), maps, reconstructions };
        }),
      fit: async (images) => {
        const started = performance.now();
        const sums = new Float64Array(size);
        for (const i of images.files.keys()) {
          (await toBatch(images, [i])).forEach((value, k) => sums[k]! += value);
        }
        const values = Float32Array.from(sums, (sum) => sum / images.files.length);
        tf.tidy(() => mean.assign(tf.tensor(values, shape)));
        const seconds = (performance.now() - started) / 1000;
        return { history: { losses: [], steps: 0, seconds, secondsBefore: 0 } };
      },
    };
  },
}));
