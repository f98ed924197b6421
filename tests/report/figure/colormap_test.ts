import { assert, assertEquals } from "@std/assert";
import { colourize } from "../../../lib/report/figure/colormap.ts";

const RANGE = { low: -1, high: 3 };

/** Relative luminance of sRGB colours (WCAG 2). */
function luminance(rgb: Uint8Array): number[] {
  const linear = Array.from(rgb, (value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return Array.from(
    { length: rgb.length / 3 },
    (_, i) => 0.2126 * linear[3 * i]! + 0.7152 * linear[3 * i + 1]! + 0.0722 * linear[3 * i + 2]!,
  );
}

Deno.test("colourize: black for low, red in the middle, light yellow for high", () => {
  assertEquals([...colourize([-1, 1.01, 3], RANGE)], [0, 0, 4, 188, 55, 84, 252, 255, 164]);
});

Deno.test("colourize: a larger value is never darker, and 256 colours differ", () => {
  const values = Float32Array.from({ length: 256 }, (_, i) => -1 + (4 * i) / 255);
  const rgb = colourize(values, RANGE);
  const light = luminance(rgb);
  assert(light.every((value, i) => i === 0 || value >= light[i - 1]! - 1e-4));
  const colours = Array.from(values, (_, i) => rgb.subarray(3 * i, 3 * i + 3).join());
  assertEquals(new Set(colours).size, 256);
});

Deno.test("colourize: values outside of the range take the end colours", () => {
  const ends = [...colourize([-1, 3], RANGE)];
  assertEquals([...colourize([-5, 9], RANGE)], ends);
  assertEquals([...colourize([-Infinity, Infinity], RANGE)], ends);
});

Deno.test("colourize: an empty range is all dark", () => {
  assertEquals([...colourize([2, 2], { low: 2, high: 2 })], [0, 0, 4, 0, 0, 4]);
});
