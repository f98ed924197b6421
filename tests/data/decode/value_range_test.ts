/** Images of more than 8 bits: the same picture, however its values are stored. */
import { assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { findValueRange, rangeOf, type ValueRange } from "../../../lib/data/decode/value_range.ts";
import { InputError } from "../../../lib/errors.ts";
import { METHODS } from "../../../lib/registry/registry.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImage } from "../images.ts";
import { grayTiff } from "../tiff.ts";

/** The brightnesses that a camera sees, out of 255. */
const SEEN = [0, 51, 102, 255];

async function read(path: string, valueRange?: ValueRange): Promise<number[]> {
  const file = { path, label: 0, type: "good" } as const;
  const set = await decodeImages("", [file], { size: 2, channels: 1, valueRange });
  return [...await set.read([0])];
}

/** How the picture is stored, the bytes, its range, and the resulting pixels. */
const KINDS: readonly (readonly [string, Uint8Array, ValueRange, readonly number[]])[] = [
  ["float of 0 … 1", grayTiff(Float32Array.from(SEEN, (v) => v / 255), 2), [0, 1], SEEN],
  ["float of 0 … 255", grayTiff(Float32Array.from(SEEN), 2), [0, 255], SEEN],
  ["float around 0", grayTiff(Float32Array.from(SEEN, (v) => v - 51), 2), [-51, 204], SEEN],
  ["float of little", grayTiff(Float32Array.from(SEEN, (v) => v / 2048), 2), [0, 255 / 2048], SEEN],
  ["32 bits with 16 used", grayTiff(Uint32Array.from(SEEN, (v) => 257 * v), 2), [0, 65535], SEEN],
  ["16 bits", grayTiff(Uint16Array.from(SEEN, (v) => 257 * v), 2), [0, 65535], SEEN],
  ["12 bits in 16", grayTiff(Uint16Array.from(SEEN, (v) => 16 * v), 2), [0, 4095], SEEN],
  ["10 bits in 16", grayTiff(Uint16Array.from(SEEN, (v) => 4 * v), 2), [0, 1023], SEEN],
];

for (const [name, bytes, range, expected] of KINDS) {
  Deno.test(`findValueRange: ${name} is the same picture`, () =>
    withTempDir(async (dir) => {
      await Deno.writeFile(`${dir}/a.tif`, bytes);
      assertEquals(await findValueRange([`${dir}/a.tif`]), range);
      assertEquals(await read(`${dir}/a.tif`, range), [...expected]);
    }));
}

Deno.test("rangeOf: the smallest usual range of which a quarter is used, else the values' own", () => {
  assertEquals(rangeOf(0, 64), [0, 255]);
  assertEquals(rangeOf(0, 63), [0, 63]);
  assertEquals(rangeOf(0, 16384), [0, 65535]);
  assertEquals(rangeOf(7, 7), [0, 7]);
});

Deno.test("findValueRange: that of all images, none of 8 bits; test images are cut off", () =>
  withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/dark.tif`, grayTiff(Uint16Array.from([1, 2, 3, 4]), 2));
    await Deno.writeFile(`${dir}/light.tif`, grayTiff(Uint16Array.from([1, 2, 3, 4000]), 2));
    await writeImage(
      `${dir}/8.png`,
      sharp(Uint8Array.of(1, 2, 3, 4), {
        raw: { width: 2, height: 2, channels: 1 },
      }),
    );
    const paths = [`${dir}/8.png`, `${dir}/dark.tif`, `${dir}/light.tif`];
    assertEquals(await findValueRange(paths), [0, 4095]);
    assertEquals(await findValueRange(paths.slice(0, 1)), undefined);
    assertEquals(await read(`${dir}/light.tif`, [1, 3]), [0, 128, 255, 255]);
  }));

Deno.test("decodeImages: values that no training image explains are refused", () =>
  withTempDir(async (dir) => {
    await Deno.writeFile(`${dir}/a.tif`, grayTiff(Float32Array.of(0, 1, 2, 3), 2));
    await assertRejects(
      () => read(`${dir}/a.tif`),
      InputError,
      "a.tif: has values of the type float",
    );
    await Deno.writeFile(`${dir}/b.tif`, grayTiff(Float32Array.of(0, NaN, 2, 3), 2));
    await assertRejects(
      () => findValueRange([`${dir}/b.tif`]),
      InputError,
      "b.tif: holds values that are no numbers",
    );
    // Of an image that is not trained on, nothing is known before it is decoded.
    await assertRejects(
      () => read(`${dir}/b.tif`, [0, 3]),
      InputError,
      "b.tif: holds values that are no numbers",
    );
  }));

Deno.test("decodeImages: a compression that is not read is named, also beside sound files", () =>
  withTempDir(async (dir) => {
    const kinds = { "JPEG 2000": 34712, LERC: 34887, LZMA: 34925, Zstandard: 50000 };
    const values = Uint16Array.of(1, 2, 3, 4);
    for (const [name, tag] of Object.entries(kinds)) {
      await Deno.writeFile(`${dir}/${name}.tif`, grayTiff(values, 2, tag));
    }
    await Deno.writeFile(`${dir}/sound.tif`, grayTiff(values, 2));
    const files = [...Object.keys(kinds), "sound"].map((name) =>
      ({ path: `${name}.tif`, label: 0, type: "good" }) as const
    );
    const error = await assertRejects(
      () => decodeImages(dir, files, { size: 2, channels: 1 }),
      InputError,
    );
    const reasons = Object.keys(kinds).map((name) =>
      `${dir}/${name}.tif: uses the compression ${name}, which is not read; store it without ` +
      "compression, or with LZW or deflate"
    );
    assertEquals(error.message, `4 of 5 images cannot be used: ${reasons.join("; ")}`);
  }));

Deno.test("findValueRange: types of which values would be lost are refused by name", () =>
  withTempDir(async (dir) => {
    const kinds = {
      "signed 16-bit values": grayTiff(Int16Array.of(-1000, 0, 5, 3025), 2),
      "floats of 16 bits": grayTiff(Float16Array.of(0, 0.5, 0.9, 1), 2),
    };
    for (const [name, bytes] of Object.entries(kinds)) {
      await Deno.writeFile(`${dir}/a.tif`, bytes);
      const message = `a.tif: holds ${name}, which are not read; store it as 32-bit float`;
      await assertRejects(() => findValueRange([`${dir}/a.tif`]), InputError, message);
    }
  }));

Deno.test("valueRange: a field of every method, absent unless it is given", () => {
  const facts = { imageSize: 64, channels: 1, trainingImages: 20 } as const;
  for (const { id, resolve } of METHODS) {
    const plain = resolve({}, facts, "test");
    assertEquals("valueRange" in plain, false, id);
    assertEquals(resolve({ valueRange: [0, 4095] }, facts, "test").valueRange, [0, 4095], id);
  }
});
