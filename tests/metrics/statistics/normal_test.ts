import { assertEquals, assertThrows } from "@std/assert";
import { normalCdf, normalQuantile } from "../../../lib/metrics/statistics/normal.ts";
import { assertNear } from "../../close.ts";
import golden from "../../golden/metrics.json" with { type: "json" };
import { TOLERANCE } from "../../tolerances.ts";

Deno.test("normalCdf: agrees with SciPy, also in the tails", () => {
  for (const [x, expected] of golden.normal.cdf) {
    assertNear(normalCdf(x!) / expected!, 1, TOLERANCE.normal, `x = ${x}`);
  }
  assertEquals([normalCdf(-Infinity), normalCdf(Infinity)], [0, 1]);
});

Deno.test("normalQuantile: agrees with SciPy", () => {
  for (const [p, expected] of golden.normal.quantile) {
    assertNear(normalQuantile(p!), expected!, TOLERANCE.normal, `p = ${p}`);
  }
});

Deno.test("normalQuantile: refuses what is no probability", () => {
  for (const p of [0, 1, -0.1, NaN]) assertThrows(() => normalQuantile(p), RangeError, `${p}`);
});
