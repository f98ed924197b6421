/** Small files that claim to hold huge images are refused by their headers. */
import { assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { decodeImages, detectChannels } from "../../../lib/data/decode/decode.ts";
import { readSize } from "../../../lib/data/decode/decode_file.ts";
import type { ImageFile } from "../../../lib/data/images/image_set.ts";
import { decodeMasks } from "../../../lib/data/masks/masks.ts";
import { InputError } from "../../../lib/errors.ts";
import { repairPng } from "../../faults/fuzz/structure.ts";
import { withTempDir } from "../../temp_dir.ts";
import { grayImage } from "../images.ts";

/** A PNG of one pixel whose header says otherwise, its checksum corrected. */
async function pngOf(width: number, height: number): Promise<Uint8Array> {
  const png = new Uint8Array(await grayImage([[9]]).png().toBuffer());
  const view = new DataView(png.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return repairPng(png);
}

const CLAIMS: readonly (readonly [number, number])[] = [
  [100_000, 100_000],
  [2 ** 31 - 1, 2 ** 31 - 1],
  [16_385, 16_384], // one column more than 2^28 pixels
  [16_000_000, 8], // few pixels, but shrinking a side that far is an error within libvips
  [8, 70_000],
];

for (const [width, height] of CLAIMS) {
  Deno.test(`decodeImages: refuses a PNG that claims ${width}×${height} pixels`, () =>
    withTempDir(async (dir) => {
      const path = `${dir}/bomb.png`;
      await Deno.writeFile(path, await pngOf(width, height));
      const file: ImageFile = { path, label: 1, type: "bent", mask: path };
      const bodies = [
        () => decodeImages("", [file], { size: 8, channels: 1 }),
        () => decodeMasks("", [file], 8),
        () => detectChannels("", [file]),
      ];
      for (const body of bodies) {
        const { message } = await assertRejects(body, InputError);
        assertEquals(message.startsWith(`1 of 1 images cannot be used: ${path}: `), true, message);
        assertEquals(message.includes("\n"), false);
      }
      await assertRejects(() => readSize(path), Error);
    }));
}

Deno.test("decodeImages: says how large the image claims to be", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/bomb.png`;
    await Deno.writeFile(path, await pngOf(100_000, 100_000));
    const { message } = await assertRejects(() => readSize(path), Error);
    assertEquals(
      message,
      "is 100000×100000 pixels by its header; at most 268435456 pixels (--max-pixels) and 65536 a side are read",
    );
  }));

Deno.test("decodeImages: long and large images below the limits are read", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/long.png`;
    const background = { r: 50, g: 50, b: 50 };
    await sharp({ create: { width: 60_000, height: 2, channels: 3, background } }).toFile(path);
    const set = await decodeImages("", [{ path, label: 0, type: "good" }], {
      size: 2,
      channels: 1,
    });
    assertEquals(await set.read([0]), Uint8Array.of(50, 50, 50, 50));
  }));
