import { assert, assertEquals } from "@std/assert";
import {
  DEFECT_KINDS,
  type DefectKind,
  type PixelImage,
  SEMANTIC_KINDS,
  synthesise,
} from "../../../lib/data/augment/mod.ts";
import { objectPixels } from "../../../lib/data/augment/defects/place.ts";
import { Random } from "../../../lib/random.ts";

const SIZE = 64;

/** A disc with stripes on a white ground; `shift` moves the stripes. */
function disc(shift: number, channels = 3): PixelImage {
  const pixels = new Uint8Array(SIZE * SIZE * channels).fill(255);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      if ((x - 32) ** 2 + (y - 32) ** 2 > 20 ** 2) continue;
      for (let c = 0; c < channels; c++) {
        pixels[(y * SIZE + x) * channels + c] = 40 + 20 * c + ((x + 2 * y + shift) % 11) * 9;
      }
    }
  }
  return { height: SIZE, width: SIZE, channels, pixels };
}

const IMAGES = { image: disc(0), other: disc(5) };
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

function make(kind: DefectKind, seed: number, images = IMAGES) {
  const defect = synthesise(kind, images, new Random(seed));
  assert(defect?.mask, `${kind.id}, seed ${seed}`);
  return { ...defect, mask: defect.mask };
}

function share(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0) / mask.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean change of the pixels inside the mask, in gray levels. */
function change({ pixels, channels }: PixelImage, mask: Uint8Array): number {
  const { image } = IMAGES;
  const inside = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
  return mean(
    inside.map((pixel) => Math.abs(pixels[pixel * channels]! - image.pixels[pixel * 3]!)),
  );
}

for (const kind of DEFECT_KINDS) {
  Deno.test(`defects: ${kind.id} is what its seed says, and leaves its images alone`, () => {
    const before = IMAGES.image.pixels.slice();
    const first = make(kind, 3);
    assertEquals(make(kind, 3), first);
    assertEquals(IMAGES.image.pixels, before);
    assert(make(kind, 4).image.pixels.some((value, i) => value !== first.image.pixels[i]));
  });

  Deno.test(`defects: ${kind.id} is visible inside of its mask only, and on the object`, () => {
    const { image } = IMAGES;
    const isObject = objectPixels(image);
    for (const seed of SEEDS) {
      const { image: damaged, mask } = make(kind, seed);
      for (const [i, value] of damaged.pixels.entries()) {
        if (mask[Math.floor(i / 3)] === 0) assert(Math.abs(value - image.pixels[i]!) < 8);
      }
      assert(share(mask) > 0 && share(mask) < 0.3, `${share(mask)}`);
      assert(mask.some((value, pixel) => value === 1 && isObject(pixel)));
    }
  });

  Deno.test(`defects: ${kind.id} works on gray images and on ones that are not square`, () => {
    const wide = (shift: number): PixelImage => ({
      height: 32,
      width: 48,
      channels: 1,
      pixels: Uint8Array.from({ length: 32 * 48 }, (_, i) => ((i + shift) * 37) % 251),
    });
    const images = { image: wide(0), other: wide(7) };
    for (const seed of SEEDS) assertEquals(make(kind, seed, images).mask.length, 32 * 48);
  });
}

Deno.test("defects: kinds differ in size and in contrast", () => {
  const facts = new Map(DEFECT_KINDS.map((kind) => {
    const defects = SEEDS.map((seed) => make(kind, seed));
    const sizes = defects.map(({ mask }) => share(mask));
    const changes = defects.map(({ image, mask }) => change(image, mask));
    return [kind.id, { size: mean(sizes), change: mean(changes), sizes }];
  }));
  const of = (id: string) => facts.get(id)!;
  for (const large of ["cut-paste", "deformation", "perlin"]) {
    assert(of(large).size > 1.5 * of("scratch").size, large);
  }
  assert(of("stain").change > 1.5 * of("deformation").change);
  // Strengths are drawn from a range as well.
  for (const [id, { sizes }] of facts) {
    assert(Math.max(...sizes) > 2 * Math.min(...sizes), id);
  }
});

Deno.test("defects: where nothing can be seen there is none", () => {
  const pixels = new Uint8Array(SIZE * SIZE).fill(90);
  const image = { height: SIZE, width: SIZE, channels: 1, pixels };
  const made = (id: string) => {
    const kind = DEFECT_KINDS.find((kind) => kind.id === id)!;
    return synthesise(kind, { image, other: image }, new Random(0));
  };
  assertEquals(made("deformation"), undefined);
  assertEquals(made("missing"), undefined);
  assert(made("scratch") && made("stain"));
});

Deno.test("defects: a missing part is filled by what is around it", () => {
  // Left half 60, right half 180: every filled pixel lies between the two.
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i % SIZE < 32 ? 60 : 180));
  const image = { height: SIZE, width: SIZE, channels: 1, pixels };
  const kind = DEFECT_KINDS.find(({ id }) => id === "missing")!;
  for (const seed of SEEDS) {
    const { image: damaged } = make(kind, seed, { image, other: image });
    assert(damaged.pixels.every((value) => value >= 60 && value <= 180));
    const between = damaged.pixels.filter((value) => value > 70 && value < 170);
    assert(between.length > 0);
  }
});

Deno.test("defects: a deformation moves what is there and makes no colour", () => {
  const kind = DEFECT_KINDS.find(({ id }) => id === "deformation")!;
  const [low, high] = [Math.min(...IMAGES.image.pixels), Math.max(...IMAGES.image.pixels)];
  for (const seed of SEEDS) {
    const { image } = make(kind, seed);
    assert(image.pixels.every((value) => value >= low && value <= high));
  }
});

const [TURNED, QUARTERS, HALVES] = SEMANTIC_KINDS;

/** The pixels `0 … n² − 1` of one channel; `plus` is added. */
function numbered(side: number, plus = 0): PixelImage {
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => i + plus);
  return { height: side, width: side, channels: 1, pixels };
}

Deno.test("other objects: an image turned by a right angle, each as likely", () => {
  const image = numbered(4);
  const turns = new Map<string, number>();
  for (let seed = 0; seed < 60; seed++) {
    const { pixels } = TURNED!.apply(image, image, new Random(seed));
    const corner = `${pixels[0]} ${pixels[3]}`;
    turns.set(corner, (turns.get(corner) ?? 0) + 1);
  }
  // Counter-clockwise: the upper right corner comes to the upper left.
  assertEquals([...turns.keys()].sort(), ["12 0", "15 12", "3 15"]);
  assert([...turns.values()].every((count) => count > 8), `${[...turns.values()]}`);
  // Turned to the side it would have another shape.
  const wide = { ...numbered(4), height: 2, width: 8 };
  assertEquals([...TURNED!.apply(wide, wide, new Random(0)).pixels], [...wide.pixels].reverse());
});

Deno.test("other objects: quarters are exchanged across the middle", () => {
  const { pixels } = QUARTERS!.apply(numbered(4), numbered(4), new Random(0));
  assertEquals([...pixels], [10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5]);
});

Deno.test("other objects: a half is another image's, on each side as likely", () => {
  const sides = new Set(Array.from({ length: 40 }, (_, seed) => {
    const { pixels } = HALVES!.apply(numbered(4), numbered(4, 100), new Random(seed));
    assert(pixels.every((value, i) => value === i || value === i + 100));
    assertEquals(pixels.filter((value) => value >= 100).length, 8);
    return [0, 3, 12, 15].map((corner) => pixels[corner]! >= 100 ? "x" : ".").join("");
  }));
  assertEquals([...sides].sort(), ["..xx", ".x.x", "x.x.", "xx.."]);
});

Deno.test("other objects: no part is the defect, and an image that stays the same is none", () => {
  for (const kind of SEMANTIC_KINDS) {
    const made = synthesise(kind, IMAGES, new Random(0))!;
    assertEquals([made.mask, made.image.pixels.length], [undefined, SIZE * SIZE * 3]);
    const pixels = new Uint8Array(SIZE * SIZE).fill(90);
    const plain = { height: SIZE, width: SIZE, channels: 1, pixels };
    assertEquals(synthesise(kind, { image: plain, other: plain }, new Random(0)), undefined);
  }
});
