import { assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import type { DetectorConfig } from "../../../lib/detector/contract/detector.ts";
import { InputError } from "../../../lib/errors.ts";
import { decodeReadable } from "../../../lib/experiment/score/decode_readable.ts";
import { Random } from "../../../lib/random.ts";
import { flatImage, writeImage } from "../../data/images.ts";
import { withTempDir } from "../../temp_dir.ts";

const CONFIG = {
  ...{ imageSize: 16, channels: 3, seed: 0 },
  tile: { size: 16, overlap: 4, perImage: 1 },
} as unknown as DetectorConfig;

/** An image without its second half: its header says how large it is, its pixels end early. */
async function writeTruncated(path: string): Promise<void> {
  const random = new Random(1);
  const pixels = Uint8Array.from({ length: 64 * 64 }, () => random.integer(256));
  await writeImage(path, sharp(pixels, { raw: { width: 64, height: 64, channels: 1 } }));
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.subarray(0, bytes.length / 2));
}

Deno.test("decodeReadable: one image too small for a tile and one truncated are both left out", () =>
  withTempDir(async (dir) => {
    const paths = ["a.jpg", "truncated.jpg", "small.png", "b.png"].map((name) => `${dir}/${name}`);
    await writeTruncated(paths[1]!);
    await writeImage(paths[2]!, flatImage({ r: 9, g: 9, b: 9 }, 8));
    for (const path of [paths[0]!, paths[3]!]) {
      await writeImage(path, flatImage({ r: 90, g: 9, b: 9 }, 32));
    }
    const { set, labels, unreadable } = await decodeReadable(CONFIG, paths);
    assertEquals(set.files.map(({ path }) => path), [paths[0], paths[3]]);
    assertEquals(labels, [undefined, undefined]);
    assertEquals(unreadable.map((line) => line.split(": ")[0]), [paths[1], paths[2]]);
    assertEquals(unreadable[1], `${paths[2]}: is 8×8 pixels, less than a tile of 16×16 (--tile)`);

    await assertRejects(
      () => decodeReadable(CONFIG, paths.slice(1, 3)),
      InputError,
      "2 of 2 images cannot be used",
    );
    await assertRejects(
      () => decodeReadable(CONFIG, paths, { strict: true }),
      InputError,
      "1 of 4 images cannot be used",
    );
  }));
