/**
 * Measures the least time that a training step can take here, and where its time goes:
 * `deno run -A bench/limit.ts --case train-256`.
 *
 * The limit counts only convolutions and matrix products, at the highest rate that any of them, or
 * one large matrix product, reaches on this machine when run by itself. The profile is the time of
 * each kind of op, with every op run by itself.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../lib/backend/backend.ts";
import { compile } from "../lib/backend/compile.ts";
import type { CaseName } from "./cases.ts";
import { stepOps } from "./step_ops.ts";
import type { Limit } from "./summary.ts";

const REPEATS = 7;
const SQUARE = 2048;
const CHAIN = 1000;

const { values } = parseArgs({ options: { case: { type: "string", default: "train-256" } } });
await useBackend({ force: "tensorflow" });
const timed = (await stepOps(values.case as CaseName)).map((op) => ({
  ...op,
  ms: op.time(REPEATS),
}));
const products = timed.filter((op) => op.flops !== undefined);
const flops = products.reduce((sum, { flops }) => sum + flops!, 0);
const peak = Math.max(squareRate(), ...products.map(({ flops, ms }) => flops! / ms));
const total = (ops: readonly { ms: number }[]) => ops.reduce((sum, { ms }) => sum + ms, 0);
const profile = [...Map.groupBy(timed, ({ op }) => op)]
  .map(([op, group]) => ({ op, count: group.length, ms: total(group) }))
  .sort((a, b) => b.ms - a.ms);
const limit: Limit = {
  gflop: flops / 1e9,
  peak_gflops: peak / 1e6,
  limit_ms: flops / peak,
  products_alone_ms: total(products),
  all_alone_ms: total(timed),
  profile,
  ops: timed.length,
  dispatch_us: dispatchMicroseconds(),
};
console.log(JSON.stringify(limit));

/**
 * Microseconds that a compiled function spends on an op besides computing it, from a chain of scalar
 * additions.
 */
function dispatchMicroseconds(): number {
  using chain = compile(({ x }: { x: tf.Scalar }) => {
    let sum = x;
    for (let i = 0; i < CHAIN; i++) sum = tf.add(sum, x);
    return { sum };
  }, { name: "chain" });
  const x = tf.scalar(1);
  const times = Array.from({ length: 5 * REPEATS }, () => {
    const started = performance.now();
    tf.dispose(Object.values(chain({ x })));
    return performance.now() - started;
  });
  x.dispose();
  return 1000 * Math.min(...times) / CHAIN;
}

/** Operations per millisecond of one large matrix product. */
function squareRate(): number {
  const square = tf.randomUniform([SQUARE, SQUARE]) as tf.Tensor2D;
  const times = Array.from({ length: REPEATS }, () => {
    const started = performance.now();
    tf.tidy(() => tf.matMul(square, square));
    return performance.now() - started;
  });
  square.dispose();
  return (2 * SQUARE ** 3) / Math.min(...times);
}
