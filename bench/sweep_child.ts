/**
 * One process of a sweep: trains for the given number of milliseconds and prints how long a step
 * takes. `DAAD_THREADS=1 deno run -A bench/sweep_child.ts --case ae-32 --ms 8000`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { useBackend } from "../lib/backend/backend.ts";
import { type CaseName, makeDetector, makeImages } from "./cases.ts";

/** More steps than there is time for. */
const STEPS = 100_000;
/** Minimum number of measured steps, however slow. */
const FEWEST = 6;
/** Time until the other processes have started as well. */
const WARMUP_MS = 4000;

const { values } = parseArgs({
  options: { case: { type: "string" }, ms: { type: "string", default: "8000" } },
});
const name = values.case as CaseName;
await useBackend({ force: "tensorflow" });
using detector = makeDetector(name, STEPS);
const enough = new AbortController();
const begun = performance.now();
const ends: number[] = [];
const onProgress = () => {
  const now = performance.now();
  if (now - begun > WARMUP_MS) ends.push(now);
  if (ends.length > FEWEST && now - begun > WARMUP_MS + Number(values.ms)) enough.abort();
};
try {
  await detector.fit(makeImages(name), { seed: 0, onProgress, signal: enough.signal });
} catch (error) {
  if (!enough.signal.aborted) throw error;
}
const step_ms = (ends.at(-1)! - ends[0]!) / (ends.length - 1);
console.log(JSON.stringify({ step_ms }));
