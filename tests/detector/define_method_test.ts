import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { defineConfig } from "../../lib/detector/define_config.ts";
import { defineMethod } from "../../lib/detector/define_method.ts";
import type { Detector, DetectorConfig } from "../../lib/detector/detector.ts";
import { imageFields } from "../../lib/detector/fields.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { noLeak } from "../no_leak.ts";

await useSynchronousBackend();

const facts = { imageSize: 8, channels: 1, trainingImages: 1 } as const;
const config = defineConfig({
  ...imageFields,
  scale: { schema: z.number(), default: 2, doc: "What scores are multiplied by." },
});
const entry = { id: "mean", title: "Mean", paper: "none", config };

Deno.test("defineMethod: a network that cannot be built leaves nothing in memory", () =>
  noLeak(() => {
    const method = defineMethod({
      ...entry,
      build: (scope) => {
        scope.network("network").parameters.trainable("kernel", new Float32Array(2), [2]);
        throw new RangeError("no such layer");
      },
    });
    const complete = method.resolve({}, facts, "test");
    assertThrows(() => method.create(complete, 0), RangeError, "no such layer");
  }));

Deno.test("defineMethod: a detector may be a class; one that refuses a state is disposed", () => {
  let disposed = 0;
  class Own implements Detector {
    readonly method = "mean";
    readonly parameterCount = 0;
    readonly state = {
      export: () => Promise.resolve({}),
      import: (_tensors: unknown, source: string) => {
        throw new RangeError(`${source}: no state`);
      },
    };
    readonly config: DetectorConfig & { readonly scale: number };
    constructor(config: Own["config"]) {
      this.config = config;
    }
    fit = () => Promise.reject(new RangeError("nothing to train"));
    score = (images: tf.Tensor4D) =>
      tf.tidy(() => ({
        scores: tf.mul(tf.mean(images, [1, 2, 3]), this.config.scale) as tf.Tensor1D,
      }));
    [Symbol.dispose](): void {
      disposed++;
    }
  }
  const method = defineMethod({ ...entry, Detector: Own });
  const complete = method.resolve({ scale: 3 }, facts, "test");
  tf.tidy(() => {
    using detector = method.create(complete, 0);
    const scored = detector.score(tf.ones([2, 8, 8, 1]));
    assert(!(scored instanceof Promise));
    assertEquals([...scored.scores.dataSync()], [3, 3]);
  });
  assertEquals(disposed, 1);
  assertThrows(() => method.restore(complete, {}, "model"), RangeError, "model: no state");
  assertEquals(disposed, 2);
});
