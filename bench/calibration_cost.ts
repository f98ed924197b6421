/**
 * Measures what a calibration costs: seconds of its pass over the training images, milliseconds that it
 * adds to a scored image, and bytes that it adds to a model.
 *
 * Times do not depend on the weights, so the model is trained for one epoch on the bundled bottles.
 * Scoring with and without calibration takes turns. `deno run -A bench/calibration_cost.ts` on an
 * otherwise idle machine takes two minutes.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../lib/backend/backend.ts";
import { decodeCategory, loadCategory } from "../lib/data/mod.ts";
import { calibrate, saveCalibration, scoreImages } from "../lib/detector/mod.ts";
import { CALIBRATION_NAME } from "../lib/detector/calibration/storage.ts";
import { writeFileAtomically } from "../lib/files.ts";
import { createDetector } from "../lib/registry/create.ts";
import { processor } from "./processor.ts";
import { spreadOf } from "./spread.ts";

const SIZES = [32, 128, 256];
const ROUNDS = 7;
const RESULTS = "bench/results/calibration_cost.json";

/** Median and extremes, in milliseconds. */
interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

const backend = await useBackend();
const rows = [];
for (const size of SIZES) rows.push(await ofSize(size));
const facts = { method: "daad", backend: backend.description, processor: (await processor()).name };
await writeFileAtomically(RESULTS, JSON.stringify({ ...facts, rows }, null, 2) + "\n");
console.log(`DAAD, ${facts.backend}, ${facts.processor}`);
for (const { size, images, seconds, plain, calibrated, bytes, modelBytes } of rows) {
  console.log(
    `${size}×${size}: pass over ${images} images ${seconds.toFixed(2)} s; an image ` +
      `${formatSpread(plain)} ms, calibrated ${formatSpread(calibrated)} ms; ` +
      `${bytes} bytes beside ${modelBytes} of the weights`,
  );
}

async function ofSize(size: number) {
  const category = await loadCategory("data/sample/bottle");
  using detector = await createDetector("daad", category, {
    ...{ imageSize: size, config: { epochs: 1 } },
  });
  const { train, test } = await decodeCategory(category, detector.config);
  await detector.fit(train, { seed: 0 });
  await calibrate(detector, train).then(discard); // records its functions
  const result = await calibrate(detector, train);
  if (!("calibration" in result)) throw new Error(result.reason);
  using calibration = result.calibration;
  const times: Record<"plain" | "calibrated", number[]> = { plain: [], calibrated: [] };
  const score = async (name: keyof typeof times) => {
    const started = performance.now();
    await scoreImages(detector, test, name === "plain" ? {} : { calibration });
    times[name].push((performance.now() - started) / test.files.length);
  };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ["plain", "calibrated"] as const) await score(name);
  }
  const folder = await Deno.makeTempDir();
  await saveCalibration(folder, calibration);
  const { size: bytes } = await Deno.stat(`${folder}/${CALIBRATION_NAME}`);
  await Deno.remove(folder, { recursive: true });
  return {
    ...{ size, images: train.files.length, seconds: result.seconds, bytes },
    modelBytes: 4 * detector.parameterCount,
    plain: spread(times.plain.slice(1)), // the first round records
    calibrated: spread(times.calibrated.slice(1)),
  };
}

function discard(result: Awaited<ReturnType<typeof calibrate>>): void {
  if ("calibration" in result) result.calibration[Symbol.dispose]();
}

function spread(values: readonly number[]): Spread {
  const { median_ms, min_ms, max_ms } = spreadOf(values);
  return { median: median_ms, min: min_ms, max: max_ms };
}

function formatSpread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} [${min.toFixed(2)}, ${max.toFixed(2)}]`;
}
