/**
 * The quickstart in JupyterLab, in a real browser: `deno task lab`, Run All, Stop.
 *
 * Screenshots go to `runs/lab`.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { removeIfPresent } from "../../lib/files.ts";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { skipBecause } from "../skip.ts";
import { LIMIT_MS } from "../until.ts";
import { obstacle, readNotebook, ROOT, textOf } from "./headless.ts";
import {
  chooseFromMenu,
  LAB_FOLDER,
  openNotebook,
  OUTPUT,
  PANEL,
  SCREENSHOTS,
  startLab,
  waitUntilIdle,
} from "./lab.ts";

/** The notebook to copy and open; a copy, since JupyterLab saves by itself. */
const NOTEBOOK = "00_quickstart.ipynb";
/** The folder in `runs` that the copy writes to; another test runs the notebook itself. */
const OUT = `${LAB_FOLDER}/lab-quickstart`;
/** Where the copy saves a stopped training. */
const CHECKPOINT = `${ROOT}${OUT}/checkpoint.safetensors`;

Deno.test({
  name: "the quickstart in JupyterLab: Run All draws everything, Stop keeps the kernel",
  ignore: skipBecause("JupyterLab in a browser", obstacle() ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  await copyWithoutOutputs();
  await using server = await startLab({ EPOCHS: "5" });
  const browser = await launchBrowser();
  try {
    // Tall, so that JupyterLab keeps all cells in the document.
    const context = await browser.newContext({ viewport: { width: 1300, height: 12000 } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await openNotebook(page, server.url, NOTEBOOK);

    await t.step("Run All draws plots and images and shows one progress bar", async () => {
      await chooseFromMenu(page, "Run", "Run All Cells");
      const samples = await sampleProgress(page);
      await page.locator(`${OUTPUT} progress`).first().waitFor({ timeout: LIMIT_MS });
      await waitUntilIdle(page);
      await page.screenshot({ path: `${SCREENSHOTS}/quickstart.png` });
      const seen = await samples();
      assert(seen.every(({ bars }) => bars === 1), "always one progress bar");
      const values = seen.map(({ value }) => value);
      assertEquals(values, values.toSorted((a, b) => a - b), "its value rises");
      assert(new Set(values).size > 1, `it was seen at ${new Set(values).size} values`);
      assertEquals(await page.locator(`${OUTPUT}[data-mime-type$="stderr"]`).count(), 0);
      assertEquals(await page.locator(`${PANEL} .js-plotly-plot`).count(), PLOTS, "plots");
      const pictures = await page.locator(`${PANEL} .jp-RenderedImage img`).evaluateAll((all) =>
        all.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
      );
      assertEquals(pictures.length, PICTURES, "pictures");
      assert(pictures.every((width) => width > 100), `widths ${pictures}`);
      assertEquals(errors, []);
    });

    await t.step("Stop during training ends the cell, and the next cell runs", async () => {
      // What is trained is not trained further, so there has to be another detector first.
      const making = page.locator(`${PANEL} .jp-CodeCell`, { hasText: "await createDetector(" });
      await making.locator(".jp-InputArea-editor").click();
      await page.keyboard.press("Control+Enter");
      await waitUntilIdle(page);
      const training = page.locator(`${PANEL} .jp-CodeCell`, { hasText: "trainDetector(" });
      await training.locator(".jp-InputArea-editor").click();
      await page.keyboard.press("Control+Enter");
      // Until the first step is done there is nothing to stop.
      await training.locator(".jp-OutputArea-output", { hasText: " left" })
        .waitFor({ timeout: LIMIT_MS });
      await page.locator(`${PANEL}-toolbar [data-jp-item-name="interrupt"]`).click();
      await training.locator(".jp-OutputArea-output", { hasText: "StoppedError" })
        .waitFor({ timeout: LIMIT_MS });
      await waitUntilIdle(page);
      const message = await training.innerText();
      assertStringIncludes(message, "training stopped in epoch");
      assertStringIncludes(message, "run this cell again to go on");
      await page.screenshot({ path: `${SCREENSHOTS}/stopped.png` });

      await runInNewCell(page, "console.log('alive:', detector.parameterCount > 0)");
      await page.locator(OUTPUT, { hasText: "alive: true" }).waitFor({ timeout: LIMIT_MS });
      assertEquals(await page.locator(".jp-Dialog").count(), 0);
    });

    await t.step("the stopped cell, run again, goes on and ends", async () => {
      const training = page.locator(`${PANEL} .jp-CodeCell`, { hasText: "trainDetector(" });
      await training.locator(".jp-InputArea-editor").click();
      await page.keyboard.press("Control+Enter");
      await waitUntilIdle(page);
      const message = await training.innerText();
      assert(!message.includes("StoppedError"), message);
      assertEquals(await training.locator("progress").count(), 1);
      await page.screenshot({ path: `${SCREENSHOTS}/resumed.png` });
    });
  } finally {
    await browser.close();
    await removeIfPresent(CHECKPOINT); // the next run of the notebook would continue from it
  }
});

/** Number of charts that the notebook shows. */
const PLOTS = 3;
const PICTURES = 2;

async function copyWithoutOutputs(): Promise<void> {
  const notebook = readNotebook(`notebooks/${NOTEBOOK}`);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code" ? cell : {
      ...cell,
      source: textOf(cell.source).replace("../runs/quickstart-notebook", `../${OUT}`),
      outputs: [],
      execution_count: null,
    }
  );
  await Deno.writeTextFile(
    `${ROOT}${LAB_FOLDER}/${NOTEBOOK}`,
    JSON.stringify({ ...notebook, cells }),
  );
}

/** Records the progress bars at every change of the page; the result returns what was seen. */
async function sampleProgress(
  page: Page,
): Promise<() => Promise<{ bars: number; value: number }[]>> {
  await page.evaluate(`globalThis.progressSamples = [];
    new MutationObserver(() => {
      const bars = [...document.querySelectorAll("${OUTPUT} progress")];
      if (bars.length > 0) progressSamples.push({ bars: bars.length, value: bars[0].value });
    }).observe(document.body, { childList: true, subtree: true, attributes: true });`);
  return () => page.evaluate("progressSamples");
}

async function runInNewCell(page: Page, code: string): Promise<void> {
  await page.locator(`${PANEL} .jp-CodeCell`).last().locator(".jp-InputArea-editor").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(code);
  await page.keyboard.press("Control+Enter");
}
