/**
 * The cases of the benchmark of metrics.
 *
 * @module
 */
import { type Dataset, decodeMasks } from "../../lib/data/mod.ts";
import { Random } from "../../lib/random.ts";

/** Height and width of the maps. */
export const SIZE = 256;

/** The metrics that both sides compute, in this order. */
export const CASES = ["auroc", "pro"] as const;

/** Times of one process. */
export interface Measured {
  /** Milliseconds of each repetition, by case. */
  readonly times: Readonly<Record<typeof CASES[number], readonly number[]>>;
  /** The computed values, to compare the two sides. */
  readonly values: Readonly<Record<typeof CASES[number], number>>;
  /** Versions of the software used. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Writes the masks of the test images of a category, and a smooth map for each. */
export async function writePixels({ root, test }: Dataset, folder: string): Promise<void> {
  const masks = await decodeMasks(root, test, SIZE);
  const random = new Random(0);
  const maps = new Float32Array(masks.length);
  for (let image = 0; image < test.length; image++) {
    maps.set(smoothNoise(random), image * SIZE * SIZE);
  }
  for (let i = 0; i < maps.length; i++) maps[i]! += masks[i]! + random.normal() / 20;
  await Deno.writeFile(`${folder}/maps.f32`, new Uint8Array(maps.buffer));
  await Deno.writeFile(`${folder}/masks.u8`, masks);
}

/** Normally distributed values on a coarse grid, interpolated linearly. */
function smoothNoise(random: Random): Float32Array {
  const step = 16;
  const side = SIZE / step + 1;
  const grid = Array.from({ length: side * side }, () => random.normal());
  return new Float32Array(SIZE * SIZE).map((_, pixel) => {
    const [x, y] = [pixel % SIZE / step, Math.floor(pixel / SIZE) / step];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const row = (y: number) => {
      const [a, b] = [grid[y * side + left]!, grid[y * side + left + 1]!];
      return a + (x - left) * (b - a);
    };
    return row(top) + (y - top) * (row(top + 1) - row(top));
  });
}
