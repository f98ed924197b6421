/**
 * Tables for notebooks: HTML, and plain text for places that show only text.
 *
 * @module
 */
import { textTable } from "../../data/checks/text_table.ts";
import type { Sheet } from "../../record/table/sheets.ts";
import type { HtmlTable } from "../figure/figure.ts";
import { keepTogether } from "../figure/keep_together.ts";
import { Markup, markup } from "../figure/markup.ts";

/** Options of {@linkcode htmlTable}. */
export interface HtmlTableOptions {
  /** Short name, for files. */
  readonly name: string;
  /** What the table shows and how to read it. */
  readonly caption: string;
  /** Grids, one below the other. */
  readonly grids: readonly Sheet[];
  /** More grids, which a notebook shows folded. */
  readonly folded?: { readonly title: string; readonly grids: readonly Sheet[] };
  /** Files of the records that the numbers came from, listed below the table. */
  readonly records?: readonly string[];
  /** Longer remarks, which a notebook shows folded. */
  readonly notes?: readonly string[];
}

/** Lists of more records than this are folded. */
const OPEN_RECORDS = 12;

/** Wide cells wrap between value and interval, so that a few columns fit on a phone. */
const NUMBER_CELL = "text-align:right;white-space:normal;padding:.25em .5em";

const TEXT_CELL = "text-align:left;white-space:normal;padding:.25em .5em";

/** Style for phones; where style sheets are removed, tables stay as wide as on a desktop. */
const STYLE = "@media (max-width:480px){.daad-table table{font-size:.75em}" +
  ".daad-table :is(th,td){padding:.2em .25em !important}}";

/**
 * Makes a table from grids of text. Every value is escaped.
 *
 * @example
 * ```ts
 * import { htmlTable } from "./html_table.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const grids = [{ title: "AUROC", header: ["", "AE"], rows: [["bottle", "90.1"]] }];
 * const { html, text } = htmlTable({ name: "t", caption: "A table.", grids });
 * assertStringIncludes(html, ">90.1</td>");
 * assertStringIncludes(text, "bottle  90.1");
 * ```
 */
export function htmlTable(
  { name, caption, grids, folded, records = [], notes = [] }: HtmlTableOptions,
): HtmlTable {
  const lists = [
    ...records.length > 0 ? [{ title: `Records (${records.length})`, lines: records }] : [],
    ...notes.length > 0 ? [{ title: "Notes and sources", lines: notes }] : [],
  ];
  const html = markup`<style>${new Markup(STYLE)}</style>${grids.map(drawGrid)}${
    folded &&
    markup`<details><summary>${folded.title}</summary>${folded.grids.map(drawGrid)}</details>`
  }${lists.map(({ title, lines }) => drawList(title, lines))}`;
  const text = [
    ...[...grids, ...folded?.grids ?? []].map((
      { title, header, rows },
    ) => [title, ...textTable([header, ...rows])]),
    ...lists.map(({ title, lines }) => [`${title}:`, ...lines.map((line) => `- ${line}`)]),
  ].map((lines) => lines.join("\n")).join("\n\n");
  return { name, caption, html: html.text, text };
}

function drawGrid({ title, header, rows }: Sheet): Markup {
  const words = header.map((_, k) => rows.every((row) => row[k] === "" || isText(row[k]!)));
  const align = (k: number) => k === 0 || words[k] ? "left" : "right";
  return markup`<div class="daad-table" style="overflow-x:auto"><table><caption style="text-align:left"><b>${title}</b></caption><thead><tr>${
    header.map((cell, k) => markup`<th scope="col" style="text-align:${align(k)}">${cell}</th>`)
  }</tr></thead><tbody>${
    rows.map(([first, ...cells]) =>
      markup`<tr><th scope="row" style="text-align:left">${first}</th>${
        cells.map((cell, k) =>
          words[k + 1]
            ? markup`<td style="${TEXT_CELL}">${cell}</td>`
            : markup`<td style="${NUMBER_CELL}">${keepTogether(cell)}</td>`
        )
      }</tr>`
    )
  }</tbody></table></div>`;
}

/** Whether a cell is a phrase; a result with its marks, such as `51.2 n=3 not trained`, is not. */
function isText(cell: string): boolean {
  const words = cell.match(/[a-z]{4,}/gi)?.length ?? 0;
  return !/ n=\d/.test(cell) && (words > 1 || words === 1 && !/^[\d−+–]/.test(cell));
}

function drawList(title: string, lines: readonly string[]): Markup {
  const items = markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
  return title.startsWith("Records") && lines.length <= OPEN_RECORDS
    ? markup`<p>${title}:</p>${items}`
    : markup`<details><summary>${title}</summary>${items}</details>`;
}
