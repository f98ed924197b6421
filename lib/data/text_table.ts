/**
 * Tables for the terminal.
 *
 * @module
 */

/** Aligns columns with two spaces between them; the first row is the header. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k]!)).join("  ").trimEnd());
}
