/**
 * The only script of the report page. It sorts tables when a column's button is clicked or pressed,
 * and enlarges the pictures of a row.
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
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button.enlarge");
    if (button) enlarge(button.closest("tr"));
  });
}
function enlarge(row) {
  const dialog = document.createElement("dialog");
  dialog.className = "large";
  const add = (parent, tag, text) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const text = add(dialog, "p");
  const pictures = add(dialog, "div");
  pictures.className = "pictures";
  const fill = () => {
    text.textContent = [...row.querySelectorAll(".rank, .path, .label, .score")]
      .map((cell) => cell.textContent).join(" · ");
    pictures.replaceChildren();
    for (const { src, alt } of row.querySelectorAll("img")) {
      const figure = add(pictures, "figure");
      Object.assign(add(figure, "img"), { src, alt });
      add(figure, "figcaption", alt.split(" of ")[0]);
    }
    // A disabled button would lose the focus, and with it the keys.
    before.ariaDisabled = String(!row.previousElementSibling);
    after.ariaDisabled = String(!row.nextElementSibling);
  };
  const go = (next) => {
    if (next) row = next;
    fill();
  };
  const button = (label, action) => {
    const element = add(dialog, "button", label);
    element.type = "button";
    element.addEventListener("click", action);
    return element;
  };
  const before = button("Previous", () => go(row.previousElementSibling));
  const after = button("Next", () => go(row.nextElementSibling));
  button("Close", () => dialog.close());
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") go(row.previousElementSibling);
    if (key === "ArrowRight") go(row.nextElementSibling);
  });
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    row.querySelector("button.enlarge").focus();
  });
  document.body.append(dialog);
  fill();
  dialog.showModal();
}
`;
