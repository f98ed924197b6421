/** The exact pixels that each kind of file decodes to; `decode_test.ts` has the rest. */
import { assertEquals } from "@std/assert";
import sharp, { type Sharp } from "sharp";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { readSize } from "../../../lib/data/decode/decode_file.ts";
import { findValueRange } from "../../../lib/data/decode/value_range.ts";
import type { Channels } from "../../../lib/data/images/image_set.ts";
import { withTempDir } from "../../temp_dir.ts";
import { grayImage, writeImage } from "../images.ts";

async function decode(path: string, size: number, channels: Channels): Promise<number[]> {
  const files = [{ path, label: 0, type: "good" } as const];
  return [...await (await decodeImages("", files, { size, channels })).read([0])];
}

/** Four pixels `[2, 2, channels]`, of 8 bits or 16. */
function quad(values: readonly number[], bits: 8 | 16 = 8): Sharp {
  const channels = (values.length / 4) as 1 | 2 | 3 | 4;
  const data = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  const image = sharp(data, { raw: { width: 2, height: 2, channels } });
  if (bits === 16) return image.toColourspace(channels < 3 ? "grey16" : "rgb16");
  return channels < 3 ? image.toColourspace("b-w") : image;
}

const GRAY = [0, 100, 200, 255];
const RGB = [0, 20, 40, 60, 80, 100, 120, 140, 160, 255, 0, 255];
const onGray = (values: readonly number[]) => values.flatMap((value) => [value, value, value]);
const deep = (values: readonly number[]) => values.map((value) => 257 * value);
/** Opaque, half, a fifth, not at all: shown on black. */
const GRAY_ALPHA = [200, 255, 200, 128, 90, 51, 77, 0];
const GRAY_ON_BLACK = [200, 100, 18, 0];
const RGBA = [200, 100, 50, 255, 200, 100, 50, 128, 250, 10, 5, 51, 9, 9, 9, 0];
const RGB_ON_BLACK = [200, 100, 50, 100, 50, 25, 50, 2, 1, 0, 0, 0];

/** File name, image, its pixels as RGB. */
const KINDS: readonly (readonly [string, Sharp, readonly number[]])[] = [
  ["gray.png", quad(GRAY), onGray(GRAY)],
  ["gray.tiff", quad(GRAY).tiff({ compression: "lzw" }), onGray(GRAY)],
  ["gray16.png", quad(deep(GRAY), 16), onGray(GRAY)],
  ["gray16.tiff", quad(deep(GRAY), 16).tiff({ compression: "none" }), onGray(GRAY)],
  ["rgb.png", quad(RGB), RGB],
  ["interlaced.png", quad(RGB).png({ progressive: true }), RGB],
  ["rgb16.png", quad(deep(RGB), 16), RGB],
  ["rgb16.tiff", quad(deep(RGB), 16).tiff({ compression: "deflate" }), RGB],
  ["palette.png", quad(RGB).png({ palette: true, dither: 0 }), RGB],
  ["palette.gif", quad(RGB).gif({ dither: 0 }), RGB],
  ["lossless.webp", quad(RGB).webp({ lossless: true }), RGB],
  ["gray_alpha.png", quad(GRAY_ALPHA), onGray(GRAY_ON_BLACK)],
  ["gray_alpha16.png", quad(deep(GRAY_ALPHA), 16), onGray(GRAY_ON_BLACK)],
  ["rgba.png", quad(RGBA), RGB_ON_BLACK],
  ["rgba16.png", quad(deep(RGBA), 16), RGB_ON_BLACK],
  ["rgba.webp", quad(RGBA).webp({ lossless: true, exact: true }), RGB_ON_BLACK],
];

for (const [name, image, expected] of KINDS) {
  Deno.test(`decodeImages: the pixels of ${name}, one by one`, () =>
    withTempDir(async (dir) => {
      await writeImage(`${dir}/${name}`, image);
      assertEquals(await decode(`${dir}/${name}`, 2, 3), [...expected]);
    }));
}

Deno.test("decodeImages: 16 bits become the upper 8", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/a.png`, quad([0, 0x00ff, 0x0100, 0x80ff], 16));
    assertEquals(await decode(`${dir}/a.png`, 2, 3), onGray([0, 0, 1, 128]));
  }));

/** How the stored rows 1 2 / 3 4 are shown, by the value of the tag. */
const SHOWN: Record<number, readonly number[]> = {
  1: [10, 20, 30, 40],
  2: [20, 10, 40, 30], // mirrored
  3: [40, 30, 20, 10], // half a turn
  4: [30, 40, 10, 20], // upside down
  5: [10, 30, 20, 40], // transposed
  6: [30, 10, 40, 20], // a quarter turn clockwise
  7: [40, 20, 30, 10], // transposed along the other diagonal
  8: [20, 40, 10, 30], // a quarter turn counter-clockwise
};

Deno.test("decodeImages: all eight orientation tags are applied, in PNG, JPEG and TIFF", () =>
  withTempDir(async (dir) => {
    for (const [tag, expected] of Object.entries(SHOWN)) {
      const orientation = Number(tag);
      const square = grayImage([[10, 20], [30, 40]]).withMetadata({ orientation });
      for (const format of ["png", "tiff"]) {
        const path = `${dir}/${tag}.${format}`;
        await writeImage(
          path,
          format === "tiff" ? square.clone().tiff({ compression: "none" }) : square.clone(),
        );
        assertEquals(await decode(path, 2, 1), [...expected], `${tag}.${format}`);
      }
      // Blocks of 8×8 pixels of one value each lose nothing in a JPEG of the best quality.
      const blocks = [[16, 64], [128, 240]].flatMap((row) =>
        Array<number[]>(8).fill(row.flatMap((value) => Array<number>(8).fill(value)))
      );
      const jpeg = grayImage(blocks).jpeg({ quality: 100 }).withMetadata({ orientation });
      await writeImage(`${dir}/${tag}.jpg`, jpeg);
      const pixels = await decode(`${dir}/${tag}.jpg`, 16, 1);
      const centres = [4, 12].flatMap((y) => [4, 12].map((x) => pixels[16 * y + x]!));
      assertEquals(centres, expected.map((value) => [16, 64, 128, 240][value / 10 - 1]));
    }
  }));

Deno.test("readSize: as shown, for all eight orientation tags", () =>
  withTempDir(async (dir) => {
    for (const tag of Object.keys(SHOWN)) {
      const orientation = Number(tag);
      await writeImage(`${dir}/${tag}.jpg`, grayImage([[1, 2, 3]]).withMetadata({ orientation }));
      assertEquals(await readSize(`${dir}/${tag}.jpg`), orientation < 5 ? "3×1" : "1×3");
    }
  }));

Deno.test("decodeImages: images of one pixel fill any size", () =>
  withTempDir(async (dir) => {
    const pixel = sharp(Uint8Array.of(7, 8, 9), { raw: { width: 1, height: 1, channels: 3 } });
    for (const name of ["a.png", "a.tiff", "a.webp"]) {
      const image = name === "a.webp" ? pixel.clone().webp({ lossless: true }) : pixel.clone();
      await writeImage(
        `${dir}/${name}`,
        name === "a.tiff" ? image.tiff({ compression: "none" }) : image,
      );
      assertEquals(await decode(`${dir}/${name}`, 1, 3), [7, 8, 9]);
      assertEquals(await decode(`${dir}/${name}`, 3, 3), Array(9).fill([7, 8, 9]).flat());
    }
    await writeImage(`${dir}/gray.jpg`, grayImage([[90]]));
    assertEquals(await decode(`${dir}/gray.jpg`, 2, 1), [90, 90, 90, 90]);
  }));

Deno.test("decodeImages: of animations and files of several pages the first is taken", () =>
  withTempDir(async (dir) => {
    const pages = await Promise.all(
      [40, 90, 140].map((r) =>
        sharp({ create: { width: 4, height: 4, channels: 3, background: { r, g: 0, b: 0 } } })
          .png().toBuffer()
      ),
    );
    const joined = () => sharp(pages, { join: { animated: true } });
    const kinds = {
      "a.gif": joined().gif(),
      "a.webp": joined().webp({ lossless: true }),
      "a.tiff": joined().tiff({ compression: "none" }),
    };
    for (const [name, image] of Object.entries(kinds)) {
      await writeImage(`${dir}/${name}`, image);
      assertEquals((await sharp(`${dir}/${name}`).metadata()).pages, 3, name);
      assertEquals(await readSize(`${dir}/${name}`), "4×4");
      assertEquals(await decode(`${dir}/${name}`, 2, 3), Array(4).fill([40, 0, 0]).flat(), name);
    }
  }));

Deno.test("decodeImages: CMYK in JPEG and TIFF is the same colour; float TIFF is read by its range", () =>
  withTempDir(async (dir) => {
    const background = { r: 150, g: 120, b: 110 };
    const flat = () => sharp({ create: { width: 8, height: 8, channels: 3, background } });
    const cmyk = () => flat().toColourspace("cmyk");
    await writeImage(`${dir}/cmyk.jpg`, cmyk().jpeg({ quality: 100 }));
    await writeImage(`${dir}/cmyk.tiff`, cmyk().tiff({ compression: "none" }));
    assertEquals((await sharp(`${dir}/cmyk.tiff`).metadata()).space, "cmyk");
    assertEquals(await decode(`${dir}/cmyk.jpg`, 1, 3), await decode(`${dir}/cmyk.tiff`, 1, 3));
    await writeImage(
      `${dir}/float.tiff`,
      flat().toColourspace("scrgb").tiff({ compression: "none" }),
    );
    assertEquals((await sharp(`${dir}/float.tiff`).metadata()).depth, "float");
    const valueRange = await findValueRange([`${dir}/float.tiff`]);
    assertEquals(valueRange, [0, 1]);
    const files = [{ path: `${dir}/float.tiff`, label: 0, type: "good" } as const];
    const linear = [150, 120, 110].map((v) => Math.round(255 * ((v / 255 + 0.055) / 1.055) ** 2.4));
    const set = await decodeImages("", files, { size: 1, channels: 3, valueRange });
    assertEquals([...await set.read([0])], linear);
  }));

Deno.test("decodeImages: a colour profile is applied", () =>
  withTempDir(async (dir) => {
    const background = { r: 150, g: 120, b: 110 };
    const image = sharp({ create: { width: 8, height: 8, channels: 3, background } });
    await writeImage(`${dir}/p3.png`, image.withIccProfile("p3"));
    const stored = await sharp(`${dir}/p3.png`, { ignoreIcc: true }).raw().toBuffer();
    const shown = await decode(`${dir}/p3.png`, 1, 3);
    assertEquals(shown.map((value, c) => Math.abs(value - [150, 120, 110][c]!) <= 1), [
      true,
      true,
      true,
    ]);
    assertEquals(stored.subarray(0, 3).join() === shown.join(), false);
  }));
