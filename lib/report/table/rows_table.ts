/**
 * Tables of plain values for notebooks, where `console.table` would draw lines of characters.
 *
 * @module
 */
import type { HtmlTable } from "../figure/figure.ts";
import { htmlTable } from "./html_table.ts";

/** One row: values by the names of their columns. */
export type TableRow = Readonly<Record<string, string | number>>;

/**
 * Makes a table of values, one row per object; the first field names the row.
 *
 * @param title Title above the table.
 * @param rows Rows, all with the fields of the first.
 * @param caption How to read it, below the table. Default: none.
 *
 * @example
 * ```ts
 * import { rowsTable } from "./rows_table.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const { html } = rowsTable("Levels", [{ level: 0, items: 100 }, { level: 1, items: 200 }]);
 * assertStringIncludes(html, ">items</th>");
 * assertStringIncludes(html, ">200</td>");
 * ```
 */
export function rowsTable(title: string, rows: readonly TableRow[], caption = ""): HtmlTable {
  const header = Object.keys(rows[0] ?? {});
  return htmlTable({
    name: title.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    caption,
    grids: [{ title, header, rows: rows.map((row) => header.map((name) => String(row[name]))) }],
  });
}
