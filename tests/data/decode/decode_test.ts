import { assert, assertEquals, assertRejects } from "@std/assert";
import sharp, { type Sharp } from "sharp";
import { Buffer } from "node:buffer";
import { decodeImages, detectChannels } from "../../../lib/data/decode/decode.ts";
import type { Channels, ImageFile } from "../../../lib/data/images/image_set.ts";
import { decodeMasks } from "../../../lib/data/masks/masks.ts";
import { InputError } from "../../../lib/errors.ts";
import { assertNear } from "../../close.ts";
import { withTempDir } from "../../temp_dir.ts";
import { flatImage, grayImage, writeImage } from "../images.ts";

const SAMPLE = new URL("../../../data/sample/bottle", import.meta.url).pathname;

function imageFile(path: string, mask?: string): ImageFile {
  return { path, label: mask === undefined ? 0 : 1, type: "some", mask };
}

async function decodeOne(
  path: string,
  { size, channels }: { size: number; channels: Channels },
): Promise<number[]> {
  return [...await (await decodeImages("", [imageFile(path)], { size, channels })).read([0])];
}

const COLOUR = { r: 200, g: 100, b: 50 };
const GRAY = { r: 90, g: 90, b: 90 };
// 255 · sRGB(0.2126 R + 0.7152 G + 0.0722 B) of COLOUR in linear light
const LUMINANCE = 128;

/** 16-bit values `257 v`, which are the 8-bit values `v`. */
function deepImage(colour: readonly number[]): Sharp {
  const channels = colour.length as 1 | 3;
  const values = Uint16Array.from({ length: 64 * channels }, (_, i) => 257 * colour[i % channels]!);
  return sharp(values, { raw: { width: 8, height: 8, channels } })
    .toColourspace(channels === 1 ? "grey16" : "rgb16");
}

function transparentImage(colour: typeof COLOUR): Sharp {
  return sharp({
    create: { width: 8, height: 8, channels: 4, background: { ...colour, alpha: 0.5 } },
  });
}

/** File name, image, the value it is decoded to as RGB and as gray. */
const KINDS: readonly (readonly [string, Sharp, readonly number[], number])[] = [
  ["gray.png", flatImage(GRAY).toColourspace("b-w"), [90, 90, 90], 90],
  ["gray.jpg", flatImage(GRAY).toColourspace("b-w"), [90, 90, 90], 90],
  ["rgb.png", flatImage(COLOUR), [200, 100, 50], LUMINANCE],
  ["rgb.webp", flatImage(COLOUR).webp({ lossless: true }), [200, 100, 50], LUMINANCE],
  ["rgb.tiff", flatImage(COLOUR).tiff({ compression: "lzw" }), [200, 100, 50], LUMINANCE],
  ["palette.png", flatImage(COLOUR).png({ palette: true }), [200, 100, 50], LUMINANCE],
  ["alpha.png", transparentImage(COLOUR), [100, 50, 25], LUMINANCE / 2],
  ["gray_alpha.png", transparentImage(GRAY).toColourspace("b-w"), [45, 45, 45], 45],
  ["gray16.png", deepImage([90]), [90, 90, 90], 90],
  ["rgb16.png", deepImage([200, 100, 50]), [200, 100, 50], LUMINANCE],
];

for (const [name, image, rgb, gray] of KINDS) {
  Deno.test(`decodeImages: ${name} becomes 8-bit RGB or gray`, () =>
    withTempDir(async (dir) => {
      await writeImage(`${dir}/${name}`, image);
      const pixels = await decodeOne(`${dir}/${name}`, { size: 8, channels: 3 });
      const expected = Array(64).fill(rgb).flat();
      assertEquals(pixels.length, expected.length);
      pixels.forEach((pixel, i) => assertNear(pixel, expected[i], 1));
      const grays = await decodeOne(`${dir}/${name}`, { size: 8, channels: 1 });
      assertEquals(grays.length, 64);
      grays.forEach((pixel) => assertNear(pixel, gray, 1));
    }));
}

Deno.test("decodeImages: the kinds of files above are what they are called", () =>
  withTempDir(async (dir) => {
    const kinds: Record<string, unknown[]> = {};
    for (const [name, image] of KINDS) {
      await writeImage(`${dir}/${name}`, image);
      const { channels, depth, isPalette } = await sharp(`${dir}/${name}`).metadata();
      kinds[name] = [channels, depth, isPalette ?? false];
    }
    assertEquals(kinds["gray.png"], [1, "uchar", false]);
    assertEquals(kinds["palette.png"], [3, "uchar", true]);
    assertEquals(kinds["alpha.png"], [4, "uchar", false]);
    assertEquals(kinds["gray_alpha.png"], [2, "uchar", false]);
    assertEquals(kinds["gray16.png"], [1, "ushort", false]);
    assertEquals(kinds["rgb16.png"], [3, "ushort", false]);
  }));

Deno.test("decodeImages: CMYK becomes the colour it was printed from", () =>
  withTempDir(async (dir) => {
    const path = `${dir}/cmyk.jpg`;
    const colour = { r: 150, g: 120, b: 110 };
    await writeImage(path, flatImage(colour).toColourspace("cmyk").jpeg({ quality: 100 }));
    assertEquals((await sharp(path).metadata()).space, "cmyk");
    const [r, g, b] = await decodeOne(path, { size: 8, channels: 3 });
    assertNear(r!, colour.r, 8); // colour profiles are tables, so the conversion back is rough
    assertNear(g!, colour.g, 8);
    assertNear(b!, colour.b, 8);
  }));

Deno.test("decodeImages: other shapes are stretched to the square", () =>
  withTempDir(async (dir) => {
    const half = [...Array(16).fill(0), ...Array(16).fill(255)];
    await writeImage(`${dir}/wide.png`, grayImage(Array(8).fill(half)));
    const pixels = await decodeOne(`${dir}/wide.png`, { size: 16, channels: 1 });
    for (let y = 0; y < 16; y++) {
      const row = pixels.slice(16 * y, 16 * (y + 1));
      assert(row.slice(0, 5).every((value) => value < 5), "left is black");
      assert(row.slice(11).every((value) => value > 250), "right is white");
    }
  }));

Deno.test("decodeImages: pixels are in the order of the files", () =>
  withTempDir(async (dir) => {
    const files: ImageFile[] = [];
    for (let i = 0; i < 11; i++) {
      // Sizes differ, so files are not finished in the order in which they were begun.
      const value = 20 * i;
      const image = flatImage({ r: value, g: value, b: value }, i % 4 === 0 ? 600 : 8);
      await writeImage(`${dir}/${i}.png`, image);
      files.push(imageFile(`${i}.png`));
    }
    const reversed = files.toReversed();
    const set = await decodeImages(dir, reversed, { size: 2, channels: 1 });
    assertEquals(set.files, reversed);
    assertEquals([set.height, set.width, set.channels], [2, 2, 1]);
    const expected = reversed.flatMap((_, i) => Array(4).fill(20 * (10 - i)));
    assertEquals([...await set.read(files.map((_, i) => i))], expected);
  }));

Deno.test("decodeImages: reports each image once, up to all", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/a.png`, flatImage(GRAY));
    const calls: (readonly [number, number])[] = [];
    const onProgress = (done: number, total: number) => void calls.push([done, total]);
    const files = Array(6).fill(imageFile("a.png"));
    await decodeImages(dir, files, { size: 2, channels: 1, onProgress });
    assertEquals(calls, [[1, 6], [2, 6], [3, 6], [4, 6], [5, 6], [6, 6]]);
  }));

/** A file of the sample as PNG or JPEG, cut off after a share of its bytes. */
async function truncated(format: "png" | "jpeg", share: number): Promise<Uint8Array> {
  const path = `${SAMPLE}/train/good/000.jpg`;
  const whole = await sharp(path).toFormat(format).toBuffer();
  return whole.subarray(0, Math.floor(share * whole.length));
}

for (const format of ["png", "jpeg"] as const) {
  Deno.test(`decodeImages: refuses a truncated ${format} and names it`, () =>
    withTempDir(async (dir) => {
      const path = `${dir}/cut.${format}`;
      // 128 pixels; at size 16 JPEG decoders skip detail, which must not hide missing data.
      for (const [share, size] of [[0.95, 128], [0.95, 16], [0.5, 128], [0.05, 128]] as const) {
        await Deno.writeFile(path, await truncated(format, share));
        const error = await assertRejects(
          () => decodeOne(path, { size, channels: 3 }),
          InputError,
          `1 of 1 images cannot be used: ${path}: `,
        );
        assertEquals(error.message.split("\n").length, 1);
      }
      await Deno.writeFile(path, await truncated(format, 1));
      assertEquals((await decodeOne(path, { size: 2, channels: 1 })).length, 4);
    }));
}

Deno.test("decodeImages: refuses text called .png, an empty file and a missing one", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/fine.png`, flatImage(GRAY));
    await Deno.writeTextFile(`${dir}/text.png`, "no image");
    await Deno.writeTextFile(`${dir}/empty.png`, "");
    const files = ["text.png", "fine.png", "missing.png", "empty.png"].map((p) => imageFile(p));
    const { message } = await assertRejects(
      () => decodeImages(dir, files, { size: 4, channels: 1 }),
      InputError,
    );
    assertEquals(
      message.replaceAll(dir, "DIR"),
      "3 of 4 images cannot be used: DIR/empty.png: is empty: 0 bytes; " +
        "DIR/missing.png: is missing; " +
        "DIR/text.png: contains unsupported image format",
    );
  }));

Deno.test("decodeImages: names five of many files that cannot be used", () =>
  withTempDir(async (dir) => {
    const files = Array.from({ length: 8 }, (_, i) => imageFile(`missing${i}.png`));
    const { message } = await assertRejects(
      () => decodeImages(dir, files, { size: 4, channels: 1 }),
      InputError,
    );
    const named = [...message.matchAll(/missing(\d)\.png: is missing/g)].map((match) => match[1]);
    assertEquals(named, ["0", "1", "2", "3", "4"]);
    assert(message.startsWith("8 of 8 images cannot be used: "), message);
    assert(message.endsWith("; and 3 more"), message);
  }));

Deno.test("decodeMasks: anomalous above 127, 0 for images without a mask", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/a.png`, grayImage([[9, 9], [9, 9]]));
    await writeImage(`${dir}/a_mask.png`, grayImage([[0, 127], [128, 255]]));
    const files = [imageFile("a.png"), imageFile("a.png", "a_mask.png"), imageFile("a.png")];
    const masks = await decodeMasks(dir, files, 2);
    assertEquals([...masks], [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  }));

Deno.test("decodeMasks: a resized mask repeats or leaves out pixels and stays binary", () =>
  withTempDir(async (dir) => {
    const rows = [[255, 0, 0, 0], [0, 0, 255, 0], [0, 255, 255, 0], [0, 0, 0, 255]];
    await writeImage(`${dir}/a.png`, grayImage(rows));
    await writeImage(`${dir}/a_mask.png`, grayImage(rows));
    const files = [imageFile("a.png", "a_mask.png")];
    const doubled = rows.flatMap((row) => {
      const wide = row.flatMap((value) => [value / 255, value / 255]);
      return [...wide, ...wide];
    });
    assertEquals([...await decodeMasks(dir, files, 8)], doubled);

    const disc = Array.from(
      { length: 96 },
      (_, y) => Array.from({ length: 96 }, (_, x) => (Math.hypot(x - 40, y - 50) < 30 ? 255 : 0)),
    );
    await writeImage(`${dir}/b.png`, grayImage(disc));
    await writeImage(`${dir}/b_mask.png`, grayImage(disc));
    const small = await decodeMasks(dir, [imageFile("b.png", "b_mask.png")], 25);
    assertEquals(new Set(small), new Set([0, 1]));
    const share = small.reduce((sum, value) => sum + value, 0) / 625;
    assertNear(share, Math.PI * 30 ** 2 / 96 ** 2, 0.02);
  }));

Deno.test("decodeMasks: refuses a mask whose size is not its image's", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/a.png`, grayImage([[0, 0, 0]]));
    await writeImage(`${dir}/a_mask.png`, grayImage([[0, 255]]));
    const { message } = await assertRejects(
      () => decodeMasks(dir, [imageFile("a.png", "a_mask.png")], 4),
      InputError,
    );
    assertEquals(
      message.replaceAll(dir, "DIR"),
      "1 of 1 images cannot be used: DIR/a_mask.png: the mask is 2×1, its image a.png is 3×1; " +
        "resize it to its image's size",
    );
  }));

Deno.test("detectChannels: gray by the pixels, whatever the file says", () =>
  withTempDir(async (dir) => {
    const detect = async (r: number, g: number, b: number) => {
      const name = `${r}_${g}_${b}.png`;
      await writeImage(`${dir}/${name}`, flatImage({ r, g, b }));
      return await detectChannels(dir, [imageFile(name)]);
    };
    assertEquals(await detect(90, 90, 90), 1);
    assertEquals(await detect(90, 92, 91), 1); // as JPEG rounds
    assertEquals(await detect(90, 93, 90), 3);
    assertEquals(await detect(50, 50, 200), 3);
  }));

Deno.test("detectChannels: a single coloured image is enough", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/gray.jpg`, flatImage(GRAY));
    await writeImage(`${dir}/colour.jpg`, flatImage(COLOUR));
    const gray = Array(8).fill(imageFile("gray.jpg"));
    assertEquals(await detectChannels(dir, gray), 1);
    for (let i = 0; i < 8; i++) {
      assertEquals(await detectChannels(dir, gray.with(i, imageFile("colour.jpg"))), 3);
    }
  }));

Deno.test("detectChannels: looks at no more than eight images, spread over the list", () =>
  withTempDir(async (dir) => {
    await writeImage(`${dir}/gray.png`, flatImage(GRAY));
    for (const count of [9, 15, 17, 200]) {
      const looked = new Set<ImageFile>();
      const files = Array.from({ length: count }, (): ImageFile => ({
        label: 0,
        type: "good",
        get path() {
          looked.add(this);
          return "gray.png";
        },
      }));
      assertEquals(await detectChannels(dir, files), 1);
      assert(looked.size >= 5 && looked.size <= 8, `${looked.size} of ${count}`);
      assert(files.slice(-count / 4).some((file) => looked.has(file)), "none near the end");
    }
  }));

Deno.test("decodeImages: what has more channels than colour and transparency is refused by name", () =>
  withTempDir(async (dir) => {
    const raw = { width: 4, height: 4, channels: 1 } as const;
    const band = Uint8Array.from({ length: 16 }, (_, i) => i);
    const five = sharp(band, { raw }).joinChannel(
      Array.from({ length: 4 }, () => Buffer.from(band)),
      {
        raw,
      },
    );
    await five.tiff({ compression: "none" }).toFile(`${dir}/a.tif`);
    assertEquals((await sharp(`${dir}/a.tif`).metadata()).channels, 5);
    const file = { path: "a.tif", label: 0, type: "good" } as const;
    await assertRejects(
      () => decodeImages(dir, [file], { size: 4, channels: 3 }),
      InputError,
      "a.tif: has 5 channels; store it as gray or RGB, with transparency or without",
    );
  }));
