/**
 * Measures scores that have learnt nothing, an image's roughness, brightness and contrast, on CIFAR-10,
 * MNIST or categories of MVTec AD.
 *
 *     deno run -A tools/untrained.ts FOLDER …    writes data/results/untrained/<dataset>.json
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { untrainedAurocs } from "../lib/experiment/untrained.ts";

const FOLDER = fileURLToPath(new URL("../data/results/untrained/", import.meta.url));

await Deno.mkdir(FOLDER, { recursive: true });
const results = await Promise.all(Deno.args.map(untrainedAurocs));
for (const [dataset, parts] of Map.groupBy(results, ({ dataset }) => dataset)) {
  const categories = Object.assign({}, ...parts.map(({ categories }) => categories));
  const text = JSON.stringify({ ...parts[0], categories }, null, 2);
  await Deno.writeTextFile(`${FOLDER}${dataset}.json`, `${text}\n`);
  console.log(`data/results/untrained/${dataset}.json is written`);
}
