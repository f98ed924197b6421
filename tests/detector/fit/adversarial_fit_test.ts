import * as tf from "@tensorflow/tfjs";
import { fitAdversarially } from "../../../lib/detector/fit/adversarial_fit.ts";
import { gradients } from "../../../lib/nn/losses/loss_gradients.ts";
import { Adam, type AdamOptions } from "../../../lib/nn/optimisers/adam.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useSynchronousBackend();

const START = Float32Array.of(1);

/** Value and gradient of p². */
const square = (p: tf.Variable) => gradients(() => tf.square(p) as tf.Scalar, [p]);

/** Where an Adam of its own brings p, with one rate for each update. */
function reference(rates: readonly number[], options?: AdamOptions): number {
  using parameters = new Parameters();
  const p = parameters.trainable("p", START, []);
  using adam = new Adam([p], options);
  rates.forEach((rate, i) =>
    tf.tidy(() => adam.apply(square(p).gradients, adam.rates(rate, i + 1)))
  );
  return p.dataSync()[0]!;
}

Deno.test("fitAdversarially: every network has its own rate, number of updates and drop of the rate", () =>
  noLeak(async () => {
    using ofA = new Parameters();
    using ofB = new Parameters();
    const a = ofA.trainable("p", START, []);
    const b = ofB.trainable("p", START, []);
    await fitAdversarially({
      name: "test",
      config: { epochs: 2, batchSize: 4, learningRate: 0.1, decayAt: 0.5, decayFactor: 0.1 },
      images: testImages({ count: 8, size: 8, channels: 1 }),
      options: { seed: 0 },
      networks: { a: ofA, b: ofB },
      adam: { b: { learningRate: 0.2, beta1: 0.5 } },
      updates: { b: 2 },
      step: (_, update) => {
        const { value: total, gradients } = square(a);
        update("a", gradients);
        for (let i = 0; i < 2; i++) update("b", square(b).gradients);
        return { total };
      },
    });
    const wanted = {
      a: reference([0.1, 0.1, 0.01, 0.01]),
      b: reference([0.2, 0.2, 0.2, 0.2, 0.02, 0.02, 0.02, 0.02], { beta1: 0.5 }),
    };
    assertNear(a.dataSync()[0]!, wanted.a, TOLERANCE.sums, "a");
    assertNear(b.dataSync()[0]!, wanted.b, TOLERANCE.sums, "b");
  }));
