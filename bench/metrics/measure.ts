/**
 * Times this library's AUROC and PRO on the pixels in a folder, and prints JSON, as `measure.py` does
 * for scikit-learn and NumPy: `deno run -A bench/metrics/measure.ts FOLDER SAMPLES`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { auroc, pro, rankPixels } from "../../lib/metrics/mod.ts";
import { CASES, type Measured, SIZE } from "./cases.ts";

const [folder, samples] = [Deno.args[0]!, Number(Deno.args[1])];
const maps = new Float32Array(Deno.readFileSync(`${folder}/maps.f32`).buffer);
const masks = Deno.readFileSync(`${folder}/masks.u8`);

const compute = {
  auroc: () => auroc(maps, masks),
  pro: () => pro(rankPixels({ maps, masks, height: SIZE, width: SIZE })),
};
const times = { auroc: [] as number[], pro: [] as number[] };
const values = { auroc: compute.auroc(), pro: compute.pro() }; // the first call is warm-up
for (let i = 0; i < samples; i++) {
  for (const name of CASES) {
    const started = performance.now();
    values[name] = compute[name]();
    times[name].push(performance.now() - started);
  }
}
const measured: Measured = { times, values, versions: { deno: Deno.version.deno } };
console.log(JSON.stringify(measured));
