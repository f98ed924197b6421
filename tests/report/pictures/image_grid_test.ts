import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { InputError } from "../../../lib/errors.ts";
import { imageGrid } from "../../../lib/report/pictures/image_grid.ts";
import { formatMapValue, truthOf } from "../../../lib/report/pictures/results.ts";
import { somePaths, someResults } from "../some_results.ts";

/** Tiles of 16 × 12 pixels with a caption of 26 below, and 30 for the titles of the columns. */
const [TILE, CAPTION, HEADER] = [192, 26, 30];
/** Width in pixels of the colour scale on the right. */
const SCALE = 96;

Deno.test("imageGrid: a row for each of the most and the least anomalous images", async () => {
  const { png, caption, name } = await imageGrid(someResults({ paths: somePaths(9) }), {
    shown: 2,
  });
  const { height, format } = await sharp(png).metadata();
  assertEquals([height, format, name], [HEADER + 4 * (TILE + CAPTION), "png", "images"]);
  assert(caption.startsWith("The 2 most and the 2 least anomalous of 9 images: input, "));
});

Deno.test("imageGrid: a short list is shown once, without masks in three columns", async () => {
  const widthOf = async (masks: boolean) => {
    const { png, caption } = await imageGrid(someResults({ paths: somePaths(3), masks }));
    assert(caption.startsWith("All 3 images, the most anomalous first: "));
    assertEquals(caption.includes("ground truth"), masks);
    const { width, height } = await sharp(png).metadata();
    assertEquals(height, HEADER + 3 * (TILE + CAPTION));
    return width!;
  };
  assertEquals(await widthOf(true) - await widthOf(false), TILE + 6);
});

Deno.test("imageGrid: a method without maps has nothing to show", async () => {
  const { maps: _, ...results } = someResults({ paths: somePaths(3) });
  await assertRejects(() => imageGrid(results), InputError, "no error maps");
});

Deno.test("imageGrid: calibrated maps are said to be in standard deviations", async () => {
  const results = someResults({ paths: somePaths(3) });
  for (const calibrated of [false, true]) {
    const { caption } = await imageGrid({ ...results, calibrated });
    assertEquals(caption.includes("error map in sd"), calibrated, caption);
  }
});

Deno.test("truthOf: labels that are given go before those of the files", () => {
  const results = someResults({ paths: somePaths(2) });
  assertEquals([0, 1].map((i) => truthOf(results, i)), ["normal", "anomalous (bent & <broken>)"]);
  assertEquals(truthOf({ ...results, labels: [undefined, 0] }, 0), "not labelled");
  assertEquals(truthOf({ ...results, labels: [undefined, 0] }, 1), "normal");
});

Deno.test("imageGrid: a path that is too long ends before the colour scale", async () => {
  const inkAtTheEdge = async (path: string) => {
    const { png } = await imageGrid(someResults({ paths: [path] }));
    const { width } = await sharp(png).metadata();
    const beyond = { left: width! - SCALE, width: SCALE };
    const line = { ...beyond, top: HEADER + TILE + 2, height: CAPTION - 4 };
    const pixels = await sharp(png).extract(line).grayscale().raw().toBuffer();
    return pixels.some((value) => value < 250);
  };
  assertEquals(await inkAtTheEdge("test/good/000.png"), false);
  assertEquals(await inkAtTheEdge(`${"pictures/of/parts/".repeat(20)}000.png`), false);
});

Deno.test("formatMapValue: two digits, and an exponent of small values only", () => {
  const values = [0.0001234, 0.1234, 12.34, 112.6, -1.06];
  assertEquals(values.map(formatMapValue), ["1.2e-4", "0.12", "12", "110", "-1.1"]);
});
