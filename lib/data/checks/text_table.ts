/**
 * Tables for the terminal.
 *
 * @module
 */
import { visible } from "../../visible.ts";

/** Aligns columns with two spaces between them; the first row is the header. */
export function textTable(given: readonly (readonly string[])[]): string[] {
  const rows = given.map((row) => row.map(visible));
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k]!)).join("  ").trimEnd());
}
