/**
 * Grids of text as Markdown.
 *
 * @module
 */

/**
 * Formats a table whose columns are aligned in the source too, as `deno fmt` requires. A bar in a
 * cell, even in code, is escaped, as it would end the cell.
 *
 * @param header Markdown, without line breaks.
 * @param rows As many cells each as the header has.
 */
export function formatGrid(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [header, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll(/(?<!\\)\|/g, "\\|"))
  );
  const widths = header.map((_, k) => Math.max(3, ...lines.map((row) => row[k]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`;
  const [first, ...others] = lines.map(line) as [string, ...string[]];
  return [first, line(widths.map((n) => "-".repeat(n))), ...others].join("\n");
}

/**
 * Escapes text so that Markdown shows it literally: it cannot become markup or HTML, or end a cell or
 * a line.
 *
 * @example
 * ```ts
 * import { escapeMarkdown } from "./markdown_grid.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeMarkdown("metal_nut"), "metal_nut");
 * assertEquals(escapeMarkdown("a|b\n<i>"), "a\\|b &lt;i&gt;");
 * ```
 */
export function escapeMarkdown(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll(/[\\`*|~]|\](?=[(:[])|(?<![a-z\d])_|_(?![a-z\d])/gi, "\\$&");
}
