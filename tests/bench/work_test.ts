/** How the work of a training step is counted; PyTorch's must be equal. */
import { assertEquals } from "@std/assert";
import { sizesOf } from "../../bench/cases.ts";
import { operations, recordStep, workOf } from "../../bench/recorded_step.ts";
import { workDifference } from "../../bench/same_work.ts";
import { useBackend } from "../../lib/backend/backend.ts";
import { ffiBinding } from "../../lib/backend/tensorflow/register.ts";
import { skipBecause } from "../skip.ts";

const { devices } = await useBackend();
const without = ffiBinding() ? undefined : "no TensorFlow library records here";

Deno.test({
  name: "workOf: the autoencoder's step, layer by layer",
  ignore: skipBecause("workOf", without),
  fn: async () => {
    const { batch } = sizesOf("ae-32");
    const work = workOf(await recordStep("ae-32", { asOthers: true }));
    // Convolutions 4×4: 3 → 16 → 32 → 64 channels at 16², 8², 4², and back; the same pairs twice.
    const pairs = [[3, 16, 16], [16, 32, 8], [32, 64, 4]] as const;
    const kernels = pairs.map(([a, b]) => 16 * a * b);
    const norms = 2 * (16 + 32 + 64) + 2 * (32 + 16);
    assertEquals(work.trained, 2 * kernels.reduce((a, b) => a + b) + norms + 3);
    // Forward, to the kernel, to the input; the first layer has no gradient to the images.
    const forward = pairs.map(([, , size], i) => 2 * batch * size * size * kernels[i]!);
    assertEquals(work.flops, 6 * forward.reduce((a, b) => a + b) - forward[0]!);
  },
});

Deno.test({
  name: "recordStep: the layer that paints the image is one convolution here, as for others one op",
  ignore: skipBecause("the last layer", without ?? (devices.includes("GPU") ? "a GPU" : undefined)),
  fn: async () => {
    const count = async (asOthers: boolean) => {
      const { ops } = await recordStep("ae-32", { asOthers });
      const of = (name: string) => ops.filter(({ op }) => op === name).length;
      return [of("Conv2DBackpropInput"), of("Conv2D")];
    };
    // Three transposed layers, and the gradients to the inputs of the second and third layer; three
    // layers, and those of the transposed ones.
    assertEquals([await count(true), await count(false)], [[5, 6], [4, 7]]);
  },
});

Deno.test("operations: products only", () => {
  const type = (...shape: number[]) => ({ shape, dtype: 1 });
  const matmul = {
    op: "BatchMatMulV2",
    inputTypes: [type(5, 4), type(5, 3)],
    outputs: [type(4, 3)],
    attributes: [{ name: "adj_x", type: 0, value: true }],
  };
  assertEquals(operations(matmul), 2 * 4 * 5 * 3);
  assertEquals(operations({ ...matmul, op: "Add" }), undefined);
});

Deno.test("workDifference: says what differs", () => {
  const ours = { trained: 10, flops: 1000 };
  assertEquals(workDifference(ours, { trained: 10, flops: 1005 }), undefined);
  assertEquals(
    workDifference(ours, { trained: 10, flops: 1100 }),
    "1000 operations of products here, 1100 by PyTorch",
  );
  assertEquals(
    workDifference(ours, { trained: 9, flops: 1000 }),
    "10 values are trained here, 9 by PyTorch",
  );
});
