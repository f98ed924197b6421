import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { defineConfig } from "../../../lib/detector/config/define_config.ts";
import { imageFields } from "../../../lib/detector/config/fields.ts";
import { defineMethod } from "../../../lib/detector/define/define_method.ts";
import { DetectorScope } from "../../../lib/detector/define/detector_scope.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

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

Deno.test("defineMethod: a detector that refuses a state is disposed", () => {
  let disposed = 0;
  const method = defineMethod({
    ...entry,
    build: (scope, { scale }) => {
      scope.own({ [Symbol.dispose]: () => void disposed++ });
      scope.saved("none", {
        export: () => Promise.resolve({}),
        import: (_tensors, source) => {
          throw new RangeError(`${source}: no state`);
        },
      });
      return {
        fit: () => Promise.reject(new RangeError("nothing to train")),
        score: (images) =>
          tf.tidy(() => ({
            scores: tf.mul(tf.mean(images, [1, 2, 3]), scale) as tf.Tensor1D,
          })),
      };
    },
  });
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

Deno.test("DetectorScope: one network and further parts would not all be saved, so they are refused", () => {
  for (const first of ["parameters", "saved"] as const) {
    using scope = new DetectorScope("mean", 0);
    let networks = 0;
    const ask = {
      parameters: () => scope.parameters,
      saved: () => scope.network(`network${++networks}`),
    };
    ask[first]();
    ask[first](); // another is no mixture
    const other = first === "saved" ? ask.parameters : ask.saved;
    assertThrows(other, RangeError, "scope.parameters is for a method with nothing else to save");
  }
});

Deno.test("DetectorScope: a name is taken once, and no name is a path", () => {
  using scope = new DetectorScope("mean", 0);
  scope.network("g");
  assertThrows(() => scope.network("g"), RangeError, "g is taken");
  for (const name of ["a/b", ""]) {
    assertThrows(() => scope.network(name), RangeError, `without /, found "${name}"`);
  }
});
