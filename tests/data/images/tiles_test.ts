import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { fileSource } from "../../../lib/data/datasets/file_source.ts";
import { drawTiles, tileCounts, tiledImages } from "../../../lib/data/datasets/tile_images.ts";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { decodeWhole } from "../../../lib/data/decode/decode_file.ts";
import {
  countTiles,
  defaultPerImage,
  tileStarts,
  tileWindows,
} from "../../../lib/data/images/tiles.ts";
import { InputError } from "../../../lib/errors.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose } from "../../close.ts";
import { withTempDir } from "../../temp_dir.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { writeImage } from "../images.ts";

const SHAPES = [[10, 4, 1], [100, 32, 8], [101, 32, 16], [4000, 256, 64], [32, 32, 8], [33, 32, 0]]
  .map(([length, size, overlap]) => ({ length: length!, size: size!, overlap: overlap! }));

Deno.test("tileStarts: from end to end, sharing at least the overlap", () => {
  for (const { length, ...tile } of SHAPES) {
    const starts = tileStarts(length, tile);
    assertEquals([starts[0], starts.at(-1)], [0, length - tile.size]);
    starts.slice(1).forEach((start, k) => {
      assert(starts[k]! + tile.size - start >= tile.overlap, `${length} ${start}`);
    });
  }
  assertEquals(countTiles({ width: 10, height: 4 }, { size: 4, overlap: 1 }), 3);
});

Deno.test("tileWindows: the weights at every pixel sum to one, and none is negative", () => {
  for (const { length, ...tile } of SHAPES) {
    const starts = tileStarts(length, tile);
    const sums = new Float64Array(length);
    tileWindows(starts, length, tile).forEach((weights, k) => {
      assert(weights.every((weight) => weight > 0));
      weights.forEach((weight, i) => sums[starts[k]! + i]! += weight);
    });
    assertClose(sums, new Float64Array(length).fill(1), TOLERANCE.sums);
  }
});

Deno.test("defaultPerImage: a thousand tiles of all images, no more than cover one", () => {
  assertEquals(
    [[10, 441], [10, 4], [5000, 441]].map(([n, most]) => defaultPerImage(n!, most!)),
    [100, 4, 1],
  );
});

/** Two images of noise, 40×30 and 30×50, and how they are cut into tiles. */
async function noise(dir: string) {
  const random = new Random(5);
  const sizes = [[40, 30], [30, 50]] as const;
  const files = [];
  for (const [i, [width, height]] of sizes.entries()) {
    const pixels = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
    await writeImage(`${dir}/${i}.png`, sharp(pixels, { raw: { width, height, channels: 3 } }));
    files.push({ path: `${i}.png`, label: 0, type: "good" } as const);
  }
  const tile = { size: 16, overlap: 4, perImage: 3 };
  return { files, source: fileSource(dir), options: { tile, imageSize: 16, channels: 3 } as const };
}

Deno.test("drawTiles: squares of the images, at places that the seed decides alone", () =>
  withTempDir(async (dir) => {
    const { files, source, options } = await noise(dir);
    const set = await drawTiles(source, files, options, 7);
    assertEquals([set.files.length, set.height, set.width], [6, 16, 16]);
    const read = (s: typeof set) => s.read([0, 1, 2, 3, 4, 5]);
    const pixels = await read(set);
    assertEquals(await read(await drawTiles(source, files, options, 7)), pixels);
    assert(
      (await read(await drawTiles(source, files, options, 8))).some((v, i) => v !== pixels[i]),
    );
    for (const [k, { path }] of set.files.entries()) {
      const { width, height, pixels: whole } = await decodeWhole(`${dir}/${path}`, { channels: 3 });
      const tile = pixels.subarray(k * 768, (k + 1) * 768);
      const row = (x: number, y: number, i: number) => {
        const from = ((y + i) * width + x) * 3;
        return whole.subarray(from, from + 48);
      };
      let found = false;
      for (let y = 0; y <= height - 16; y++) {
        for (let x = 0; x <= width - 16; x++) {
          found ||= Array.from({ length: 16 }, (_, i) => i)
            .every((i) => row(x, y, i).every((v, j) => v === tile[i * 48 + j]));
        }
      }
      assert(found, `tile ${k} is no square of ${path}`);
    }
    await assertRejects(
      () => drawTiles(source, files, { ...options, memory: 6 * 768 - 1 }, 7),
      InputError,
      "6 tiles to train on need",
    );
  }));

Deno.test("tiles: another input size resizes them; images smaller than a tile are named", () =>
  withTempDir(async (dir) => {
    const { files, source, options } = await noise(dir);
    const half = await drawTiles(source, files, { ...options, imageSize: 8 }, 7);
    assertEquals((await half.read([0, 5])).length, 2 * 8 * 8 * 3);
    assertEquals(await tileCounts(source, files, { size: 16, overlap: 4 }), [9, 12]);
    const large = { size: 32, overlap: 8 };
    const message = "0.png: is 40×30 pixels, less than a tile of 32×32";
    await assertRejects(() => tileCounts(source, files, large), InputError, message);
    await assertRejects(
      () => tiledImages(source, files, { ...options, tile: { ...large, perImage: 1 } }),
      InputError,
      message,
    );
  }));

Deno.test("decodeWhole: the pixels of decodeImages at the image's own size", () =>
  withTempDir(async (dir) => {
    const colours = {
      create: { width: 9, height: 9, channels: 3, background: "#204060" },
    } as const;
    await writeImage(`${dir}/a.png`, sharp(colours));
    const [file] = [{ path: "a.png", label: 0, type: "good" } as const];
    const set = await decodeImages(dir, [file], { size: 9, channels: 3 });
    const whole = await decodeWhole(`${dir}/a.png`, { channels: 3 });
    assertEquals([whole.width, whole.height, whole.pixels], [9, 9, await set.read([0])]);
  }));
