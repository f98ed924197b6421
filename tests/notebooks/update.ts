/** `deno task notebooks:update [NAME…]`: executes notebooks and keeps their outputs in them. */
// deno-lint-ignore-file no-console
import { executeNotebook, notebookNames, ROOT } from "./headless.ts";

for (const name of Deno.args.length > 0 ? Deno.args : notebookNames()) {
  console.log(`executing notebooks/${name}.ipynb …`);
  const { metadata: { kernelspec }, ...executed } = await executeNotebook(name);
  // Facts about the kernel that executed it change with every version and say nothing.
  const text = JSON.stringify({ ...executed, metadata: { kernelspec } }, null, 1) + "\n";
  Deno.writeTextFileSync(`${ROOT}notebooks/${name}.ipynb`, text);
  console.log(`notebooks/${name}.ipynb: ${(text.length / 1e6).toFixed(2)} MB`);
}
