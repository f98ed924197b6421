/**
 * Renders a table as a self-contained HTML file, which loads nothing.
 *
 * @module
 */
import type { ResultTable } from "../../record/table/build.ts";
import { mainSheet } from "../../record/table/main_sheet.ts";
import { type Sheet, toNotes, toSheets } from "../../record/table/sheets.ts";
import { keepTogether } from "../figure/keep_together.ts";
import { markup } from "../figure/markup.ts";
import { renderDocument } from "../page/document.ts";

/** Renders a whole page; every value is escaped. */
export function formatHtml(table: ResultTable): Promise<string> {
  const title = `${table.title}: ${table.metric}`;
  const main = mainSheet(table);
  const body = markup`<header>
<h1>${title}</h1>
</header>
<main>
${main && renderSheet(main.sheet)}
<details${!main && markup` open`}><summary>All columns</summary>
${toSheets(table).map(renderSheet)}
</details>
<section><h2>Notes</h2>
<ul>
${
    [...main?.notes ?? [], ...toNotes(table)].map((line) =>
      markup`<li>${line}</li>
`
    )
  }</ul>
</section>
</main>`;
  return renderDocument({ title, body });
}

function renderSheet({ title, header, rows }: Sheet) {
  return markup`<section><h2>${title}</h2>
<div class="wide"><table class="results">
<thead><tr>${header.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${
    rows.map(([name, ...cells]) =>
      markup`<tr><th scope="row">${name}</th>${
        cells.map((cell) => markup`<td>${keepTogether(cell)}</td>`)
      }</tr>
`
    )
  }</tbody>
</table></div>
</section>
`;
}
