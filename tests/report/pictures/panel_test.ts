import { assertEquals } from "@std/assert";
import { colourize } from "../../../lib/report/figure/colormap.ts";
import {
  GAP,
  type PanelContent,
  renderPanel,
  tileSize,
} from "../../../lib/report/pictures/panel.ts";
import { pixelAt, readPicture } from "../pixels.ts";

const RANGE = { low: 0, high: 4 };
const WHITE = [255, 255, 255];
const TILE = 192;

/** 2 × 2 pixels that all differ. */
const CONTENT: PanelContent = {
  size: 2,
  channels: 3,
  input: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30),
  reconstruction: Float32Array.of(-1, 0, 1, -2, 2, 0, 1, 1, 1, -1, -1, -1),
  map: Float32Array.of(0, 1, 2, 4),
  mask: Uint8Array.of(0, 1, 0, 1),
};

/** The colours in the middle of a tile's four quarters, row by row. */
async function quarters(content: PanelContent, tile: number): Promise<number[][]> {
  const picture = await readPicture(await renderPanel(content, RANGE));
  const left = tile * (TILE + GAP);
  return [[0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) =>
    pixelAt(picture, left + TILE / 4 + (x! * TILE) / 2, TILE / 4 + (y! * TILE) / 2)
  );
}

Deno.test("renderPanel: input, reconstruction, map and mask from left to right", async () => {
  assertEquals(await quarters(CONTENT, 0), [[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30]]);
  // (v + 1) · 127.5, rounded; values outside [−1, 1] are clipped
  assertEquals(await quarters(CONTENT, 1), [[0, 128, 255], [0, 255, 128], WHITE, [0, 0, 0]]);
  assertEquals(
    await quarters(CONTENT, 2),
    [0, 1, 2, 4].map((value) => [...colourize([value], RANGE)]),
  );
  assertEquals(await quarters(CONTENT, 3), [[0, 0, 0], WHITE, [0, 0, 0], WHITE]);
});

Deno.test("renderPanel: pixels are enlarged without blur and tiles are parted by white", async () => {
  const picture = await readPicture(await renderPanel(CONTENT, RANGE));
  assertEquals([picture.width, picture.height], [4 * TILE + 3 * GAP, TILE]);
  const half = TILE / 2;
  assertEquals(pixelAt(picture, half - 1, half - 1), [255, 0, 0]);
  assertEquals(pixelAt(picture, half, half - 1), [0, 255, 0]);
  assertEquals(pixelAt(picture, half - 1, half), [0, 0, 255]);
  assertEquals(pixelAt(picture, TILE - 1, TILE - 1), [10, 20, 30]);
  for (let x = TILE; x < TILE + GAP; x++) assertEquals(pixelAt(picture, x, half), WHITE);
  assertEquals(pixelAt(picture, TILE + GAP, 0), [0, 128, 255]);
});

Deno.test("renderPanel: gray images are gray, and without a mask there are three tiles", async () => {
  const gray = {
    size: 2,
    channels: 1,
    input: Uint8Array.of(0, 80, 160, 255),
    reconstruction: Float32Array.of(-1, -0.5, 0.5, 1),
    map: CONTENT.map,
  } as const;
  assertEquals(await quarters(gray, 0), [0, 80, 160, 255].map((v) => [v, v, v]));
  assertEquals(await quarters(gray, 1), [0, 64, 191, 255].map((v) => [v, v, v]));
  const { width } = await readPicture(await renderPanel(gray, RANGE));
  assertEquals(width, 3 * TILE + 2 * GAP);
});

Deno.test("renderPanel: without a reconstruction the map comes second", async () => {
  const { reconstruction: _, ...content } = CONTENT;
  assertEquals(await quarters(content, 1), await quarters(CONTENT, 2));
  assertEquals(await quarters(content, 2), await quarters(CONTENT, 3));
  const { width } = await readPicture(await renderPanel(content, RANGE));
  assertEquals(width, 3 * TILE + 2 * GAP);
});

Deno.test("tileSize: the smallest multiple of the size that is at least 192", () => {
  assertEquals([32, 100, 128, 191, 192, 256].map(tileSize), [192, 200, 256, 382, 192, 256]);
});
