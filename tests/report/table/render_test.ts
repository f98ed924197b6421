import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DOMParser } from "linkedom";
import { buildTable } from "../../../lib/record/table/build.ts";
import { escapeMarkdown, formatGrid } from "../../../lib/record/table/markdown_grid.ts";
import { renderTable } from "../../../lib/report/table/render.ts";
import { type RunFacts, someEntries } from "../../record/table/records.ts";

async function table(facts: readonly RunFacts[], name = "mvtec") {
  return buildTable(name, await someEntries(...facts), "image-auroc");
}

/** Seeds 0 and 1 of bottle, one seed of screw. */
const RUNS: readonly RunFacts[] = [
  { value: 0.9, seconds: 1800 },
  { seed: 1, value: 0.92, seconds: 5400 },
  { category: "screw", value: 0.995 },
];

/** A folder name that is hard to escape. */
const NASTY = `a|b\n<script>"x"</script> [l](http://e) *s* \`c\`, =1`;

/** The cells of the line of a Markdown table that begins with `name`. */
function line(text: string, name: string): string[] {
  const found = text.split("\n").find((l) => l.startsWith(`| ${name} `));
  return found!.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
}

Deno.test("renderTable md: values with spread and interval, published with mark and difference", async () => {
  const text = await renderTable(await table(RUNS), "md");
  assertStringIncludes(text, "## MVTec AD: image AUROC\n");
  assertEquals(line(text, "bottle"), [
    "bottle",
    "91.0 ± 1.4 [78.3, 100.0] n=2",
    "97.6† (−6.6)",
  ]);
  assertEquals(line(text, "screw"), ["screw", "99.5 [99.0, 100.0] n=1", "98.7† (+0.8)"]);
  assertEquals(line(text, "carpet"), ["carpet", "", "86.6†"]);
  assertEquals(line(text, "mean")[1], "95.3 n=1, 2 of 15 categories"); // of 91.0 and 99.5
});

Deno.test("renderTable md: runs, and every published column with its source", async () => {
  const text = await renderTable(await table(RUNS), "md");
  const runs = text.split("\n").filter((l) => l.startsWith("| DAAD "));
  assertEquals(runs.map((l) => l.split("|").slice(2, 10).map((cell) => cell.trim())), [
    ["128", "50", "3", "0, 1", "60–3600", "2.02", "tensorflow", "fp32"],
  ]);
  const published = text.slice(text.indexOf("## Published"));
  assertEquals(line(published, "bottle").slice(-3), ["100.0", "99.8", "97.6†"]);
  assertEquals(line(published, "mean").slice(1, 4), ["75.4", "76.2", "78.2"]);
  assertStringIncludes(published, "- DAAD+: recalled, Hou et al.");
  assertStringIncludes(published, "† quoted from memory, not verified.");
});

Deno.test("renderTable md: other images of one category are named in the notes", async () => {
  const made = await table([{}, { seed: 1, fingerprint: "0123456789abcdef" }]);
  const text = await renderTable(made, "md");
  assertStringIncludes(text, "- Data of DAAD (data=1 of 2): bottle 0123456789ab.\n");
  assertStringIncludes(text, "- Data of DAAD (data=2 of 2): bottle images of bo.\n");
});

Deno.test("renderTable md: partial and not trained cells are marked and explained", async () => {
  const made = await table([
    { partial: "8 of 20 normal test images" },
    { category: "screw", untrained: "as good as the mean image" },
  ]);
  const text = await renderTable(made, "md");
  assertEquals(line(text, "bottle").slice(1), [
    "90.0 [89.5, 90.5] n=1, partial",
    "97.6† not comparable",
  ]);
  assertEquals(line(text, "screw").slice(1), ["90.0 [89.5, 90.5] n=1, not trained", "98.7†"]);
  assertStringIncludes(text, "- Mean of DAAD: bottle.\n");
  assertStringIncludes(text, "bottle (8 of 20 normal test images).\n");
  assertStringIncludes(text, "DAAD on screw (as good as the mean image).\n");
  const csv = await renderTable(made, "csv");
  assertStringIncludes(csv, ",8 of 20 normal test images,,,\n");
  assertStringIncludes(csv, ",as good as the mean image,,\n");
  assertEquals(csv.split("\n").filter((l) => l.endsWith(",,,bottle")).length, 1);
});

Deno.test("renderTable md: a folder's name is no markup and ends no cell", async () => {
  const made = await table([{ dataset: "folder", category: NASTY }], "folder");
  const text = await renderTable(made, "md");
  assertStringIncludes(
    text,
    '| a\\|b &lt;script&gt;"x"&lt;/script&gt; [l\\](http://e) \\*s\\* \\`c\\`, =1 | ',
  );
});

Deno.test("renderTable html: one file, and a folder's name is text", async () => {
  const made = await table(
    [{ dataset: "folder", category: NASTY }, { dataset: "folder" }],
    "folder",
  );
  const text = await renderTable(made, "html");
  const document = new DOMParser().parseFromString(text, "text/html");
  assertEquals(document.querySelectorAll("script").length, 1); // the page's own
  assertEquals(document.querySelectorAll("link, img, iframe").length, 0);
  const rows = [...document.querySelectorAll("main > section:first-of-type tbody tr")];
  const texts = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  assertEquals(texts.map(([name]) => name), [NASTY, "bottle", "mean"]);
  assertEquals(texts[1]!.slice(1), ["90.0 [89.5,\u00a090.5] n=1"]);
});

/** The fields of a CSV line without line breaks in them. */
const splitLine = (text: string) =>
  [...text.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, field]) => field!);

Deno.test("renderTable csv: fractions with full precision; empty cells are empty", async () => {
  const text = await renderTable(await table(RUNS), "csv");
  const [header, ...lines] = text.trimEnd().split("\n").map(splitLine);
  const field = (name: string, of: string[]) => of[header!.indexOf(name)];
  const own = lines.filter((l) => field("column", l) === "DAAD");
  const bottle = own.find((l) => field("category", l) === "bottle")!;
  const expected = (await table(RUNS)).columns[0]!.cells.find((c) => c.category === "bottle")!;
  assertEquals(Number(field("mean", bottle)), expected.mean);
  assertEquals(Number(field("low", bottle)), expected.interval!.low);
  assertEquals(
    ["seeds", "published", "published_mark", "seconds_a_run"].map((name) => field(name, bottle)),
    ["2", "0.976", "recalled", "3600"],
  );
  const carpet = own.find((l) => field("category", l) === "carpet")!;
  assertEquals(
    ["seeds", "mean", "difference", "epochs", "published"].map((name) => field(name, carpet)),
    ["0", "", "", "", "0.866"],
  );
  assertEquals(own.filter((l) => field("row", l) === "mean").length, 1);
});

Deno.test("renderTable csv: published columns without ours follow; DAAD+ is not repeated", async () => {
  const text = await renderTable(await table(RUNS), "csv");
  const lines = text.split("\n");
  assertEquals(
    lines.filter((l) => l.includes(",ganomaly,GANomaly (in DRAEM's paper),")).length,
    16,
  );
  assertEquals(lines.filter((l) => l.includes(",daad_plus,")).length, 0);
});

Deno.test("renderTable csv: a folder's name is quoted", async () => {
  const made = await table([{ dataset: "folder", category: NASTY }], "folder");
  const quoted = `,"${NASTY.replaceAll('"', '""')}",`;
  assertStringIncludes(await renderTable(made, "csv"), quoted);
});

Deno.test("renderTable json: the whole table", async () => {
  const made = await table(RUNS);
  const parsed = JSON.parse(await renderTable(made, "json"));
  assertEquals(parsed, JSON.parse(JSON.stringify(made)));
  assert(parsed.columns[0].cells.length === 15 && parsed.published.length > 10);
});

Deno.test("formatGrid: columns are aligned", () => {
  assertEquals(
    formatGrid(["a", "long"], [["1", "x"]]),
    "| a   | long |\n| --- | ---- |\n| 1   | x    |",
  );
});

Deno.test("formatGrid: a bar does not end a cell, not even in code", () => {
  assertEquals(
    formatGrid(["a"], [["`x | y`"], ["x \\| y"]]),
    "| a        |\n| -------- |\n| `x \\| y` |\n| x \\| y   |",
  );
});

Deno.test("escapeMarkdown: names stay readable", () => {
  assertEquals(escapeMarkdown("metal_nut 97.1 ± 0.4 (n=3)"), "metal_nut 97.1 ± 0.4 (n=3)");
  assertEquals(escapeMarkdown("_a_ \\ ~b~ &lt;"), "\\_a\\_ \\\\ \\~b\\~ &amp;lt;");
});
