import { assertEquals } from "@std/assert";
import {
  type ImageFile,
  type ImageSet,
  loadCategory,
  memoryImages,
} from "../../../lib/data/mod.ts";
import { sampleSheet } from "../../../lib/report/pictures/sample_sheet.ts";
import { pixelAt, readPicture } from "../pixels.ts";

/** Tiles of 104 pixels, 6 apart, each row below a title of 26. */
const [TILE, GAP, TITLE] = [104, 6, 26];

/** Gray images of 4×4 pixels, each with one value. */
function imageSet(images: readonly { type: string; value: number }[]): ImageSet {
  return memoryImages({
    files: images.map(({ type }, i): ImageFile => ({ path: `${type}/${i}.png`, label: 0, type })),
    height: 4,
    width: 4,
    channels: 1,
    pixels: Uint8Array.from(images.flatMap(({ value }) => Array(16).fill(value))),
  });
}

Deno.test("sampleSheet: a row for training and one for each test type, its first images", async () => {
  const { png, caption } = await sampleSheet({
    category: {
      ...await loadCategory("data/sample/bottle"),
      name: "screws",
    },
    train: imageSet([0, 60, 90].map((value) => ({ type: "good", value }))),
    test: imageSet([
      { type: "bent <b>", value: 120 },
      { type: "good", value: 150 },
      { type: "good", value: 180 },
    ]),
  }, { count: 2 });
  const picture = await readPicture(png);
  assertEquals(
    [picture.width, picture.height],
    [2 * (TILE + GAP) + GAP, 3 * (TITLE + TILE) + GAP],
  );
  const centre = (row: number, column: number) =>
    pixelAt(
      picture,
      GAP + column * (TILE + GAP) + TILE / 2,
      row * (TITLE + TILE) + TITLE + TILE / 2,
    );
  const gray = (value: number) => [value, value, value];
  assertEquals([centre(0, 0), centre(0, 1)], [gray(0), gray(60)]);
  assertEquals([centre(1, 0), centre(1, 1)], [gray(120), gray(255)]); // only one image of this type
  assertEquals([centre(2, 0), centre(2, 1)], [gray(150), gray(180)]);
  assertEquals(
    caption,
    "The first images of each type of screws; only images of train are trained on.",
  );
});
