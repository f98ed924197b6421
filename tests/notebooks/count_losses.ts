/**
 * Counts how often a kernel loses outputs: `deno run --allow-all tests/notebooks/count_losses.ts [RUNS]`.
 *
 * Executes the quickstart again and again (default 20 times, with one epoch) and compares the outputs
 * of each cell with the committed notebook. Not part of the gate; run it for a new kernel version.
 */
// deno-lint-ignore-file no-console
import { executeNotebook, outputKinds, readNotebook } from "./headless.ts";

const NAME = "00_quickstart";

const runs = Number(Deno.args[0] ?? 20);
const expected = outputKinds(readNotebook(`notebooks/${NAME}.ipynb`));
let lost = 0;
for (let run = 1; run <= runs; run++) {
  const started = performance.now();
  const kinds = outputKinds(await executeNotebook(NAME, { env: { EPOCHS: "1" } }));
  const cells = expected.flatMap((kind, i) => kind === kinds[i] ? [] : [i + 1]);
  lost += cells.length;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `run ${run} of ${runs}: ${seconds} s, ` +
      (cells.length === 0 ? "complete" : `code cells with other outputs: ${cells.join(", ")}`),
  );
}
console.log(`${lost} of ${runs * expected.length} cells lost an output`);
if (lost > 0) Deno.exit(1);
