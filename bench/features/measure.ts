/**
 * Times this library's features and its search for neighbours, and prints JSON, as `measure.py` does
 * for PyTorch and scikit-learn.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import { FeatureExtractor } from "../../lib/detector/features/extractor.ts";
import { galleryRows, NearestRows } from "../../lib/methods/spade/nearest_rows.ts";
import { loadBackbone } from "../../lib/nn/backbones/mod.ts";
import { Random } from "../../lib/random.ts";
import { useDrawnWeightsIn } from "../../tests/weights.ts";
import { BATCH, type Measured, NETWORKS, SEARCH, SIZE } from "./cases.ts";

const samples = Number(Deno.args[0]);
const { tensorflow } = await useBackend({ force: "tensorflow" });
useDrawnWeightsIn("runs/bench-weights", NETWORKS);
const random = new Random(0);
const times: Record<string, Record<string, number[]>> = {};

for (const name of NETWORKS) {
  using backbone = loadBackbone(name);
  using extractor = new FeatureExtractor(backbone);
  const values = Float32Array.from(
    { length: BATCH * SIZE * SIZE * 3 },
    () => random.uniform(-1, 1),
  );
  const images = { values, height: SIZE, width: SIZE, channels: 3 };
  times[`features-${name}`] = { ours: await measure(() => extractor.extract(images)) };
}

const rows = (count: number) => {
  const values = Float32Array.from({ length: count * SEARCH.length }, () => random.uniform());
  return tf.tensor2d(values, [count, SEARCH.length]);
};
const queries = rows(SEARCH.queries);
const parts = Array.from({ length: SEARCH.gallery / SEARCH.part }, () => rows(SEARCH.part));
times.neighbours = {
  ours: await measure(() => {
    using search = new NearestRows(queries, 1);
    for (const part of parts) tf.tidy(() => search.add(galleryRows(part)));
    const distances = search.distances();
    distances.dataSync();
    distances.dispose();
  }),
};
const versions = { deno: Deno.version.deno, tensorflow: tensorflow!.version };
console.log(JSON.stringify({ times, versions } satisfies Measured));

async function measure(compute: () => unknown): Promise<number[]> {
  await compute(); // warm-up
  const times: number[] = [];
  for (let i = 0; i < samples; i++) {
    const started = performance.now();
    await compute();
    times.push(performance.now() - started);
  }
  return times;
}
