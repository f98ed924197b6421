import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../../lib/errors.ts";
import { Parameters } from "../../../lib/nn/variables/parameters.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";

await useSynchronousBackend();

function example(): Parameters {
  const parameters = new Parameters();
  const layer = parameters.child("encoder").child("0");
  layer.trainable("kernel", Float32Array.of(1, 2), [2, 1]);
  layer.buffer("mean", Float32Array.of(3), [1]);
  return parameters;
}

Deno.test("Parameters: names, trained variables and count", () =>
  noLeak(() => {
    using parameters = example();
    assertEquals([...parameters.names()], ["encoder.0.kernel", "encoder.0.mean"]);
    assertEquals(parameters.trainables().map((variable) => variable.shape), [[2, 1]]);
    assertEquals(parameters.count(), 2);
    assertThrows(() => parameters.get("decoder"), RangeError, "decoder");
    assertThrows(
      () => parameters.child("encoder.0").trainable("kernel", Float32Array.of(0), [1]),
      RangeError,
      "encoder.0.kernel twice",
    );
  }));

Deno.test("Parameters: export is a copy, import restores it", () =>
  noLeak(async () => {
    using parameters = example();
    const saved = await parameters.export();
    tf.tidy(() => parameters.get("encoder.0.kernel").assign(tf.zeros([2, 1])));
    assertEquals([...saved["encoder.0.kernel"]!.values], [1, 2]);
    parameters.import(saved, "test");
    assertEquals([...parameters.get("encoder.0.kernel").dataSync()], [1, 2]);
  }));

Deno.test("Parameters: a wrong file changes nothing", () =>
  noLeak(() => {
    using parameters = example();
    const kernel = { shape: [2, 1], values: Float32Array.of(9, 9) };
    const mean = { shape: [1], values: Float32Array.of(9) };
    const wrong: [Record<string, { shape: number[]; values: Float32Array }>, string][] = [
      [{ "encoder.0.kernel": kernel }, "tensor encoder.0.mean is missing"],
      [
        { "encoder.0.kernel": kernel, "encoder.0.mean": mean, other: mean },
        "unknown tensor other",
      ],
      [
        { "encoder.0.kernel": kernel, "encoder.0.mean": kernel },
        "encoder.0.mean: expected shape [1], found [2,1]",
      ],
    ];
    for (const [tensors, reason] of wrong) {
      assertThrows(() => parameters.import(tensors, "model"), InputError, reason);
    }
    assertEquals([...parameters.get("encoder.0.kernel").dataSync()], [1, 2]);
  }));

Deno.test("Parameters: a child is a view of its own variables", () =>
  noLeak(async () => {
    using parameters = example();
    parameters.trainable("head", Float32Array.of(4, 5, 6), [3]);
    const child = parameters.child("encoder");
    assertEquals([...child.names()], ["encoder.0.kernel", "encoder.0.mean"]);
    assertEquals([child.count(), parameters.count()], [2, 5]);
    const saved = await child.export();
    assertEquals(Object.keys(saved), [...child.names()]);
    child.import(saved, "test");
    const whole = await parameters.export();
    assertThrows(() => child.import(whole, "test"), InputError, "unknown tensor head");
    child[Symbol.dispose]();
    assertEquals([...parameters.names()], ["head"]);
  }));
