/** Masks as people paint them: the same pixels, whatever their values, colours and files. */
import { assertEquals, assertRejects } from "@std/assert";
import sharp, { type Sharp } from "sharp";
import type { ImageFile } from "../../../lib/data/images/image_set.ts";
import { MaskSurvey } from "../../../lib/data/masks/mask_survey.ts";
import { pixelLabelled, readMasks } from "../../../lib/data/masks/masks.ts";
import { InputError } from "../../../lib/errors.ts";
import { Random } from "../../../lib/random.ts";
import { withTempDir } from "../../temp_dir.ts";
import { grayImage, writeImage } from "../images.ts";
import { grayTiff } from "../tiff.ts";

const SIDE = 16;
/** A block of 4 by 4 pixels. */
const BLOCK = Array.from(
  { length: SIDE * SIDE },
  (_, i) => i % SIDE >= 4 && i % SIDE < 8 && i >= 4 * SIDE && i < 8 * SIDE ? 1 : 0,
);

type Paint = (inside: number) => readonly number[];

/** An 8-bit mask of `paint`'s channels. */
function painted(paint: Paint, shape: readonly number[] = BLOCK): Sharp {
  const channels = paint(0).length as 1 | 2 | 3 | 4;
  const image = sharp(Uint8Array.from(shape.flatMap(paint)), {
    raw: { width: SIDE, height: SIDE, channels },
  });
  return channels < 3 ? image.toColourspace("b-w") : image;
}

/** A mask of 16 bits. */
function deep(value: number): Sharp {
  const values = Uint16Array.from(BLOCK, (inside) => value * inside);
  return sharp(values, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .toColourspace("grey16");
}

function file(mask: string | readonly string[] | undefined, path = "a.png"): ImageFile {
  return { path, label: 1, type: "bent", mask };
}

async function writeIn(dir: string, images: Readonly<Record<string, Sharp>>): Promise<void> {
  const blank = grayImage(Array.from({ length: SIDE }, () => Array<number>(SIDE).fill(9)));
  for (const [name, image] of Object.entries({ "a.png": blank, ...images })) {
    await writeImage(`${dir}/${name}`, image);
  }
}

const plain = (a: number, b: number): Paint => (inside) => [inside ? a : b];
const colour = (a: readonly number[], b: readonly number[]): Paint => (inside) => inside ? a : b;

/** File name, mask, and the messages about it. */
const KINDS: readonly (readonly [string, Sharp, readonly string[]])[] = [
  ["white.png", painted(plain(255, 0)), []],
  ["one.png", painted(plain(1, 0)), [
    "masks: 0 is the background; what differs from it is a defect: 1",
  ]],
  ["deep_one.png", deep(1), ["masks: 0 is the background; what differs from it is a defect: 1"]],
  ["deep.png", deep(65535), []],
  ["labels.png", painted(plain(2, 1)), [
    "masks: 1 is the background; what differs from it is a defect: 2",
  ]],
  ["red.png", painted(colour([255, 0, 0], [0, 0, 0])), [
    "masks: 0 is the background; what differs from it is a defect: (255, 0, 0)",
  ]],
  ["blue.bmp.png", painted(colour([0, 0, 90], [0, 0, 0])), [
    "masks: 0 is the background; what differs from it is a defect: (0, 0, 90)",
  ]],
  ["red_on_white.png", painted(colour([255, 0, 0], [255, 255, 255])), [
    "masks: 255 is the background; what differs from it is a defect: (255, 0, 0)",
  ]],
  ["alpha_white.png", painted(colour([255, 255, 255, 255], [255, 255, 255, 0])), []],
  ["alpha_black.png", painted(colour([0, 0, 0, 255], [0, 0, 0, 0])), []],
  ["palette.png", painted(colour([0, 128, 0], [0, 0, 0])).png({ palette: true, dither: 0 }), [
    "masks: 0 is the background; what differs from it is a defect: (0, 128, 0)",
  ]],
  ["white.gif", painted(colour([255, 255, 255], [0, 0, 0])).gif(), []],
];

for (const [name, image, warnings] of KINDS) {
  Deno.test(`readMasks: ${name} marks the block, and it is said how it was read`, () =>
    withTempDir(async (dir) => {
      await writeIn(dir, { [name]: image });
      const masks = await readMasks(dir, [file(name)], SIDE);
      assertEquals([...masks.pixels], BLOCK);
      assertEquals(masks.warnings, warnings);
    }));
}

Deno.test("readMasks: float masks of 0 and 1, and of 0 and 255", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, {});
    for (const value of [1, 255]) {
      const values = Float32Array.from(BLOCK, (inside) => value * inside);
      await Deno.writeFile(`${dir}/m.tif`, grayTiff(values, SIDE));
      assertEquals([...(await readMasks(dir, [file("m.tif")], SIDE)).pixels], BLOCK, `${value}`);
    }
  }));

Deno.test("readMasks: of smoothed white masks, what is above 127; a dim region counts as well", () =>
  withTempDir(async (dir) => {
    const row = [0, 100, 255, 128, 127, 0, 0, 0, 60, 20, 60, 0, 0, 0, 0, 0];
    const rows = Array.from({ length: SIDE }, () => row);
    await writeIn(dir, { "m.png": grayImage(rows) });
    const { pixels } = await readMasks(dir, [file("m.png")], SIDE);
    assertEquals(
      [...pixels.subarray(0, SIDE)],
      [0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0],
    );
  }));

Deno.test("readMasks: a JPEG's ringing is no defect", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, { "m.jpg": painted(plain(255, 0)).jpeg({ quality: 60 }) });
    assertEquals([...(await readMasks(dir, [file("m.jpg")], SIDE)).pixels], BLOCK);
  }));

const noise = new Random(1);
/** Noise of up to 6 on a third of the pixels. */
const NOISY: Paint = (inside) => {
  const off = noise.integer(3) === 0 ? 1 + noise.integer(6) : 0;
  return [inside ? 255 - off : off];
};

Deno.test("readMasks: noise around black, as of a JPEG stored as PNG, is no defect, and said", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, { "m.png": painted(NOISY) });
    const { pixels, warnings } = await readMasks(dir, [file("m.png")], SIDE);
    assertEquals([...pixels], BLOCK);
    assertEquals(warnings, [
      "1 masks have noise around black, as a JPEG that was stored as PNG: what is that faint marks " +
      "nothing",
    ]);
  }));

Deno.test("readMasks: a border of 1 beside white is painted: it counts, and it is said", () =>
  withTempDir(async (dir) => {
    const edge = (i: number) =>
      i % SIDE === 0 || i % SIDE === SIDE - 1 || i < SIDE || i >= SIDE * (SIDE - 1);
    const values = BLOCK.map((inside, i) => inside ? 255 : edge(i) ? 1 : 0);
    await writeIn(dir, { "m.png": painted((value) => [value], values) });
    const { pixels, warnings } = await readMasks(dir, [file("m.png")], SIDE);
    assertEquals([...pixels], values.map((value) => value > 0 ? 1 : 0));
    assertEquals(warnings, [
      "masks: 0 is the background; what differs from it is a defect: 1, 255",
    ]);
  }));

Deno.test("readMasks: a mask of another size than its image is refused with both sizes", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, { "m.png": painted(plain(255, 0)).resize(8, 8) });
    await assertRejects(
      () => readMasks(dir, [file("m.png")], SIDE),
      InputError,
      "m.png: the mask is 8×8, its image a.png is 16×16; resize it to its image's size",
    );
  }));

Deno.test("readMasks: each marked region is left when masks shrink, if only as a pixel", () =>
  withTempDir(async (dir) => {
    const shape = BLOCK.map(() => 0);
    for (const at of [0, 5 * SIDE + 9, 14 * SIDE + 15]) shape[at] = 1;
    await writeIn(dir, { "m.png": painted(plain(255, 0), shape) });
    const { pixels } = await readMasks(dir, [file("m.png")], 4);
    assertEquals([...pixels], [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  }));

Deno.test("readMasks: several masks of an image are joined", () =>
  withTempDir(async (dir) => {
    const other = BLOCK.map((_, i) => i < 3 ? 1 : 0);
    await writeIn(dir, {
      "m1.png": painted(plain(255, 0)),
      "m2.png": painted(plain(1, 0), other),
    });
    const { pixels } = await readMasks(dir, [file(["m1.png", "m2.png"])], SIDE);
    assertEquals([...pixels], BLOCK.map((inside, i) => inside | other[i]!));
  }));

Deno.test("readMasks: masks that cover most of their images look inverted", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, { "m.png": painted(plain(0, 255)) });
    assertEquals((await readMasks(dir, [file("m.png")], SIDE)).warnings, [
      "masks mark 94 % of their images as defects: are they inverted? The background is 0",
    ]);
  }));

Deno.test("readMasks: empty and missing masks are named, and left out of metrics of pixels", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, {
      "full.png": painted(plain(255, 0)),
      "empty.png": painted(plain(0, 0)),
    });
    const files = [
      file("full.png"),
      file("empty.png"),
      file(undefined, "a.png"),
      { path: "a.png", label: 0, type: "good" } as const,
    ];
    const { pixels, warnings } = await readMasks(dir, files, 8);
    assertEquals(warnings, [
      "1 of 3 anomalous test images have no mask; metrics of pixels leave them out: a.png",
      "1 masks of anomalous test images mark nothing; metrics of pixels leave their images out: " +
      "empty.png",
    ]);
    assertEquals(pixelLabelled(files, pixels), [0, 3]);
  }));

Deno.test("readMasks: masks of a single pixel are named; stray pixels beside a defect are none", () =>
  withTempDir(async (dir) => {
    const shape = (...pixels: number[]) =>
      Array.from({ length: SIDE * SIDE }, (_, i) => pixels.includes(i) ? 1 : 0);
    await writeIn(dir, {
      "one.png": painted(plain(255, 0), shape(70)),
      "two.png": painted(plain(255, 0), shape(70, 200)),
    });
    const files = [file("one.png"), file("two.png")];
    const { pixels, warnings } = await readMasks(dir, files, SIDE);
    assertEquals(warnings, [
      "1 masks mark a single pixel, which is seldom a defect: look at one.png",
    ]);
    assertEquals(pixels.indexOf(1), 70);
  }));

Deno.test("readMasks: painted with less than half of white, an area counts beside white ones too", () =>
  withTempDir(async (dir) => {
    const row = [0, 0, 0, 100, 100, 100, 100, 255, 255, 255, 255, 0, 0, 0, 0, 0];
    await writeIn(dir, { "m.png": grayImage(Array.from({ length: SIDE }, () => row)) });
    const { pixels, warnings } = await readMasks(dir, [file("m.png")], SIDE);
    assertEquals([...pixels.subarray(0, SIDE)], row.map((value) => value > 0 ? 1 : 0));
    assertEquals(warnings, [
      "masks: 0 is the background; what differs from it is a defect: 100, 255",
    ]);
  }));

Deno.test("MaskSurvey: the rule does not depend on which mask comes first", () => {
  const mask = (colour: readonly number[]) => ({
    width: 2,
    height: 1,
    colours: Uint8Array.from([9, 9, 9, ...colour]),
    white: 255,
    lossy: false,
  });
  const masks = [mask([255, 0, 0]), mask([0, 255, 0]), mask([0, 0, 255])];
  const ruleOf = (order: readonly number[]) => {
    const survey = new MaskSurvey();
    for (const i of order) survey.add(masks[i]!);
    return survey.rule();
  };
  assertEquals(ruleOf([0, 1, 2]).colours, ["0,0,255", "0,255,0", "255,0,0"]);
  assertEquals(ruleOf([2, 0, 1]), ruleOf([0, 1, 2]));
  assertEquals(ruleOf([1, 2]), ruleOf([2, 1]));
});

Deno.test("readMasks: the mask of an image that cannot be read is not to blame", () =>
  withTempDir(async (dir) => {
    await writeIn(dir, { "m.png": painted(plain(255, 0)) });
    await Deno.writeTextFile(`${dir}/a.png`, "no image");
    assertEquals([...(await readMasks(dir, [file("m.png")], SIDE)).pixels], BLOCK);
  }));

Deno.test("readMasks: the soft edge of a wide white area is none, whichever way it lies", () =>
  withTempDir(async (dir) => {
    const rows = Array.from({ length: SIDE }, (_, y) =>
      Array.from({ length: SIDE }, (_, x) => {
        const [dx, dy] = [Math.max(2 - x, x - 13, 0), Math.max(6 - y, y - 8, 0)];
        return dx + dy === 0 ? 255 : Math.max(dx, dy) === 1 ? 100 : 0;
      }));
    const turned = rows[0]!.map((_, x) => rows.map((row) => row[x]!));
    for (const picture of [rows, turned]) {
      await writeIn(dir, { "m.png": grayImage(picture) });
      const { pixels } = await readMasks(dir, [file("m.png")], SIDE);
      assertEquals([...pixels], picture.flat().map((value) => value === 255 ? 1 : 0));
    }
  }));
