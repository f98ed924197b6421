/**
 * Runs many compiled steps: does memory stay flat, and what does feeding cost?
 * `deno run -A bench/soak.ts --case train-32 --steps 2000`; the result goes to
 * `bench/results/soak-<case>.json`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import * as tf from "@tensorflow/tfjs";
import { parseArgs } from "node:util";
import { useBackend } from "../lib/backend/backend.ts";
import { liveHandles } from "../lib/backend/tensorflow/register.ts";
import { codeVersion, machineFacts } from "../lib/experiment/provenance/environment.ts";
import { median } from "../lib/metrics/statistics/median.ts";
import { type CaseName, makeDetector, makeImages } from "./cases.ts";
import { timeFeed } from "./feed_time.ts";

/** Number of steps after which buffers and caches have reached their size. */
const SETTLED = 100;

const { values } = parseArgs({
  options: {
    case: { type: "string", default: "train-32" },
    steps: { type: "string", default: "2000" },
  },
});
const name = values.case as CaseName;
const steps = Number(values.steps);
await useBackend({ force: "tensorflow" });

const images = makeImages(name);
using detector = makeDetector(name, steps);
const seen: { rss: number; handles: number; tensors: number; at: number }[] = [];
await detector.fit(images, {
  seed: 0,
  onProgress: () =>
    seen.push({
      rss: Deno.memoryUsage().rss / 1e6,
      handles: liveHandles()!,
      tensors: tf.memory().numTensors,
      at: performance.now(),
    }),
});
const [settled, last] = [seen[SETTLED - 1]!, seen[steps - 2]!]; // the very last has no next batch
const step_ms = median(seen.slice(SETTLED).map(({ at }, i) => at - seen[SETTLED + i - 1]!.at));
const feed_ms = await timeFeed(name);
const result = {
  case: name,
  steps,
  rss_mb: { [`after_${SETTLED}`]: settled.rss, after_all: last.rss },
  handles: { [`after_${SETTLED}`]: settled.handles, after_all: last.handles },
  tensors: { [`after_${SETTLED}`]: settled.tensors, after_all: last.tensors },
  step_ms,
  feed_ms,
  feed_share: feed_ms / step_ms,
  machine: machineFacts(),
  code: codeVersion(),
};
await Deno.mkdir("bench/results", { recursive: true });
await Deno.writeTextFile(`bench/results/soak-${name}.json`, JSON.stringify(result, null, 2) + "\n");
console.log(JSON.stringify(result));
