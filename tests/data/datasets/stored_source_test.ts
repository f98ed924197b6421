import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { storedPath, storedSource } from "../../../lib/data/datasets/stored_source.ts";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { Random } from "../../../lib/random.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Two gray images of 28×28. */
const PIXELS = Uint8Array.from({ length: 2 * 784 }, (_, i) => (i * 7 + (i >> 3)) & 255);
const source = storedSource({ size: 28, channels: 1, blocks: new Map([["t10k", PIXELS]]) });
const file = { path: storedPath("t10k", 1), label: 0, type: "3" } as const;

Deno.test("storedSource: at the stored size the bytes are untouched", async () => {
  const set = await source.decode([file], { size: 28, channels: 1 });
  assertEquals(await set.read([0]), PIXELS.subarray(784));
  assertEquals([set.height, set.width, set.channels, set.files[0]], [28, 28, 1, file]);
});

Deno.test("storedSource: another size gives what the same image in a file gives", () =>
  withTempDir(async (dir) => {
    const raw = { width: 28, height: 28, channels: 1 } as const;
    await sharp(PIXELS.subarray(784), { raw }).toColourspace("b-w").png().toFile(`${dir}/a.png`);
    for (const channels of [1, 3] as const) {
      const options = { size: 32, channels };
      const expected = await decodeImages(dir, [{ ...file, path: "a.png" }], options);
      const set = await source.decode([file], options);
      assertEquals(await set.read([0]), await expected.read([0]));
    }
  }));

Deno.test("storedSource: images resized together are those resized alone, to the byte", async () => {
  const random = new Random(0);
  const bytes = Uint8Array.from(
    { length: 70 * 20 * 20 * 3 },
    () => Math.floor(256 * random.uniform()),
  );
  const noise = storedSource({ size: 20, channels: 3, blocks: new Map([["noise", bytes]]) });
  const files = Array.from({ length: 70 }, (_, i) => ({ ...file, path: storedPath("noise", i) }));
  for (const size of [3, 14, 20, 23, 40]) {
    for (const resize of ["lanczos3", "bilinear"] as const) {
      for (const channels of [1, 3] as const) {
        const options = { size, channels, resize };
        const together = await noise.decode(files, options);
        for (const i of [0, 1, 63, 64, 69]) {
          const alone = await noise.decode([files[i]!], options);
          assertEquals(await together.read([i]), await alone.read([0]), `${size} ${resize} ${i}`);
        }
      }
    }
  }
});

Deno.test("storedSource: hashes tell images apart; ids without an image are refused", async () => {
  assert(await source.hash("t10k/00000") !== await source.hash("t10k/00001"));
  for (const path of ["t10k/00002", "train/00000"]) {
    await assertRejects(async () => await source.hash(path), RangeError, path);
  }
});
