/**
 * Run All ended in the middle by Stop or by an error, in JupyterLab in a real browser.
 *
 * Screenshots go to `runs/lab`.
 */
import { assert, assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { removeIfPresent } from "../../lib/files.ts";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { onWindows, skipBecause } from "../skip.ts";
import { LIMIT_MS } from "../until.ts";
import { obstacle, readNotebook, ROOT, textOf } from "./headless.ts";
import {
  chooseFromMenu,
  LAB_FOLDER,
  openNotebook,
  PANEL,
  SCREENSHOTS,
  startLab,
  waitUntilIdle,
} from "./lab.ts";

/** The folder in `runs` that the copies write to. */
const OUT = `${LAB_FOLDER}/lab-ended`;

Deno.test({
  name: "Run All in JupyterLab: behind Stop or an error no cell runs, and no file is changed",
  ignore: skipBecause(
    "Run All that ends in the middle",
    onWindows("neither Stop nor the proxy") ?? obstacle() ?? browserObstacle(),
  ),
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  await removeIfPresent(`${ROOT}${OUT}`);
  await using server = await startLab({ EPOCHS: "50", PROFILE: "smoke" });
  const browser = await launchBrowser();
  try {
    await t.step("Stop: the finished model of before stays", async () => {
      const finished = { "detector.json": "of before", "scores.csv": "of before" };
      await Deno.mkdir(`${ROOT}${OUT}/00`, { recursive: true });
      for (const [name, text] of Object.entries(finished)) {
        await Deno.writeTextFile(`${ROOT}${OUT}/00/${name}`, text);
      }
      const page = await runAll(
        browser,
        server.url,
        "00_quickstart",
        (code) => code.replace("../runs/quickstart-notebook", `../${OUT}/00`),
      );
      const training = page.locator(`${PANEL} .jp-CodeCell`, { hasText: "trainDetector(" });
      await training.locator(".jp-OutputArea-output", { hasText: " left" })
        .waitFor({ timeout: LIMIT_MS });
      await page.locator(`${PANEL}-toolbar [data-jp-item-name="interrupt"]`).click();
      await training.locator(".jp-OutputArea-output", { hasText: "StoppedError" })
        .waitFor({ timeout: LIMIT_MS });
      await endsAt(page, "trainDetector(", "stopped-run-all");
      for (const [name, text] of Object.entries(finished)) {
        assertEquals(await Deno.readTextFile(`${ROOT}${OUT}/00/${name}`), text);
      }
      assertEquals(names("00"), ["checkpoint.safetensors", "detector.json", "scores.csv"]);
    });

    await t.step("an error in 07: nothing is written", async () => {
      const page = await runAll(
        browser,
        server.url,
        "07_your_own_images",
        (code) =>
          code.replace("../runs/own-images", `../${OUT}/07`)
            .replace("const decision =", 'throw new Error("in the middle");\nconst decision ='),
      );
      await page.locator(`${PANEL} .jp-OutputArea-output`, { hasText: "in the middle" })
        .waitFor({ timeout: LIMIT_MS });
      await endsAt(page, "in the middle", "failed-run-all");
      assertEquals(names("07"), []);
    });
  } finally {
    await browser.close();
    await removeIfPresent(`${ROOT}${OUT}`);
  }
});

/** Opens a changed copy without outputs and chooses Run All Cells. */
async function runAll(
  browser: Browser,
  url: string,
  name: string,
  change: (code: string) => string,
): Promise<Page> {
  const notebook = readNotebook(`notebooks/${name}.ipynb`);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code"
      ? cell
      : { ...cell, source: change(textOf(cell.source)), outputs: [], execution_count: null }
  );
  const copy = `${name}.ended.ipynb`;
  await Deno.writeTextFile(
    `${ROOT}${LAB_FOLDER}/${copy}`,
    JSON.stringify({ ...notebook, cells }),
  );
  // Tall, so that JupyterLab keeps all cells in the document.
  const context = await browser.newContext({ viewport: { width: 1300, height: 12_000 } });
  const page = await context.newPage();
  await openNotebook(page, url, copy);
  await chooseFromMenu(page, "Run", "Run All Cells");
  return page;
}

/** Asserts that the cells before ran, that of `code` was the last, and none after it ran or waits. */
async function endsAt(page: Page, code: string, screenshot: string): Promise<void> {
  await waitUntilIdle(page);
  await page.screenshot({ path: `${SCREENSHOTS}/${screenshot}.png` });
  const cells = await page.locator(`${PANEL} .jp-CodeCell`).all();
  const seen = await Promise.all(cells.map(async (cell) => ({
    last: (await cell.locator(".jp-InputArea").innerText()).includes(code),
    count: (await cell.locator(".jp-InputArea-prompt").innerText()).replace(/\D/g, ""),
    outputs: await cell.locator(".jp-OutputArea-output").count(),
  })));
  const at = seen.findIndex(({ last }) => last);
  assert(at > 0 && at < seen.length - 3, `cell ${at + 1} of ${seen.length}`);
  assert(seen.slice(0, at).every(({ count }) => count !== ""), "the cells before ran");
  for (const { count, outputs } of seen.slice(at + 1)) {
    assertEquals([count, outputs], ["", 0], "a cell behind it");
  }
}

function names(folder: string): string[] {
  return Deno.readDirSync(`${ROOT}${OUT}/${folder}`).map(({ name }) => name).toArray().sort();
}
