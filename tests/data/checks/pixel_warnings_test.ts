import { assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { decodeCategory } from "../../../lib/data/checks/category_images.ts";
import { nameAllUnreadable } from "../../../lib/data/checks/unreadable.ts";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { flatImage, grayImage, writeImage } from "../images.ts";
import { grayTiff } from "../tiff.ts";

/** A row of gray values as an image of 64 pixels. */
function ramp(step: number): ReturnType<typeof grayImage> {
  return grayImage(
    [0, 1, 2, 3, 4, 5, 6, 7].map((y) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((x) => Math.round(step * (8 * y + x)))
    ),
  );
}

async function warningsOf(dir: string): Promise<readonly string[] | undefined> {
  const options = { imageSize: 8, channels: 1 } as const;
  return (await decodeCategory(await loadCategory(dir), options)).warnings;
}

Deno.test("decodeCategory: images of one value, few levels and dropped colour are warned of", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/train/good/0.png`, ramp(4));
    await writeImage(`${dir}/test/good/0.png`, ramp(3));
    await writeImage(`${dir}/test/bent/0.png`, ramp(2));
    assertEquals(await warningsOf(dir), []);
    await writeImage(`${dir}/test/bent/1.png`, flatImage({ r: 200, g: 30, b: 30 }));
    await writeImage(`${dir}/train/good/0.png`, ramp(0.2));
    assertEquals(await warningsOf(dir), [
      "all training images together have 14 of 256 gray levels only",
      "1 test images have one value only: test/bent/1.png",
      "1 test images have colour, which is dropped, as images are read as gray: set the field " +
      "channels to 3 (--config): test/bent/1.png",
    ]);
  }));

Deno.test("decodeCategory: tiles of one value are called tiles, their images named once", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/train/good/0.png`, flatImage({ r: 90, g: 90, b: 90 }, 16));
    await writeImage(`${dir}/train/good/1.png`, ramp(4).resize(16, 16));
    await writeImage(`${dir}/test/good/0.png`, ramp(3).resize(16, 16));
    const tile = { size: 8, overlap: 0, perImage: 4 };
    const options = { imageSize: 8, channels: 1, tile } as const;
    const { warnings } = await decodeCategory(await loadCategory(dir), options);
    assertEquals(warnings, [
      "4 tiles of training images have one value only: train/good/0.png",
    ]);
  }));

Deno.test("decodeCategory: test images of 16 bits among training images of 8 are warned of", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/train/good/0.png`, ramp(4));
    await writeImage(`${dir}/test/good/0.png`, ramp(3));
    const values = Uint16Array.from({ length: 64 }, (_, i) => 60 * i);
    await Deno.mkdir(`${dir}/test/bent`);
    await Deno.writeFile(`${dir}/test/bent/0.tif`, grayTiff(values, 8));
    assertEquals(await warningsOf(dir), [
      "some test images have 16 bits, the training images have 8: 65535 is read as white; their " +
      "values are those of 0 as black and 4095 as white, so they look dark: store them with 8 bits",
    ]);
  }));

Deno.test("decodeCategory: files of several pages are named; the first page is read", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/train/good/0.png`, ramp(4));
    await writeImage(`${dir}/test/good/0.png`, ramp(3));
    await writeImage(`${dir}/test/bent/0.png`, ramp(2));
    const pages = await Promise.all([ramp(4), ramp(1)].map((page) => page.png().toBuffer()));
    const stack = sharp(pages, { join: { animated: true } });
    await writeImage(`${dir}/test/bent/1.tif`, stack.removeAlpha().tiff({ compression: "lzw" }));
    const { test, warnings } = await decodeCategory(await loadCategory(dir), {
      imageSize: 8,
      channels: 1,
    });
    assertEquals(warnings, [
      "1 files have several pages, of which the first is taken: test/bent/1.tif",
    ]);
    assertEquals((await test.read([1]))[63], 4 * 63);
  }));

Deno.test("nameAllUnreadable: training, test and held-out images and masks in one list", () =>
  withTempDir(async (dir) => {
    const paths = [
      "train/good/0.png",
      "train/good/1.png",
      "train/good/2.png",
      "test/good/0.png",
      "test/bent/0.png",
    ];
    for (const path of [...paths, "ground_truth/bent/0.png"]) {
      await writeImage(`${dir}/${path}`, ramp(4));
    }
    const broken = [
      "ground_truth/bent/0.png",
      "test/good/0.png",
      "train/good/1.png",
      "train/good/2.png",
    ];
    for (const path of broken) await Deno.writeTextFile(`${dir}/${path}`, "no image");
    const category = await loadCategory(dir);
    const [first, second, last] = category.train;
    const dataset = { ...category, train: [first!, second!], heldOut: [last!] };
    const error = await assertRejects(
      () =>
        nameAllUnreadable(
          dataset,
          () => decodeCategory(dataset, { imageSize: 8, channels: 1 }),
        ),
      InputError,
    );
    const reasons = broken.map((path) => `${dir}/${path}: contains unsupported image format`);
    assertEquals(error.message, `4 files cannot be used: ${reasons.join("; ")}`);
  }));

Deno.test("decodeCategory: colour in training images is not dropped in silence, wherever it is", () =>
  withTempDir(async (dir) => {
    // Two cameras take turns.
    for (let i = 10; i < 26; i++) {
      const image = i % 2 === 0 ? ramp(4) : flatImage({ r: 200, g: 30, b: i });
      await writeImage(`${dir}/train/good/${i}.png`, image);
    }
    await writeImage(`${dir}/test/good/0.png`, ramp(3));
    const dataset = await loadCategory(dir);
    assertEquals(await dataset.source.channels(dataset.train), 3);
    const colour = (await warningsOf(dir))?.filter((line) => line.includes("colour"));
    assertEquals(colour, [
      "8 training images have colour, which is dropped, as images are read as gray: set the field " +
      "channels to 3 (--config): train/good/11.png, train/good/13.png, train/good/15.png, and 5 more",
    ]);
  }));
