/** What the exported page holds to draw. */
import type { Page } from "playwright-core";

/** Remembers all canvases that the page makes from now on. */
export async function watchCanvases(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const canvases = globalThis.canvases = [];
    const create = document.createElement;
    document.createElement = function (...args) {
      const element = create.apply(this, args);
      if (args[0] === "canvas") canvases.push(element);
      return element;
    };
  })()`);
}

/** How many of them have pixels and this width, whether or not they are used any more. */
export async function canvasesOfWidth(page: Page, width: number): Promise<number> {
  return await page.evaluate(
    `canvases.filter((canvas) => canvas.width === ${width} && canvas.height > 0).length`,
  ) as number;
}
