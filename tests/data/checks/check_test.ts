import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { checkCategory, checkDataset, formatReport } from "../../../lib/data/checks/check.ts";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { flatImage, grayImage, writeImage } from "../images.ts";

const SAMPLE = new URL("../../../data/sample/bottle", import.meta.url).pathname;

/** A category of four different gray images and a mask. */
async function writeCategory(root: string): Promise<void> {
  const paths = ["train/good/0.png", "train/good/1.png", "test/good/0.png", "test/bent/0.png"];
  for (const [i, path] of paths.entries()) {
    await writeImage(`${root}/${path}`, grayImage([[i, 10 * i], [20 * i, 30 * i]]));
  }
  await writeImage(`${root}/ground_truth/bent/0_mask.png`, grayImage([[0, 0], [0, 255]]));
}

Deno.test("checkCategory: the table of the bundled images", async () => {
  let last: readonly number[] = [];
  const report = await checkCategory(SAMPLE, (done, total) => void (last = [done, total]));
  assertEquals(last, [292, 292]);
  assertEquals(
    formatReport(report),
    `\
bottle: 209 training and 83 test images, RGB

split  type           images  masks  size
train  good           209     0      128×128
test   broken_large   20      20     128×128
test   broken_small   22      22     128×128
test   contamination  21      21     128×128
test   good           20      0      128×128

of 0 … 255                     train        test normal  test anomalous  AUROC, %
brightness                     137.2 ± 1.3  138.5 ± 1.2  138.5 ± 2.1     46.0
roughness                      11.3 ± 0.3   11.6 ± 0.3   11.4 ± 0.5      39.6
to the nearest training image  7.3          7.7          12.4

warning: a resized copy: images of 128×128; the official ones have 700 to 1024 pixels`,
  );
});

/** The first training image is all black. */
const FLAT = "1 training images have one value only: train/good/0.png";

Deno.test("checkCategory: a gray category is warned of for its black image alone", () =>
  withTempDir(async (dir) => {
    await writeCategory(`${dir}/clip`);
    assertEquals(
      formatReport(await checkCategory(`${dir}/clip`)),
      `\
clip: 2 training and 2 test images, gray

split  type  images  masks  size
train  good  2       0      2×2
test   bent  1       1      2×2
test   good  1       0      2×2

of 0 … 255                     train      test normal  test anomalous  AUROC, %
brightness                     7.5 ± 7.5  30.1 ± 0.0   45.1 ± 0.0      100.0
roughness                      0.1 ± 0.1  0.5 ± 0.0    0.8 ± 0.0       100.0
to the nearest training image  17.9       18.0         35.9

warning: ${FLAT}`,
    );
  }));

Deno.test("checkCategory: test images that are also training images are an error", () =>
  withTempDir(async (dir) => {
    await writeCategory(dir);
    await Deno.copyFile(`${dir}/train/good/1.png`, `${dir}/test/good/0.png`);
    // The same pixels, stored as other bytes, are not: where images are large, only small copies of
    // them are compared.
    await sharp(`${dir}/train/good/0.png`).webp({ lossless: true }).toFile(
      `${dir}/test/good/1.webp`,
    );
    const report = await checkCategory(dir);
    const error = "1 test images are also training images, for example test/good/0.png and " +
      "train/good/1.png";
    const near = "1 test images are nearly a training image, for example test/good/1.webp and " +
      "train/good/0.png";
    const flat = "1 test images have one value only: test/good/1.webp";
    assertEquals([report.errors, report.warnings], [[error], [near, FLAT, flat]]);
    assert(formatReport(report).includes(`\n\nerror: ${error}\nwarning: `));
  }));

Deno.test("checkCategory: test images that are nearly a training image are warned of", () =>
  withTempDir(async (dir) => {
    await writeCategory(dir);
    const rows = [[1, 10], [20, 32]]; // the second training image, two levels apart in one pixel
    await writeImage(`${dir}/test/good/0.png`, grayImage(rows));
    const { errors, warnings } = await checkCategory(dir);
    assertEquals(errors, []);
    assertEquals(warnings, [
      "1 test images are nearly a training image, for example test/good/0.png and train/good/1.png",
      FLAT,
    ]);
  }));

Deno.test("checkCategory: large images that coincide at 64 pixels only are warned of", () =>
  withTempDir(async (dir) => {
    await writeCategory(dir);
    const row = (values: readonly number[]) =>
      Array.from({ length: 512 }, (_, i) => values[i % 2]!);
    const stripes = (values: readonly number[]) => Array.from({ length: 512 }, () => row(values));
    await writeImage(`${dir}/train/good/1.png`, grayImage(stripes([90, 110])));
    await writeImage(`${dir}/test/good/0.png`, grayImage(stripes([110, 90])));
    const { errors, warnings, images } = await checkDataset({
      ...await loadCategory(dir),
      imageSize: 128,
    });
    assertEquals(images.same, [{ test: "test/good/0.png", train: "train/good/1.png" }]);
    assertEquals(errors, []);
    assertEquals(
      warnings[0],
      "1 test images are nearly a training image, for example test/good/0.png and train/good/1.png",
    );
  }));

Deno.test("checkCategory: images of several sizes are listed and warned of", () =>
  withTempDir(async (dir) => {
    await writeCategory(dir);
    for (const side of [3, 4, 5]) {
      const colour = { r: side, g: 100, b: 50 };
      await writeImage(`${dir}/test/good/${side}.png`, flatImage(colour, side));
    }
    await writeImage(`${dir}/train/good/2.png`, grayImage([[7, 8, 9]]));
    const report = await checkCategory(dir);
    assertEquals(report.types.map(({ sizes }) => sizes), [
      ["2×2", "3×1"],
      ["2×2"],
      ["2×2", "3×3", "4×4", "5×5"],
    ]);
    const added = "test/good/3.png, test/good/4.png, test/good/5.png";
    assertEquals(report.warnings, [
      FLAT,
      `3 test images have one value only: ${added}`,
      "3 test images have colour, which is dropped, as images are read as gray: set the " +
      `field channels to 3 (--config): ${added}`,
      "images have 5 sizes; all are resized to one, their shape is lost",
    ]);
    const lines = formatReport(report).split("\n");
    assertEquals(lines[3], "train  good  3       0      2×2, 3×1");
    assertEquals(lines[5], "test   good  4       0      4 sizes");
  }));

Deno.test("checkCategory: passes on the warnings of the layout", () =>
  withTempDir(async (dir) => {
    await writeCategory(dir);
    await Deno.remove(`${dir}/test/good`, { recursive: true });
    const { warnings } = await checkCategory(dir);
    assertEquals(warnings, [
      `${dir}/test: no normal images (test/good); no AUROC can be computed`,
      FLAT,
    ]);
  }));

for (const path of ["train/good/1.png", "test/bent/0.png", "ground_truth/bent/0_mask.png"]) {
  Deno.test(`checkCategory: names a file that is no image: ${path}`, () =>
    withTempDir(async (dir) => {
      await writeCategory(dir);
      await Deno.writeTextFile(`${dir}/${path}`, "no image");
      await assertRejects(
        () => checkCategory(dir),
        InputError,
        `${dir}/${path}: contains unsupported image format`,
      );
    }));
}
