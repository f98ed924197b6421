/**
 * The least time that a training step can take here: `deno run -A bench/limit.ts --case train-256`.
 *
 * Its convolutions and matrix products alone, at the highest rate that any of them, or one large
 * matrix product, reaches on this machine when it runs by itself. Everything else counts as free.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../lib/backend/backend.ts";
import { countProducts, type Product } from "./products.ts";
import type { CaseName } from "./cases.ts";

const REPEATS = 7;

const { values } = parseArgs({ options: { case: { type: "string", default: "train-256" } } });
await useBackend({ force: "tensorflow" });
const products = countProducts(values.case as CaseName);
const flops = products.reduce((sum, { flops }) => sum + flops, 0);
const square = tf.randomUniform([2048, 2048]);
let peak = rate(2 * 2048 ** 3, () => tf.matMul(square as tf.Tensor2D, square as tf.Tensor2D));
const alone: (Product & { ms: number })[] = [];
for (const product of products) {
  const best = bestTime(product.run);
  alone.push({ ...product, ms: best });
  peak = Math.max(peak, product.flops / best);
}
console.log(JSON.stringify({
  case: values.case,
  variant: "limit",
  gflop: flops / 1e9,
  peak_gflops: peak / 1e6,
  limit_ms: flops / peak,
  products_alone_ms: alone.reduce((sum, { ms }) => sum + ms, 0),
  products: alone.map(({ op, shape, flops, ms }) => ({ op, shape, gflop: flops / 1e9, ms })),
}));

/** Operations a millisecond. */
function rate(operations: number, run: () => tf.Tensor): number {
  return operations / bestTime(run);
}

/** The shortest of some runs, in milliseconds. */
function bestTime(run: () => tf.Tensor): number {
  const times = Array.from({ length: REPEATS }, () => {
    const started = performance.now();
    tf.tidy(() => run().flatten().slice([0], [1]).dataSync());
    return performance.now() - started;
  });
  return Math.min(...times);
}
