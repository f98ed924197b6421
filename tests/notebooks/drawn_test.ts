/**
 * The committed notebooks as JupyterLab shows them, without running a cell.
 *
 * Screenshots go to `runs/lab`.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { isDeepStrictEqual } from "node:util";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { skipBecause } from "../skip.ts";
import { until } from "../until.ts";
import { notebookNames, obstacle, readNotebook, ROOT } from "./headless.ts";
import { LAB_FOLDER, openNotebook, OUTPUT, PANEL, SCREENSHOTS, startLab } from "./lab.ts";

const PLOTLY = "application/vnd.plotly.v1+json";

Deno.test({
  name: "committed outputs in JupyterLab: every chart, picture, table and caption is drawn",
  ignore: skipBecause("outputs in JupyterLab", obstacle() ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, async (t) => {
  await using server = await startLab();
  const browser = await launchBrowser();
  try {
    // Tall, so that JupyterLab keeps all cells in the document.
    const context = await browser.newContext({ viewport: { width: 1300, height: 14_000 } });
    for (const name of notebookNames()) {
      await t.step(name, async () => {
        const copy = `${name}.drawn.ipynb`; // JupyterLab saves what it opens
        await Deno.copyFile(`${ROOT}notebooks/${name}.ipynb`, `${ROOT}${LAB_FOLDER}/${copy}`);
        const page = await context.newPage();
        await openNotebook(page, server.url, copy);
        const wanted = countOutputs(name);
        const complete = async () => isDeepStrictEqual(await drawn(page), wanted);
        await until(`${name} is drawn`, complete).catch(() => {});
        await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
        assertEquals(await drawn(page), wanted);
        await moveByKey(page, ".daad-slider output", ".daad-slider input");
        await moveByKey(page, ".daad-switch :checked + *", ".daad-switch :checked");
        await page.close();
        await Deno.remove(`${ROOT}${LAB_FOLDER}/${copy}`);
      });
    }
  } finally {
    await browser.close();
  }
});

interface Counts {
  readonly charts: number;
  readonly pictures: number;
  readonly html: number;
}

/** The numbers of outputs in the file. */
function countOutputs(name: string): Counts {
  const kinds = readNotebook(`notebooks/${name}.ipynb`).cells
    .flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => Object.keys(data)));
  const charts = kinds.filter((kind) => kind.includes(PLOTLY)).length;
  const pictures = kinds.filter((kind) => kind.includes("image/png")).length;
  const html = kinds.filter((kind) => kind.includes("text/html")).length;
  assert(html > 0, `${name} has tables or captions`);
  return { charts, pictures, html };
}

/** The numbers of outputs with a size on the page: charts with axes, decoded pictures, texts. */
async function drawn(page: Page): Promise<Counts> {
  const sized = (selector: string, condition: string) =>
    page.evaluate<number>(`[...document.querySelectorAll(${JSON.stringify(selector)})]
      .filter((element) => element.getBoundingClientRect().height > 10 && (${condition})).length`);
  return {
    charts: await sized(
      `${PANEL} .js-plotly-plot`,
      // An axis of names has no title.
      `element.querySelector(".xtitle") && element.querySelector(".ytitle, .ytick")`,
    ),
    pictures: await sized(`${OUTPUT} img[src^="data:image/png"]`, "element.naturalWidth > 100"),
    html: await sized(`${OUTPUT}.jp-RenderedHTMLCommon`, "element.innerText.trim().length > 10"),
  };
}

/** Controls answer to keys before any cell is run: the notebook is trusted, and the keys are theirs. */
async function moveByKey(page: Page, shown: string, control: string): Promise<void> {
  if (await page.locator(`${OUTPUT} ${control}`).count() === 0) return;
  const text = () => page.locator(`${OUTPUT} ${shown}`).first().innerText();
  const before = await text();
  await page.locator(`${OUTPUT} ${control}`).first().press("ArrowRight");
  assertNotEquals(await text(), before, `${control} moves by its keys`);
}
