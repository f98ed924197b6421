import { assertEquals, assertRejects } from "@std/assert";
import { loadCategory } from "../../lib/data/datasets/mvtec.ts";
import { InputError } from "../../lib/errors.ts";
import { completeTile } from "../../lib/registry/complete_tile.ts";
import { grayImage, writeImage } from "../data/images.ts";
import { withTempDir } from "../temp_dir.ts";

const blank = (width: number, height: number) =>
  grayImage(Array.from({ length: height }, () => new Array<number>(width).fill(9)));

Deno.test("completeTile: the smallest training image decides the tiles of each, no test image", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/train/good/0.png`, blank(12, 8));
    await writeImage(`${dir}/train/good/1.png`, blank(16, 12));
    await writeImage(`${dir}/test/good/0.png`, blank(16, 12));
    await writeImage(`${dir}/test/bent/0.png`, blank(8, 8));
    const complete = async (size: number) => {
      const config = { tile: { size, overlap: 0 } };
      return (await completeTile(config, await loadCategory(dir), "config"))?.perImage;
    };
    assertEquals(await complete(8), 2); // of 12×8; 8×8 has one
    // An image that is not trained on must still fit.
    const message = "test/bent/0.png: is 8×8 pixels, less than a tile of 9×9";
    await writeImage(`${dir}/train/good/0.png`, blank(12, 9));
    await assertRejects(() => complete(9), InputError, message);
  }));
