/**
 * Thresholds from normal images only: compares the promised rate of false alarms with the observed
 * one, and measures the share of defects found, over ten seeds on the bundled bottles.
 *
 * Training sees only `train/good`, of which a fifth is held out; the thresholds are chosen before any
 * test image is opened. `DAAD_THREADS=1 deno run -A bench/false_alarms.ts` takes some minutes;
 * finished trainings of the same configuration are not repeated.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../lib/backend/backend.ts";
import { openDataset } from "../lib/data/mod.ts";
import { loadThresholds } from "../lib/detector/thresholds/stored_thresholds.ts";
import { run } from "../lib/experiment/run/run.ts";
import { scoreFiles } from "../lib/experiment/score/score_files.ts";
import { writeFileAtomically } from "../lib/files.ts";
import type { FalseAlarms } from "../lib/metrics/mod.ts";
import { configHash } from "../lib/record/run/config_hash.ts";
import { readRecord } from "../lib/record/run/record_file.ts";
import { completeConfig } from "../lib/registry/create.ts";

const BOTTLE = "data/sample/bottle";
const SEEDS = 10;
const METHOD = "daad";
const IMAGE_SIZE = 64;
const CONFIG = { baseWidth: 8, epochs: 30 };
const SOURCE = "bench/false_alarms.ts";

/** The promise and the results of a threshold of one training. */
interface Row {
  readonly seed: number;
  readonly threshold: string;
  readonly promised: FalseAlarms;
  readonly falseAlarms: number;
  readonly normal: number;
  readonly found: number;
  readonly defects: number;
}

await useBackend();
const dataset = await openDataset({ normal: [`${BOTTLE}/train/good`] });
const wanted = await configHash(
  await completeConfig(METHOD, dataset, { imageSize: IMAGE_SIZE, config: CONFIG, source: SOURCE }),
);
const rows: Row[] = [];
for (let seed = 0; seed < SEEDS; seed++) rows.push(...await ofSeed(seed));
const text = JSON.stringify(
  { method: METHOD, imageSize: IMAGE_SIZE, config: CONFIG, rows },
  null,
  2,
);
await writeFileAtomically("bench/results/false_alarms.json", text + "\n");
console.log(format(rows));

async function ofSeed(seed: number): Promise<Row[]> {
  const out = `runs/false-alarms/seed${seed}`;
  const done = await readRecord(`${out}/record.json`).catch(() => undefined);
  if (done?.method !== METHOD || done.configHash !== wanted) {
    await run({
      ...{ data: dataset, method: METHOD, imageSize: IMAGE_SIZE, overrides: CONFIG, seed, out },
      overridesSource: SOURCE,
    });
  }
  const scored = `${out}/scored`;
  await scoreFiles({ model: out, images: [`${BOTTLE}/test`], out: scored });
  const [, ...lines] = (await Deno.readTextFile(`${scored}/scores.csv`)).trimEnd().split("\n");
  const images = lines.map((line) => line.split(",")).map(([, label, score]) => ({
    label: Number(label),
    score: Number(score),
  }));
  const count = (label: number, above = -Infinity) =>
    images.filter((image) => image.label === label && image.score > above).length;
  return (await loadThresholds(out)).flatMap(({ name, image: { value, falseAlarms } }) =>
    falseAlarms
      ? [{
        seed,
        threshold: name,
        promised: falseAlarms,
        falseAlarms: count(0, value),
        normal: count(0),
        found: count(1, value),
        defects: count(1),
      }]
      : []
  );
}

function format(all: readonly Row[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const lines = [...Map.groupBy(all, ({ threshold }) => threshold)].map(([threshold, of]) => {
    const sum = (pick: (row: Row) => number) => of.reduce((total, row) => total + pick(row), 0);
    const { rate, low, high } = of[0]!.promised;
    const same = of.every(({ promised }) => promised.rate === rate);
    const promised = same
      ? `${percent(rate)} [${percent(low)}, ${percent(high)}]`
      : `${percent(sum((row) => row.promised.rate) / of.length)} on average`;
    const rates = of.map((row) => row.falseAlarms / row.normal).sort((a, b) => a - b);
    return `| ${threshold} | ${promised} | ${
      percent(sum((r) => r.falseAlarms) / sum((r) => r.normal))
    } ` +
      `(${percent(rates[0]!)} to ${percent(rates.at(-1)!)}) | ` +
      `${percent(sum((r) => r.found) / sum((r) => r.defects))} |`;
  });
  return [
    `| threshold | promised false alarms | found, ${
      all[0]!.normal
    } normal test images, ${SEEDS} seeds | defects found |`,
    "| --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}
