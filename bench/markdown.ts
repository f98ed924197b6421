/**
 * Markdown tables.
 *
 * @module
 */

/** A table whose columns are aligned in the source too, as `deno fmt` wants it. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((_, k) => Math.max(...[header, ...rows].map((row) => row[k]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`;
  return [line(header), line(widths.map((n) => "-".repeat(n))), ...rows.map(line)].join("\n");
}
