/**
 * `deno task notebooks:update [NAME…]`: executes notebooks, all or those whose names begin so, and keeps
 * their outputs in them.
 */
// deno-lint-ignore-file no-console
import { type Cell, executeNotebook, notebookNames, ROOT, textOf } from "./headless.ts";
import { sourceHash } from "./problems.ts";

const known = notebookNames();
const wanted = Deno.args.flatMap((start) => {
  const found = known.filter((name) => name.startsWith(start));
  if (found.length > 0) return found;
  console.error(`error: ${start}: no such notebook; expected some of ${known.join(", ")}`);
  Deno.exit(1);
});
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`executing notebooks/${name}.ipynb …`);
  const { cells, metadata: { kernelspec }, ...format } = await executeNotebook(name);
  // Other facts about the kernel change with every version and carry no information.
  const metadata = { kernelspec, source_sha256: await sourceHash({ cells }) };
  const notebook = { cells: cells.map(endWithNewline), metadata, ...format };
  const text = JSON.stringify(notebook, null, 1) + "\n";
  Deno.writeTextFileSync(`${ROOT}notebooks/${name}.ipynb`, text);
  console.log(`notebooks/${name}.ipynb: ${(text.length / 1e6).toFixed(2)} MB`);
}

/** Ends text cells with a newline: `deno fmt --check` demands it; JupyterLab and `deno fmt` omit it. */
function endWithNewline(cell: Cell): Cell {
  if (cell.cell_type !== "markdown") return cell;
  const lines = textOf(cell.source).trimEnd().split("\n");
  return { ...cell, source: lines.map((line) => line + "\n") };
}
