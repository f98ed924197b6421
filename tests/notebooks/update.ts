/**
 * Executes all notebooks and commits nothing: it writes the outputs into `notebooks/`.
 *
 * `deno run --allow-all tests/notebooks/update.ts [NAME]`
 */
// deno-lint-ignore-file no-console
import { EXECUTED, executeNotebook, notebookNames, ROOT } from "./headless.ts";

for (const name of Deno.args.length > 0 ? Deno.args : notebookNames()) {
  console.log(`executing notebooks/${name}.ipynb …`);
  await executeNotebook(name);
  const executed = JSON.parse(Deno.readTextFileSync(`${ROOT}${EXECUTED}/${name}.ipynb`));
  // Facts about the kernel that executed it change with every version and say nothing.
  executed.metadata = { kernelspec: executed.metadata.kernelspec };
  const text = JSON.stringify(executed, null, 1) + "\n";
  Deno.writeTextFileSync(`${ROOT}notebooks/${name}.ipynb`, text);
  console.log(`notebooks/${name}.ipynb: ${(text.length / 1e6).toFixed(2)} MB`);
}
