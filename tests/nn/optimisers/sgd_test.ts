import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { Sgd } from "../../../lib/nn/optimisers/sgd.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

await useSynchronousBackend();

Deno.test("Sgd: each variable moves by the rate times its gradient, and nothing is kept", () =>
  noLeak(async () => {
    const variables = tf.tidy(() =>
      [tf.tensor2d([[1, 2]]), tf.scalar(3)].map((x) => tf.variable(x))
    );
    const sgd = new Sgd(variables);
    const rates = [sgd.rates(0.5), sgd.rates(0.25)];
    for (const rate of rates) {
      tf.tidy(() => sgd.apply([tf.tensor2d([[1, -2]]), tf.scalar(4)], rate));
    }
    assertEquals([...variables[0]!.dataSync()], [0.25, 3.5]);
    assertEquals([...variables[1]!.dataSync()], [0]);
    assertEquals(await sgd.export(), {});
    assertThrows(() => sgd.apply([], rates[0]!), RangeError, "2 variables with 0 gradients");
    tf.dispose([...variables, ...rates]);
  }));
