/**
 * Writes a table in one of four formats.
 *
 * @module
 */
import type { ResultTable } from "../../record/table/build.ts";
import { formatCsv } from "../../record/table/csv.ts";
import { formatHtml } from "./html.ts";
import { escapeMarkdown, formatGrid } from "../../record/table/markdown_grid.ts";
import { toNotes, toSheets } from "../../record/table/sheets.ts";

/**
 * Formats of a table. `csv` and `json` have fractions with full precision; the others have
 * percentages.
 */
export const FORMATS = ["md", "csv", "json", "html"] as const;

/** One of {@linkcode FORMATS}. */
export type TableFormat = typeof FORMATS[number];

/**
 * Writes a table. Names from users' folders are escaped in each format.
 *
 * @example
 * ```ts
 * import { buildTable } from "../../record/table/build.ts";
 * import { renderTable } from "./render.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = await renderTable(buildTable("mnist", [], "image-auroc"), "md");
 * assertStringIncludes(text, "OCGAN");
 * ```
 */
export async function renderTable(table: ResultTable, format: TableFormat): Promise<string> {
  switch (format) {
    case "md":
      return formatMarkdown(table);
    case "csv":
      return formatCsv(table);
    case "json":
      return JSON.stringify(table, null, 2) + "\n";
    case "html":
      return await formatHtml(table);
  }
}

function formatMarkdown(table: ResultTable): string {
  const sheets = toSheets(table).map(({ title, header, rows }) =>
    `## ${escapeMarkdown(title)}\n\n` +
    formatGrid(header.map(escapeMarkdown), rows.map((row) => row.map(escapeMarkdown)))
  );
  const notes = toNotes(table).map((line) => `- ${escapeMarkdown(line)}`).join("\n");
  return [...sheets, notes].filter((part) => part !== "").join("\n\n") + "\n";
}
