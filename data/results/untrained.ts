/**
 * What a score that has learnt nothing, the total variation of an image, reaches on each class of
 * CIFAR-10 or MNIST.
 *
 *     deno run -A data/results/untrained.ts FOLDER …    writes untrained/<dataset>.json
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { fileURLToPath } from "node:url";
import { untrainedAurocs } from "../../lib/experiment/untrained.ts";

const FOLDER = fileURLToPath(new URL("untrained/", import.meta.url));

await Deno.mkdir(FOLDER, { recursive: true });
for (const folder of Deno.args) {
  const result = await untrainedAurocs(folder);
  await Deno.writeTextFile(
    `${FOLDER}${result.dataset}.json`,
    `${JSON.stringify(result, null, 2)}\n`,
  );
  console.log(`data/results/untrained/${result.dataset}.json is written`);
}
