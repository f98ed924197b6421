/**
 * Measures the highest rate of float32 products here, and counts those of training on one image:
 * `deno run -A bench/gpu/peak.ts train-256`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { type CaseName, sizesOf } from "../cases.ts";
import { recordStep, workOf } from "../recorded_step.ts";
import type { Peak } from "./results.ts";

const name = Deno.args[0] as CaseName;
const { devices } = await useBackend({ force: "tensorflow" });
const side = devices.includes("GPU") ? 8192 : 1024;
const CHAINED = 5;
const { flops } = workOf(await recordStep(name, { asOthers: true }));
const square = tf.randomUniform([side, side], 0, 1 / side) as tf.Tensor2D;
let best = Infinity;
for (let i = 0; i < 4; i++) best = Math.min(best, await timeProducts());
const peak: Peak = {
  gflops: 2 * side ** 3 * CHAINED / best / 1e6,
  gflop_per_image: flops / sizesOf(name).batch / 1e9,
};
console.log(JSON.stringify(peak));

/** Milliseconds of products each of which needs the one before; reading a value waits for the GPU. */
async function timeProducts(): Promise<number> {
  const started = performance.now();
  const corner = tf.tidy(() => {
    let product = square;
    for (let i = 0; i < CHAINED; i++) product = tf.matMul(product, square);
    return tf.slice(product, [0, 0], [1, 1]);
  });
  await corner.data();
  corner.dispose();
  return performance.now() - started;
}
