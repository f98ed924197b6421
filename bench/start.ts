/**
 * Times a training from the start of the process to the end of its first step, phase by phase, and
 * feeding, separately: `deno run -A bench/start.ts --case train-32`; prints JSON.
 *
 * @module
 */
// deno-lint-ignore-file no-console

const entered = performance.now();
const { useBackend } = await import("../lib/backend/backend.ts");
const { ffiBinding } = await import("../lib/backend/tensorflow/register.ts");
const { makeDetector, makeImages } = await import("./cases.ts");
const { median } = await import("../lib/metrics/statistics/median.ts");
const { timeFeed } = await import("./feed_time.ts");
const loaded = performance.now();

const STEPS = 30;
const name = Deno.args[Deno.args.indexOf("--case") + 1] as "train-32";
await useBackend({ force: "tensorflow" });
const ready = performance.now();
using detector = makeDetector(name, STEPS);
const images = makeImages(name);
const built = performance.now();

let recorded = NaN;
const binding = ffiBinding()!;
const record = binding.record;
binding.record = (variables, body) => {
  const result = record.call(binding, variables, body);
  recorded = performance.now();
  binding.record = record;
  return result as never;
};
const ends: number[] = [];
const onProgress = () => ends.push(performance.now());
await detector.fit(images, { seed: 0, onProgress });
const feed_ms = await timeFeed(name);
const step_ms = median(ends.slice(5).map((end, i) => end - ends[i + 4]!));
const started = Number(Deno.env.get("BENCH_STARTED") ?? performance.timeOrigin);
console.log(JSON.stringify({
  phases: {
    deno: performance.timeOrigin + entered - started,
    modules: loaded - entered,
    tensorflow: ready - loaded,
    network: built - ready,
    recording: recorded - built,
    first_step: ends[0]! - recorded,
  },
  step_ms,
  feed_ms,
}));
