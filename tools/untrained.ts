/**
 * Measures scores that have learnt nothing, an image's roughness, brightness and contrast, on CIFAR-10,
 * MNIST or categories of MVTec AD.
 *
 *     deno run -A tools/untrained.ts FOLDER …
 *
 * writes `data/results/untrained/<dataset>.json`, where other categories stay as they are.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { orEnd } from "../bench/bad_input.ts";
import { type Untrained, untrainedAurocs } from "../lib/experiment/evaluate/untrained.ts";
import { ifPresent } from "../lib/files.ts";
import { parseJson } from "../lib/json.ts";

const FOLDER = fileURLToPath(new URL("../data/results/untrained/", import.meta.url));

if (import.meta.main) {
  if (Deno.args.length === 0) {
    console.error("error: name folders of CIFAR-10, MNIST or categories of MVTec AD");
    Deno.exit(2);
  }
  await Deno.mkdir(FOLDER, { recursive: true });
  const results = await orEnd(() => Promise.all(Deno.args.map(untrainedAurocs)));
  for (const [dataset, parts] of Map.groupBy(results, ({ dataset }) => dataset)) {
    const file = `${FOLDER}${dataset}.json`;
    const kept = await ifPresent(Deno.readTextFile(file));
    const joined = joinUntrained([...kept ? [parseJson(kept, file) as Untrained] : [], ...parts]);
    await Deno.writeTextFile(file, `${JSON.stringify(joined, null, 2)}\n`);
    console.log(`data/results/untrained/${dataset}.json is written`);
  }
}

/** Joins results on categories of one dataset; a later one replaces an earlier one of its category. */
export function joinUntrained(parts: readonly Untrained[]): Untrained {
  const categories = Object.assign({}, ...parts.map(({ categories }) => categories));
  return { ...parts[0]!, categories };
}
