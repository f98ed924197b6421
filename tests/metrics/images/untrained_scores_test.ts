import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { brightness, contrast, roughness } from "../../../lib/metrics/images/untrained_scores.ts";
import { assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";

Deno.test("roughness: neighbours of the same channel, in both directions", () => {
  // deno-fmt-ignore
  const pixels = new Uint8Array([
    10, 200,   20, 200,   40, 200,
    10, 255,   10, 255,   10, 255,
  ]);
  const [value] = roughness(pixels, { height: 2, width: 3, channels: 2 });
  // Horizontal: 10 + 20; vertical: 0 + 10 + 30 and 3 × 55; over 8 + 6 differences.
  assertNear(value!, (10 + 20 + 10 + 30 + 165) / 127.5 / 14, TOLERANCE.metric);
});

Deno.test("roughness: images do not touch, and are not mirrored", () => {
  const shape = { height: 2, width: 2, channels: 1 } as const;
  const [flat, board, bright] = roughness(
    new Uint8Array([0, 0, 0, 0, 0, 255, 255, 0, 255, 255, 255, 255]),
    shape,
  );
  assertEquals([flat, board, bright], [0, 2, 0]);
});

Deno.test("roughness: refuses what is not images of more than one pixel", () => {
  const shape = { height: 2, width: 2, channels: 1 } as const;
  assertThrows(() => roughness(new Uint8Array(5), shape), InputError, "5 values");
  const pixel = { height: 1, width: 1, channels: 3 } as const;
  assertThrows(() => roughness(new Uint8Array(3), pixel), InputError, "one pixel");
});

Deno.test("brightness: the mean of each image's values, over all channels", () => {
  const pixels = new Uint8Array([0, 255, 255, 255, 0, 0, 0, 255]);
  const values = brightness(pixels, { height: 1, width: 2, channels: 2 });
  assertEquals([...values], [0.5, -0.5]);
  const shape = { height: 2, width: 2, channels: 1 } as const;
  assertThrows(() => brightness(new Uint8Array(5), shape), InputError, "5 values");
});

Deno.test("contrast: the standard deviation of each image's values, over all channels", () => {
  const pixels = new Uint8Array([0, 0, 255, 255, 7, 7, 7, 7]);
  const values = contrast(pixels, { height: 1, width: 2, channels: 2 });
  assertEquals([...values], [1, 0]);
  const shape = { height: 2, width: 2, channels: 1 } as const;
  assertThrows(() => contrast(new Uint8Array(5), shape), InputError, "5 values");
});
