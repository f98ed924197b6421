import { assertEquals, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { tryBackend, useBackend } from "../../lib/backend/backend.ts";
import { Random } from "../../lib/random.ts";
import { runScript } from "../child.ts";
import { assertAtMost, relativeError } from "../close.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";

const tensorflow = await tryBackend("tensorflow"); // must be loaded before WebGPU's driver, if at all
const { registered, reason } = await tryBackend("webgpu");
const ignore = skipBecause("webgpu", reason);
const software = registered?.adapter?.software;

const SEAM = JSON.stringify(import.meta.resolve("../../lib/backend/backend.ts"));
const TFJS = JSON.stringify(import.meta.resolve("@tensorflow/tfjs"));

Deno.test({
  name: "webgpu: software in the place of a GPU is used only when forced",
  ignore: ignore || skipBecause("webgpu: software", software ? undefined : "a real GPU is here"),
  fn: async () => {
    const { reason } = await tryBackend("webgpu", false);
    assertStringIncludes(reason!, "slower than WebAssembly");
    assertStringIncludes(reason!, registered!.adapter!.name);
  },
});

Deno.test({
  name: "webgpu: a process that used it ends by itself, without a word",
  ignore,
  fn: async () => {
    const { code, stdout, stderr } = await runScript(`
      import * as tf from ${TFJS};
      import { useBackend } from ${SEAM};
      await useBackend({ force: "webgpu" });
      const product = tf.matMul(tf.ones([64, 64]), tf.ones([64, 64]));
      console.log((await product.data())[0]);`);
    assertEquals([code, stdout.trim(), stderr], [0, "64", ""]);
  },
});

Deno.test({
  name: "webgpu: TensorFlow before it works on, with functions that it had not called yet",
  ignore: ignore || skipBecause("webgpu: TensorFlow before it", tensorflow.reason),
  fn: async () => {
    // Rewriting a graph reads its numbers with the LLVM that TensorFlow contains.
    const { code, stdout, stderr } = await runScript(`
      import * as tf from ${TFJS};
      import { tryBackend, useBackend } from ${SEAM};
      import { compile } from ${
      JSON.stringify(import.meta.resolve("../../lib/backend/compile.ts"))
    };
      await useBackend({ force: "tensorflow" });
      await tryBackend("webgpu");
      const halve = (x) => tf.leakyRelu(tf.neg(tf.abs(x)), 0.5);
      const options = { name: "halve often", fused: true };
      const halveOften = compile(({ x }) => ({ y: halve(halve(halve(x))) }), options);
      const { y } = halveOften({ x: tf.ones([2, 2]) });
      console.log((await y.data())[0]);`);
    assertEquals([code, stdout.trim(), stderr], [0, "-0.125", ""]);
  },
});

Deno.test({
  name: "webgpu: TensorFlow after it is refused or works, but does not crash",
  ignore,
  fn: async () => {
    const { code, stdout } = await runScript(`
      import { tryBackend } from ${SEAM};
      await tryBackend("webgpu");
      const { registered, reason } = await tryBackend("tensorflow");
      console.log(registered ? "works" : reason);`);
    assertEquals(code, 0, stdout);
  },
});

Deno.test({
  name: "webgpu: products and convolutions with long sums are those of plain JavaScript",
  ignore,
  fn: async () => {
    const random = new Random(0);
    const values = (count: number) => Float32Array.from({ length: count }, () => random.normal());
    const [rows, columns, inner] = [16, 16, 2048]; // tfjs itself splits sums from 2,000 on
    const [a, b] = [values(rows * inner), values(columns * inner)];
    const compute = async (force: "cpu" | "webgpu") => {
      await useBackend({ force });
      const results = tf.tidy(() => {
        const [first, second] = [tf.tensor2d(a, [rows, inner]), tf.tensor2d(b, [columns, inner])];
        const images = tf.reshape(first, [rows, 4, 4, inner / 16]) as tf.Tensor4D;
        const filters = tf.reshape(tf.transpose(second), [
          4,
          4,
          inner / 16,
          columns,
        ]) as tf.Tensor4D;
        return [
          tf.matMul(first, second, false, true),
          tf.matMul(first, tf.transpose(second)),
          tf.conv2d(images, filters, 1, "valid"),
        ];
      });
      return await Promise.all(results.map(async (result) => {
        const data = await result.data() as Float32Array;
        result.dispose();
        return data;
      }));
    };
    const expected = await compute("cpu");
    for (const [i, found] of (await compute("webgpu")).entries()) {
      assertAtMost(relativeError(found, expected[i]!), TOLERANCE.parity, `result ${i}`);
    }
  },
});
