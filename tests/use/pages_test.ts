/**
 * The pages that commands write, in a real browser. Screenshots go to `runs/pages`.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { main } from "../../lib/cli/main.ts";
import { buildTable, readEntries } from "../../lib/record/table/mod.ts";
import { renderTable } from "../../lib/report/table/render.ts";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

const SCREENSHOTS = `${PROJECT_ROOT}/runs/pages`;
const PHONE = 390;

Deno.test({
  name: "report pages and compare: nothing wider than a phone, rows are enlarged by click and key",
  ignore: skipBecause("pages in a browser", browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    const train = (method: string, seed: number) =>
      main([
        ...["train", "--data", data, "--method", method, "--image-size", "32"],
        ...["--config", '{"epochs": 1, "batchSize": 4}', "--seed", String(seed)],
        ...["--out", `${dir}/${method}-${seed}`],
      ]);
    assertEquals([await train("ae", 0), await train("ae", 1)], [0, 0]);
    const [first, second] = [`${dir}/ae-0`, `${dir}/ae-1`];
    const score = ["score", "--model", first, "--images", `${data}/test`, "--out", `${dir}/scored`];
    assertEquals(await main(score), 0);
    const page = `${dir}/compared.html`;
    assertEquals(await main(["compare", first, second, "--out", page]), 0);
    assertEquals(await main(["compare", first, second, "--out", page]), 1, "nothing is replaced");

    const pages = {
      report: `${first}/report.html`,
      scored: `${dir}/scored/report.html`,
      compared: page,
      table: `${dir}/table.html`,
    };
    await Deno.writeTextFile(pages.table, await keptTable());

    await Deno.mkdir(SCREENSHOTS, { recursive: true });
    const browser = await launchBrowser();
    try {
      for (const [name, file] of Object.entries(pages)) {
        for (const width of [PHONE, 1400]) {
          for (const colorScheme of ["light", "dark"] as const) {
            const context = await browser.newContext({
              viewport: { width, height: 900 },
              colorScheme,
            });
            const opened = await context.newPage();
            await opened.goto(`file://${file}`);
            assertEquals(await widerThan(opened, width), [], `${name} at ${width} pixels`);
            const scrolled = await opened.evaluate("document.documentElement.scrollWidth");
            assertEquals(scrolled, width, `text of ${name} at ${width} pixels`);
            if (name === "table") assertEquals(await brokenResults(opened), []);
            await opened.screenshot({
              path: `${SCREENSHOTS}/${name}-${width}-${colorScheme}.png`,
              fullPage: true,
            });
            if (["report", "scored"].includes(name) && colorScheme === "light") {
              await enlarge(opened, width, name);
            }
            await context.close();
          }
        }
      }
    } finally {
      await browser.close();
    }
    const text = await Deno.readTextFile(pages.report);
    assertStringIncludes(text, "counts as anomalous: ");
    assertStringIncludes(text, "false alarms");
  }));

/** The table of MNIST from the kept records, as `daad table --format html` prints it. */
async function keptTable(): Promise<string> {
  const { found } = await readEntries(`${PROJECT_ROOT}/data/results`);
  return await renderTable(buildTable("mnist", found, "image-auroc"), "html");
}

/** Elements that reach beyond the window; charts clip their content, and folded parts are hidden. */
function widerThan(page: Page, width: number): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll("body, body *:not(svg *, details:not([open]) *)")]
    .filter((element) => element.getBoundingClientRect().right > ${width} + 0.5)
    .map((element) => element.tagName + "." + element.className)`,
  );
}

/** Results whose value and spread, `97.1 ± 0.3`, or whose interval are split across two lines. */
async function brokenResults(page: Page): Promise<string[]> {
  const [seen, broken] = await page.evaluate<[number, string[]]>(`(() => {
    let seen = 0;
    const broken = [];
    for (const cell of document.querySelectorAll("main > section td")) {
      const text = cell.firstChild;
      if (text?.nodeType !== 3) continue;
      for (const { index, 0: part } of text.data.matchAll(/[0-9.]+\\s±\\s[0-9.]+|\\[[^\\]]*\\]/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + part.length);
        seen++;
        if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(part);
      }
    }
    return [seen, broken];
  })()`);
  assert(seen > 20, `${seen} results`);
  return broken;
}

async function enlarge(page: Page, width: number, name: string): Promise<void> {
  const dialog = page.locator("dialog.large");
  const buttons = page.locator("button.enlarge");
  await buttons.first().click();
  assertEquals(await dialog.count(), 1);
  const size = (await dialog.locator("img").first().boundingBox())!.width;
  const before = (await buttons.first().boundingBox())!.width;
  assert(size > 1.5 * before, `${size} pixels instead of ${before}`);
  assertEquals(await widerThan(page, width), []);
  await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}-enlarged.png` });
  const text = () => dialog.locator("p").innerText();
  const one = await text();
  await page.keyboard.press("ArrowRight");
  const two = await text();
  assert(one.startsWith("1 · ") && two.startsWith("2 · "), `${one}; ${two}`);
  // At the ends, too, the keys go on working.
  const next = dialog.getByRole("button", { name: "Next" });
  await next.focus();
  let steps = 0;
  for (; await next.getAttribute("aria-disabled") === "false"; steps++) {
    await page.keyboard.press("Enter");
  }
  assert(steps > 0);
  for (let i = 0; i < steps; i++) await page.keyboard.press("ArrowLeft");
  assertEquals(await text(), two);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("Enter"); // the row seen last has the focus
  assertEquals(await text(), two);
}
