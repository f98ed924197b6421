import { useBackend } from "../../../lib/backend/backend.ts";
import { positionMaps, PositionMoments } from "../../../lib/detector/calibration/moments.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 16;

/** A Gaussian around each position, cut at four deviations and mirrored at the border, in plain numbers. */
function gaussian(map: readonly number[], sigma: number): number[] {
  const reach = 4 * sigma;
  const taps = Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = taps.reduce((a, b) => a + b);
  const mirrored = (at: number) => at < 0 ? -1 - at : at >= SIZE ? 2 * SIZE - 1 - at : at;
  const rows = (values: readonly number[]) =>
    values.map((_, k) =>
      taps.reduce((sum, tap, i) => {
        const x = mirrored(k % SIZE + i - reach);
        return sum + tap / total * values[k - k % SIZE + x]!;
      }, 0)
    );
  const turned = (values: readonly number[]) =>
    values.map((_, k) => values[(k % SIZE) * SIZE + Math.floor(k / SIZE)]!);
  return turned(rows(turned(rows(map))));
}

Deno.test("positionMaps: the smoothing is in pixels of 256, and positions that differ add to the variance", () =>
  noLeak(async () => {
    const random = new Random(1);
    const moments = new PositionMoments(SIZE ** 2);
    for (let image = 0; image < 25; image++) {
      moments.add(Array.from(
        { length: SIZE ** 2 },
        (_, k) => (1 + k % SIZE + 2 * Math.floor(k / SIZE)) * random.uniform(0.8, 1.2),
      ));
    }
    const found = await positionMaps(moments, { smoothing: 64, floor: 0 }, SIZE);
    const [own, variance] = [[...moments.mean], [...moments.variance()]];
    const mean = gaussian(own, 4);
    const squares = gaussian(own.map((value) => value ** 2), 4);
    const within = gaussian(variance, 4);
    assertClose(found.mean, mean, TOLERANCE.sums, "mean");
    const deviation = within.map((value, k) => Math.sqrt(value + squares[k]! - mean[k]! ** 2));
    assertClose(found.deviation, deviation, TOLERANCE.sums, "deviation");
  }));
