/** The pixels of every kind of BMP, one by one. */
import { assertEquals, assertRejects } from "@std/assert";
import { decodeImages } from "../../../lib/data/decode/decode.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { bmp } from "../bmp.ts";

/** Colours of the picture, 3 by 3 pixels. */
const [K, W, R, G] = [[0, 0, 0], [255, 255, 255], [200, 30, 10], [5, 120, 60]] as const;
const PALETTE = [K, W, R, G];
const INDICES = [[0, 1, 2], [3, 0, 1], [2, 3, 3]] as const;
const PIXELS = INDICES.map((row) => row.map((i) => PALETTE[i]!));
const SEEN = PIXELS.flat(2);
/** Stored as blue, green, red. */
const BGR = PIXELS.map((row) => row.flatMap(([r, g, b]) => [b, g, r]));

async function read(bytes: Uint8Array): Promise<number[]> {
  return await withTempDir(async (dir) => {
    const path = `${dir}/a.bmp`;
    await Deno.writeFile(path, bytes);
    const file = { path, label: 0, type: "good" } as const;
    return [...await (await decodeImages("", [file], { size: 3, channels: 3 })).read([0])];
  });
}

const SIZE = [3, 3] as const;
const KINDS: Record<string, Uint8Array> = {
  "24 bits": bmp(SIZE, { bits: 24, rows: BGR }),
  "24 bits, from the top": bmp(SIZE, { bits: 24, rows: BGR, fromTop: true }),
  "24 bits, pixels further on than the header": bmp(SIZE, { bits: 24, rows: BGR, gap: 10 }),
  "32 bits, the fourth byte unused": bmp(SIZE, {
    bits: 32,
    rows: PIXELS.map((row) => row.flatMap(([r, g, b]) => [b, g, r, 0])),
  }),
  "palette, 8 bits": bmp(SIZE, { bits: 8, rows: INDICES, palette: PALETTE }),
  "palette, 4 bits": bmp(SIZE, {
    bits: 4,
    rows: INDICES.map(([a, b, c]) => [a << 4 | b, c << 4]),
    palette: PALETTE,
  }),
  "palette, run lengths": bmp(SIZE, {
    bits: 8,
    compression: 1,
    // From the bottom: a pair of count and index, or 0 and a command.
    rows: [[1, 2, 2, 3, 0, 0, 1, 3, 1, 0, 1, 1, 0, 0, 0, 3, 0, 1, 2, 0, 0, 1]],
    palette: PALETTE,
  }),
};

for (const [name, bytes] of Object.entries(KINDS)) {
  Deno.test(`decodeImages: a BMP of ${name}`, async () => assertEquals(await read(bytes), SEEN));
}

Deno.test("decodeImages: a BMP of one bit, and gray ones", async () => {
  const bits = bmp(SIZE, { bits: 1, rows: [[0b010 << 5], [0b111 << 5], [0]], palette: [K, W] });
  const seen = [K, W, K, W, W, W, K, K, K].flat();
  assertEquals(await read(bits), seen);
  const palette = Array.from({ length: 256 }, (_, i) => [i, i, i]);
  const gray = [[0, 9, 100], [217, 255, 3], [7, 8, 128]];
  assertEquals(
    await read(bmp(SIZE, { bits: 8, rows: gray, palette })),
    gray.flat().flatMap((v) => [v, v, v]),
  );
});

Deno.test("decodeImages: BMPs of 16 bits reach black and white, with 5 or 6 bits of green", async () => {
  const rows = (white: number) => Array(3).fill([0, 0, white & 255, white >> 8, 0, 0]);
  const expected = Array(3).fill([K, W, K]).flat(2);
  assertEquals(await read(bmp(SIZE, { bits: 16, rows: rows(0x7fff) })), expected);
  const masks = [0xf800, 0x7e0, 0x1f];
  const wide = { bits: 16, compression: 3, masks, rows: rows(0xffff) };
  assertEquals(await read(bmp(SIZE, wide)), expected);
  const narrow = { ...wide, masks: [0xf00, 0xf0, 0xf], rows: rows(0xfff) };
  assertEquals(await read(bmp(SIZE, narrow)), expected);
});

Deno.test("decodeImages: a BMP with the header of OS/2", async () => {
  const plain = bmp(SIZE, { bits: 24, rows: BGR });
  const bytes = new Uint8Array([
    ...plain.subarray(0, 14),
    ...Array(12).fill(0),
    ...plain.subarray(54),
  ]);
  const view = new DataView(bytes.buffer);
  view.setUint32(10, 26, true);
  view.setUint32(14, 12, true);
  [3, 3, 1, 24].forEach((value, i) => view.setUint16(18 + 2 * i, value, true));
  assertEquals(await read(bytes), SEEN);
});

Deno.test("decodeImages: a BMP that is cut off or of an unknown kind", async () => {
  const whole = KINDS["24 bits"]!;
  const cut = whole.subarray(0, whole.length - 4);
  await assertRejects(() => read(cut), InputError, "a.bmp: is a BMP that is cut off");
  const odd = bmp(SIZE, { bits: 7, rows: BGR });
  await assertRejects(() => read(odd), InputError, "a.bmp: is a damaged BMP, or of a kind that");
});
