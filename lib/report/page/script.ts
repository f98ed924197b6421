/**
 * The only script of the report page: sorts tables by a click or a key on a column's button.
 *
 * @module
 */

/** JavaScript; it reads `data-value` of cells and writes `aria-sort` of headers. */
export const SCRIPT = `
for (const table of document.querySelectorAll("table.images")) {
  const headers = [...table.querySelectorAll("thead th")];
  const sort = (header) => {
    const first = header.dataset.first ?? "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = header.getAttribute("aria-sort") === first ? other : first;
    for (const each of headers) each.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const column = headers.indexOf(header);
    const value = (row) => row.children[column].dataset.value;
    const numeric = header.dataset.type === "number";
    const body = table.querySelector("tbody");
    const rows = [...body.children].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return sign * (numeric ? x - y : x < y ? -1 : x > y ? 1 : 0);
    });
    body.append(...rows);
  };
  for (const header of headers) {
    header.querySelector("button")?.addEventListener("click", () => sort(header));
  }
}
`;
