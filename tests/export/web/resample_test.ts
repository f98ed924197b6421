import { assertEquals } from "@std/assert";
import sharp from "sharp";
import { decodeFile } from "../../../lib/data/decode/decode_file.ts";
import { prepare } from "../../../lib/export/web/page/prepare.ts";
import { Random } from "../../../lib/random.ts";
import { assertAtMost } from "../../close.ts";
import { withTempDir } from "../../temp_dir.ts";

/** Width and height of an image, and the model's size. */
const SIZES = [
  [64, 64, 64],
  [100, 100, 64],
  [333, 517, 64],
  [700, 350, 128],
  [50, 40, 64],
  [31, 200, 64],
  [129, 65, 100],
] as const;

const LARGE = [[512, 512, 256], [600, 901, 64], [1030, 1000, 256]] as const;

/** Bounds in gray values; WebP's colours have half the resolution, which a browser smooths. */
const BOUNDS = { jpeg: { largest: 6, mean: 0.75 }, webp: { largest: 24, mean: 3 } } as const;

/** Edges, waves and noise, `[height, width, 3]`. */
function picture(width: number, height: number): Uint8Array {
  const random = new Random(7);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const wave = 60 * Math.sin(x / 7 + i % 3) + 50 * Math.cos(y / 5);
    const edge = (x + 2 * y) % 90 < 30 ? 40 : 0;
    pixels[i] = Math.min(255, Math.max(0, 100 + wave + edge + random.uniform(-20, 20)));
  }
  return pixels;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

Deno.test("export web: PNG files have the pixels of the commands, whatever their size", () =>
  withTempDir(async (dir) => {
    for (const [width, height, size] of SIZES) {
      const data = picture(width, height);
      const path = `${dir}/${width}x${height}.png`;
      await sharp(data, { raw: { width, height, channels: 3 } }).png().toFile(path);
      for (const resize of ["lanczos3", "bilinear"] as const) {
        for (const channels of [3, 1] as const) {
          const expected = await decodeFile(path, { size, channels, kernel: resize });
          const image = { pixels: { width, height, channels: 3, data } };
          const pixels = prepare(image, { size, channels, resize });
          const what = `${width}×${height} to ${size}, ${resize}, ${channels} channels`;
          // The weights of triangles are whole numbers, which may be rounded down.
          const bound = resize === "lanczos3" ? 0 : 2;
          assertEquals(pixels.length, expected.length, what);
          assertAtMost(largestDifference(pixels, expected), bound, what);
        }
      }
    }
  }));

Deno.test("export web: JPEG and WebP files are at most a few gray values off", () =>
  withTempDir(async (dir) => {
    const cases = LARGE.flatMap((size) =>
      (["jpeg", "webp"] as const).map((format) => [...size, format] as const)
    );
    for (const [width, height, size, format] of cases) {
      const path = `${dir}/${width}x${height}.${format}`;
      await sharp(picture(width, height), {
        raw: { width, height, channels: 3 },
      }).toFormat(format, { quality: 90 }).toFile(path);
      const whole = new Uint8Array(await sharp(path).raw().toBuffer());
      const expected = await decodeFile(path, { size, channels: 3, kernel: "lanczos3" });
      const pixels = prepare(
        { pixels: { width, height, channels: 3, data: whole }, format },
        { size, channels: 3, resize: "lanczos3" },
      );
      const sum = expected.reduce((sum, value, i) => sum + Math.abs(value - pixels[i]!), 0);
      const what = `${format}, ${width}×${height} to ${size}`;
      const { largest, mean } = BOUNDS[format];
      assertAtMost(largestDifference(pixels, expected), largest, `${what}: largest difference`);
      assertAtMost(sum / expected.length, mean, `${what}: mean difference`);
    }
  }));
