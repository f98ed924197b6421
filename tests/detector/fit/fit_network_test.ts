import * as tf from "@tensorflow/tfjs";
import { fitNetwork } from "../../../lib/detector/fit/fit_network.ts";
import { Sgd } from "../../../lib/nn/optimisers/sgd.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

Deno.test("fitNetwork: the optimiser gets the rate as it is after the drop", () =>
  noLeak(async () => {
    using parameters = new Parameters();
    const p = parameters.trainable("p", Float32Array.of(0), []);
    await fitNetwork({
      name: "test",
      images: testImages({ count: 8, size: 8, channels: 1 }),
      epochs: 2,
      batchSize: 4,
      seed: 0,
      learningRate: 1,
      decayAt: 0.5,
      decayFactor: 0.1,
      optimiser: Sgd,
      parameters,
      loss: () => ({ total: tf.sum(p) as tf.Scalar }), // its gradient is 1
    });
    assertNear(p.dataSync()[0]!, -(1 + 1 + 0.1 + 0.1), TOLERANCE.rounding);
  }));
