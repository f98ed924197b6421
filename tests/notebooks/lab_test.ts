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
import { obstacle, readNotebook, ROOT } from "./headless.ts";

/** A copy is opened, since JupyterLab saves by itself; next to `notebooks/`, for its imports. */
const FOLDER = "runs";
const NOTEBOOK = "00_quickstart.ipynb";
const SCREENSHOTS = `${ROOT}runs/lab`;
const LOG = `${SCREENSHOTS}/lab.log`;
/** Where the notebook saves a training that is stopped. */
const CHECKPOINT = `${ROOT}runs/quickstart-notebook/checkpoint.safetensors`;
const TOKEN = crypto.randomUUID();

const PANEL = ".jp-NotebookPanel";
const OUTPUT = `${PANEL} .jp-OutputArea-output`;

Deno.test({
  name: "the quickstart in JupyterLab: Run All draws everything, Stop keeps the kernel",
  ignore: skipBecause("JupyterLab in a browser", obstacle() ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  await Deno.mkdir(SCREENSHOTS, { recursive: true });
  await copyWithoutOutputs();
  await using server = await startLab();
  const browser = await launchBrowser();
  try {
    // Tall, so that JupyterLab keeps no cell out of the document.
    const context = await browser.newContext({ viewport: { width: 1300, height: 12000 } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await open(page, server.url);

    await t.step("Run All draws plots and images and shows one progress bar", async () => {
      await chooseFromMenu(page, "Run", "Run All Cells");
      const samples = await sampleProgress(page);
      await page.locator(`${OUTPUT} progress`).first().waitFor({ timeout: 60_000 });
      await waitUntilIdle(page, 300_000);
      await page.screenshot({ path: `${SCREENSHOTS}/quickstart.png` });
      const seen = await samples();
      assert(seen.every(({ bars }) => bars === 1), "always one progress bar");
      const values = seen.map(({ value }) => value);
      assertEquals(values, values.toSorted((a, b) => a - b), "its value rises");
      assert(new Set(values).size > 5, `it was seen at ${new Set(values).size} values`);
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
      const training = page.locator(`${PANEL} .jp-CodeCell`, { hasText: "detector.fit(" });
      await training.locator(".jp-InputArea-editor").click();
      await page.keyboard.press("Control+Enter");
      // Until the first step is done there is nothing to stop.
      await training.locator(".jp-OutputArea-output", { hasText: " left" })
        .waitFor({ timeout: 30_000 });
      await page.locator(`${PANEL}-toolbar [data-jp-item-name="interrupt"]`).click();
      await training.locator(".jp-OutputArea-output", { hasText: "StoppedError" })
        .waitFor({ timeout: 10_000 });
      await waitUntilIdle(page, 10_000);
      const message = await training.innerText();
      assertStringIncludes(message, "training stopped in epoch");
      assertStringIncludes(message, "run this cell again to go on");
      await page.screenshot({ path: `${SCREENSHOTS}/stopped.png` });

      await runInNewCell(page, "console.log('alive:', detector.parameterCount > 0)");
      await page.locator(OUTPUT, { hasText: "alive: true" }).waitFor({ timeout: 10_000 });
      assertEquals(await page.locator(".jp-Dialog").count(), 0);
    });
  } finally {
    await browser.close();
    await removeIfPresent(CHECKPOINT); // the next run of the notebook would go on from it
  }
});

/** What the notebook shows. */
const PLOTS = 3;
const PICTURES = 2;

/** Starts `deno task lab` and waits until it answers. */
async function startLab(): Promise<AsyncDisposable & { url: string }> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = await Deno.open(LOG, { create: true, write: true, truncate: true });
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "lab", "--no-browser", "--ip=127.0.0.1", `--port=${port}`],
      ...["--ServerApp.port_retries=0", `--IdentityProvider.token=${TOKEN}`],
      `--ServerApp.root_dir=${ROOT}${FOLDER}`,
    ],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", EPOCHS: "5" },
  }).spawn();
  const logged = Promise.all([process.stdout, process.stderr].map(async (stream) => {
    for await (const chunk of stream) await log.write(chunk);
  }));
  const headers = { authorization: `token ${TOKEN}` };
  let ended = false;
  const status = process.status.finally(() => ended = true);
  const deadline = performance.now() + 90_000;
  while (!await answers(`${url}/api/status`, headers)) {
    if (ended || performance.now() > deadline) {
      if (!ended) process.kill();
      throw new Error(`JupyterLab did not start:\n${await Deno.readTextFile(LOG)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      await (await fetch(`${url}/api/shutdown`, { method: "POST", headers })).body?.cancel();
      assertEquals((await status).code, 0, "exit code of deno task lab");
      await logged;
      log.close();
    },
  };
}

async function answers(url: string, headers: Record<string, string>): Promise<boolean> {
  try {
    const response = await fetch(url, { headers });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Opens the notebook and waits for its kernel: until then Run All does nothing. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/lab/tree/${NOTEBOOK}?token=${TOKEN}&reset`, {
    waitUntil: "domcontentloaded",
  });
  await page.locator(`${PANEL}:not(.lm-mod-hidden) .jp-Notebook`).waitFor({ timeout: 60_000 });
  await page.locator(`${PANEL} .jp-Toolbar-kernelName`, { hasText: /Deno/ })
    .waitFor({ timeout: 60_000 });
  await waitUntilIdle(page, 60_000);
}

async function copyWithoutOutputs(): Promise<void> {
  const notebook = readNotebook(`notebooks/${NOTEBOOK}`);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell
  );
  await Deno.writeTextFile(`${ROOT}${FOLDER}/${NOTEBOOK}`, JSON.stringify({ ...notebook, cells }));
}

/** Looks ten times a second which progress bars there are; the result gives what was seen. */
async function sampleProgress(
  page: Page,
): Promise<() => Promise<{ bars: number; value: number }[]>> {
  await page.evaluate(`globalThis.progressSamples = [];
    setInterval(() => {
      const bars = [...document.querySelectorAll("${OUTPUT} progress")];
      if (bars.length > 0) progressSamples.push({ bars: bars.length, value: bars[0].value });
    }, 100);`);
  return () => page.evaluate("progressSamples");
}

async function chooseFromMenu(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** The kernel rests and no cell waits for it. */
async function waitUntilIdle(page: Page, timeout: number): Promise<void> {
  const idle = `(() => {
    const panel = document.querySelector("${PANEL}");
    const status = panel?.querySelector(".jp-Notebook-ExecutionIndicator")
      ?.getAttribute("data-status");
    const waiting = [...(panel?.querySelectorAll(".jp-InputArea-prompt") ?? [])]
      .some((prompt) => prompt.textContent?.includes("[*]"));
    return status === "idle" && !waiting;
  })()`;
  await page.waitForFunction(idle, undefined, { timeout });
}

async function runInNewCell(page: Page, code: string): Promise<void> {
  await page.locator(`${PANEL} .jp-CodeCell`).last().locator(".jp-InputArea-editor").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(code);
  await page.keyboard.press("Control+Enter");
}
