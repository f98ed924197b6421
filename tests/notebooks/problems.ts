/** Rules for committed notebooks, checked on the file. */
import { type Cell, type Notebook, textOf } from "./headless.ts";

/** A code host shows larger notebooks slowly or not at all. */
const MAX_BYTES = 1_500_000;

/** A cell that does not fit on a screen belongs in `lib`. */
const MAX_LINES = 25;

/** Parts of paths that reveal the machine that executed the notebook. */
const TRACES = ["file://", "/home/", "/root/", "/tmp/", "/Users/"];

/** The code cells, in order. */
export function codeCells({ cells }: Pick<Notebook, "cells">): Cell[] {
  return cells.filter((cell) => cell.cell_type === "code");
}

/**
 * SHA-256 of all code, as hex digits. It is written to the metadata when the notebook is executed, so
 * outputs of other code are noticed.
 */
export async function sourceHash(notebook: Pick<Notebook, "cells">): Promise<string> {
  const sources = JSON.stringify(codeCells(notebook).map(({ source }) => textOf(source)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sources));
  return new Uint8Array(digest).toHex();
}

/** All code as one script. */
export function toScript(notebook: Pick<Notebook, "cells">): string {
  return codeCells(notebook).map(({ source }) => textOf(source)).join("\n\n") + "\n";
}

/**
 * Returns a line for each rule that a notebook breaks.
 *
 * @param text The content of the file.
 * @param root Folder of the project on this machine.
 */
export async function notebookProblems(text: string, root: string): Promise<string[]> {
  const notebook: Notebook = JSON.parse(text);
  const code = codeCells(notebook);
  const bytes = new TextEncoder().encode(text).length;
  const counts = code.map((cell) => cell.execution_count);
  return [
    ...bytes < MAX_BYTES ? [] : [`${bytes} bytes; at most ${MAX_BYTES}`],
    ...code.flatMap(({ source }, i) => {
      const lines = textOf(source).split("\n").length;
      return lines <= MAX_LINES ? [] : [`code cell ${i + 1}: ${lines} lines; at most ${MAX_LINES}`];
    }),
    ...notebook.cells.flatMap(({ cell_type, source }, i) =>
      cell_type === "code" || textOf(source).endsWith("\n")
        ? []
        : [`cell ${i + 1}: its text does not end with a new line`]
    ),
    ...counts.every((count, i) => count === i + 1)
      ? []
      : [`executed in the order ${counts.join(", ")}; expected one run from top to bottom`],
    ...code.some(({ outputs = [] }) => outputs.some((output) => output.output_type === "error"))
      ? ["a cell ended with an error"]
      : [],
    ...[...TRACES, root].flatMap((trace) =>
      text.includes(trace) ? [`holds ${trace}, which other machines do not have`] : []
    ),
    ...notebook.metadata.source_sha256 === await sourceHash(notebook)
      ? []
      : ["its outputs are not of its code; run deno task notebooks:update"],
  ];
}
