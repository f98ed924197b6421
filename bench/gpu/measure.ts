/**
 * Times training steps of one variant of this library and prints one line of JSON per batch size:
 * `deno run -A bench/gpu/measure.ts --case train-256 --variant compiled --batch 8,32`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { useBackend } from "../../lib/backend/backend.ts";
import { setGraphOptions } from "../../lib/backend/settings/graph_options.ts";
import { type CaseName, makeDetector, makeImages } from "../cases.ts";
import { spreadOf } from "../spread.ts";
import type { GpuTiming } from "./results.ts";
import { countWebGpu, takeCounts } from "./webgpu_counts.ts";

const { values } = parseArgs({
  options: {
    case: { type: "string", default: "train-256" },
    variant: { type: "string", default: "compiled" },
    batch: { type: "string", default: "8" },
    steps: { type: "string", default: "20" },
  },
});
const { variant } = values;
const WARMUP = 3;
const webgpu = variant === "webgpu";
if (webgpu) countWebGpu();
await useBackend({ force: webgpu ? "webgpu" : "tensorflow" });
setGraphOptions({
  compiled: variant !== "eager",
  xla: variant === "xla",
  fp16: variant === "fp16",
});
for (const batch of values.batch.split(",").map(Number)) {
  console.log(JSON.stringify(await timeSteps(batch)));
}

/** Times feeding, the step and reading its loss, through the detector itself. */
async function timeSteps(batch: number): Promise<GpuTiming> {
  const name = values.case as CaseName;
  const steps = WARMUP + Number(values.steps);
  using detector = makeDetector(name, steps, batch);
  const started = performance.now();
  const ends: number[] = [];
  let counts;
  await detector.fit(makeImages(name, batch), {
    seed: 0,
    onProgress: () => {
      ends.push(performance.now());
      if (webgpu) counts = takeCounts(); // of the last step
    },
  });
  const { samples: _, ...spread } = spreadOf(
    ends.map((end, i) => end - ends[i - 1]!).slice(WARMUP),
  );
  return {
    side: "ours",
    variant,
    batch,
    ...spread,
    first_ms: ends[0]! - started,
    images_per_second: batch / spread.median_ms * 1000,
    counts,
  };
}
