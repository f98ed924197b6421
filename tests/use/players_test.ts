/**
 * Interactive outputs that need no kernel, in a saved notebook: operated by keys, mouse and touch in a
 * real browser.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Browser, Locator, Page } from "playwright-core";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { programPath } from "../../lib/cli/setup/python.ts";
import { decodeCategory, loadCategory } from "../../lib/data/mod.ts";
import { calibrate } from "../../lib/detector/calibration/calibrate.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { blockInspector } from "../../lib/experiment/notebook/block_inspector.ts";
import { createDetector } from "../../lib/registry/create.ts";
import type { HtmlTable } from "../../lib/report/figure/figure.ts";
import { calibrationSwitch } from "../../lib/report/pictures/calibration_switch.ts";
import { pictureSlider } from "../../lib/report/pictures/picture_slider.ts";
import { browserObstacle, launchBrowser } from "../browser.ts";
import { notebookNames, obstacle } from "../notebooks/headless.ts";
import { skipBecause } from "../skip.ts";
import { withTempDir } from "../temp_dir.ts";

const PHONE = 390;

Deno.test({
  name:
    "slider, inspector and switch in a saved notebook: what should change does, and nothing else",
  ignore: skipBecause("players in a browser", obstacle() ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, () =>
  withTempDir(async (dir) => {
    const outputs = [await slider(), await inspector(), await errorSwitch(), await errorSwitch(1)];
    const page = await savedNotebook(dir, outputs);
    const browser = await launchBrowser();
    try {
      for (const width of [PHONE, 1000]) {
        const opened = await open(browser, page, width);
        assertEquals(
          await opened.evaluate("document.documentElement.scrollWidth"),
          width,
          "nothing is wider than the window",
        );
        await moveSlider(opened.locator(".daad-slider"), ["0", "1", "2"]);
        await inspect(opened.locator(".daad-blocks"));
        const [first, second] = await opened.locator(".daad-switch").all();
        const untouched = await shown(second!);
        await useSwitch(first!);
        assertEquals(await shown(second!), untouched, "another output stays as it is");
        await opened.close();
      }
    } finally {
      await browser.close();
    }
  }));

Deno.test({
  name:
    "the committed notebooks: each slider moves, each inspector names blocks, each switch exchanges",
  ignore: skipBecause("players of the committed notebooks", obstacle() ?? browserObstacle()),
  sanitizeOps: false,
  sanitizeResources: false,
}, () =>
  withTempDir(async (dir) => {
    const browser = await launchBrowser();
    const found = { sliders: 0, inspectors: 0 };
    try {
      for (const name of notebookNames()) {
        const file = `${PROJECT_ROOT}/notebooks/${name}.ipynb`;
        if (!(await Deno.readTextFile(file)).includes('class=\\"daad-')) continue;
        const page = await open(browser, await toHtml(file, dir), 1000);
        for (const one of await page.locator(".daad-slider").all()) {
          await moveSlider(one);
          found.sliders++;
        }
        for (const one of await page.locator(".daad-blocks").all()) {
          await inspect(one);
          found.inspectors++;
        }
        for (const one of await page.locator(".daad-switch").all()) await useSwitch(one);
        await page.close();
      }
    } finally {
      await browser.close();
    }
    assert(found.sliders >= 2 && found.inspectors >= 1, JSON.stringify(found));
  }));

function slider(): Promise<HtmlTable> {
  const steps = [40, 130, 220].map((value, i) => ({
    label: `${i}`,
    tiles: [{
      size: 4,
      channels: 1 as const,
      pixels: new Uint8Array(16).fill(value),
      label: `gray ${value}`,
    }],
  }));
  return pictureSlider({ name: "levels", caption: "Move it.", title: "level", steps });
}

async function bottle(method: string, config: Record<string, unknown>) {
  const category = await loadCategory("data/sample/bottle");
  const detector = await createDetector(method, category, {
    imageSize: 32,
    config: { levels: 2, baseWidth: 4, epochs: 1, ...config },
  });
  return { detector, data: await decodeCategory(category, detector.config) };
}

async function inspector(): Promise<HtmlTable> {
  const { detector, data } = await bottle("daad", {
    items: 8,
    division: { height: 2, width: 2, channels: 1 },
  });
  using _ = detector;
  return await blockInspector(detector, data.test, 0);
}

async function errorSwitch(first = 0): Promise<HtmlTable> {
  const { detector, data: { train, test } } = await bottle("ae", {});
  using _ = detector;
  const fitted = await calibrate(detector, train);
  assert("calibration" in fitted);
  using calibration = fitted.calibration;
  const results = await scoreImages(detector, test, { calibration, keepErrors: true });
  const indices = [first, first + 2];
  return await calibrationSwitch({ set: test, results, calibration, indices });
}

/** A notebook with these outputs, as a page. */
async function savedNotebook(dir: string, outputs: readonly HtmlTable[]): Promise<string> {
  const cells = outputs.map(({ html, text }, i) => ({
    cell_type: "code",
    execution_count: i + 1,
    metadata: {},
    source: "await show(figure);",
    outputs: [{
      output_type: "display_data",
      metadata: {},
      data: { "text/html": html, "text/plain": text },
    }],
  }));
  const file = `${dir}/saved.ipynb`;
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 4 };
  await Deno.writeTextFile(file, JSON.stringify(notebook));
  return await toHtml(file, dir);
}

async function toHtml(file: string, dir: string): Promise<string> {
  const { success, stderr } = await new Deno.Command(`${PROJECT_ROOT}/${programPath("python")}`, {
    args: ["-m", "nbconvert", "--to", "html", "--output-dir", dir, file],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return `${dir}/${file.split("/").at(-1)!.replace(".ipynb", ".html")}`;
}

async function open(browser: Browser, file: string, width: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, hasTouch: true });
  const page = await context.newPage();
  // A script from the network draws formulas; nothing here needs it.
  await page.route(/^https?:/, (route) => route.abort());
  await page.goto(`file://${file}`);
  return page;
}

/** The visible pictures, in order, with the text below them. */
function shown(box: Locator): Promise<string[]> {
  return box.locator("figure").evaluateAll((figures) =>
    (figures as unknown as { offsetParent: unknown; innerHTML: string }[])
      .filter(({ offsetParent }) => offsetParent !== null).map(({ innerHTML }) => innerHTML)
  );
}

/** Uses arrow keys and a touch; `labels` are those of all steps, if known. */
async function moveSlider(box: Locator, labels?: readonly string[]): Promise<void> {
  const input = box.locator("input[type=range]");
  const last = Number(await input.getAttribute("max"));
  const seen = [];
  for (let step = 0; step <= last; step++) {
    await (step === 0 ? input.focus() : input.press("ArrowRight"));
    const label = await box.locator("output").innerText();
    assertEquals(await input.getAttribute("aria-valuetext"), label);
    if (labels) assertEquals(label, labels[step]);
    seen.push((await shown(box)).join());
  }
  assertEquals(new Set(seen).size, last + 1, "each step has pictures of its own");
  const { width, height } = (await input.boundingBox())!;
  await input.tap({ position: { x: 3, y: height / 2 } });
  assertEquals((await shown(box)).join(), seen[0]);
  await input.tap({ position: { x: width - 3, y: height / 2 } });
  assertEquals((await shown(box)).join(), seen[last]);
}

/** Uses Tab, mouse and touch. */
async function inspect(box: Locator): Promise<void> {
  const buttons = box.locator("button");
  const count = await buttons.count();
  assert(count > 1, `${count} blocks`);
  const answer = async () => (await shown(box)).at(-1)!;
  const expect = async (place: number) => {
    const name = await buttons.nth(place).getAttribute("aria-label");
    const text = await answer();
    assert(text.includes(`${name}: items `), `${name} in ${text.slice(-120)}`);
    assertEquals(await box.locator("[data-on]").count(), 1);
    assertEquals(await buttons.nth(place).getAttribute("data-on"), "");
  };
  await buttons.nth(0).focus();
  await expect(0);
  const first = await answer();
  await box.page().keyboard.press("Tab");
  await expect(1);
  assertNotEquals(await answer(), first);
  await buttons.nth(count - 1).hover();
  await expect(count - 1);
  await box.page().mouse.move(0, 0); // a touch must not find the mouse resting on a button
  await buttons.nth(0).tap();
  await expect(0);
}

/** Uses arrow keys and a touch; the images above the maps must stay. */
async function useSwitch(box: Locator): Promise<void> {
  const sides = box.locator("input[type=radio]");
  await sides.nth(0).focus();
  const before = await shown(box);
  await box.page().keyboard.press("ArrowRight");
  assertEquals(await sides.nth(1).isChecked(), true);
  const after = await shown(box);
  assertEquals(after.length, before.length);
  // Each item is an image, which stays, and a map.
  before.forEach((picture, i) =>
    i % 2 === 0 ? assertEquals(after[i], picture) : assertNotEquals(after[i], picture)
  );
  await box.page().keyboard.press("ArrowLeft");
  assertEquals(await shown(box), before);
  await box.locator("label").nth(1).tap();
  assertEquals(await shown(box), after);
}
