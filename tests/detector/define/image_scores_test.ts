import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { imageScores } from "../../../lib/detector/define/image_scores.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

await useSynchronousBackend();

Deno.test("imageScores: top share, maximum and mean", () =>
  noLeak(() =>
    tf.tidy(() => {
      const maps = tf.tensor4d([...Array(100).keys(), ...Array(100).fill(1)], [2, 10, 10, 1]);
      const score = (
        statistic: "top" | "max" | "mean",
        topFraction = 0.1,
      ) => [...imageScores(maps, { statistic, topFraction, sigmaAt256: 0 }).dataSync()];
      assertEquals(score("top"), [94.5, 1]);
      assertEquals(score("top", 0.0001), [99, 1]); // at least one pixel
      assertEquals(score("max"), [99, 1]);
      assertEquals(score("mean"), [49.5, 1]);
    })
  ));
