/** What is found wrong before a benchmark, and missing after it. */
import { assertEquals } from "@std/assert";
import { findGap } from "../../bench/complete.ts";
import { findCountMistake } from "../../bench/options.ts";

Deno.test("findCountMistake: whole numbers of at least 1 only", () => {
  assertEquals(findCountMistake({ rounds: "1", samples: "20" }), undefined);
  for (const wrong of ["x", "0", "-1", "1.5", "", "1e3"]) {
    assertEquals(
      findCountMistake({ rounds: "3", samples: wrong }),
      `--samples: expected a whole number of at least 1, found ${wrong}`,
    );
  }
});

Deno.test("findGap: variants that are missing, and rounds that failed", () => {
  const timings = ["compiled", "wasm", "torch-eager", "compiled"].map((variant) => ({ variant }));
  assertEquals(findGap(timings, { compiled: 2, wasm: 1 }), undefined);
  assertEquals(
    findGap(timings, { compiled: 2, wasm: 1, "torch-eager": 2, "torch-compile": 2 }),
    "torch-eager in 1 of 2 rounds, torch-compile in 0 of 2 rounds",
  );
});
