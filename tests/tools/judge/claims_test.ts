import { assertEquals } from "@std/assert";
import type { StoredRecord } from "../../../lib/record/table/read.ts";
import { granularityFinding, ratioFinding } from "../../../tools/judge/ablation_claims.ts";
import { CLAIMS } from "../../../tools/judge/claims.ts";
import { agreeOn, judgeDifference } from "../../../tools/judge/verdict.ts";
import type { Kept } from "../../../tools/kept/kept.ts";
import { formatClaims, formatVerdicts } from "../../../tools/tables/claims_table.ts";
import { type RunFacts, someRecord } from "../../record/table/records.ts";

const interval = (low: number, high: number) => ({
  mean: (low + high) / 2,
  interval: { low, high, level: 0.95, over: "categories" as const },
});

/** The kept results if nothing but these runs were kept. */
function keptOf(
  runs: readonly StoredRecord[],
  of: Kept["of"] = () => [],
): Kept {
  const records = runs.map(({ record }) => record);
  return {
    stored: runs,
    records,
    tried: [],
    of,
    untrained: {},
    defaults: [],
    confirmed: [],
    epochs: [],
    tunings: [],
    study: { trials: [], runs: [], variants: [] },
    variants: [],
    cases: [],
    faults: [],
  };
}

const stored = async (facts: RunFacts, file = "record.json"): Promise<StoredRecord> => ({
  file,
  record: await someRecord(facts),
});

Deno.test("claims: a difference is judged by its whole interval, and by the amount that is claimed", () => {
  assertEquals(judgeDifference(interval(0.01, 0.2)), "yes");
  assertEquals(judgeDifference(interval(0, 0.2)), "unclear");
  assertEquals(judgeDifference(interval(-0.2, -0.01)), "no");
  assertEquals(judgeDifference({ mean: 0.1 }), "open");
  assertEquals(judgeDifference(interval(0.05, 0.2), 0.101), "yes");
  assertEquals(judgeDifference(interval(0.01, 0.09), 0.101), "less");
  assertEquals(judgeDifference(interval(0.11, 0.2), 0.101), "more");
  assertEquals(judgeDifference(interval(-0.01, 0.2), 0.101), "unclear");
});

Deno.test("claims: one word where scores agree, else that it depends on them", () => {
  assertEquals(agreeOn([]), "open");
  assertEquals(agreeOn(["open", "yes", "yes"]), "yes");
  assertEquals(agreeOn(["yes", "unclear"]), "depends");
  assertEquals(agreeOn(["no", "unclear", "open"]), "not shown");
});

Deno.test("claims: verdicts come from pairs of runs, by every score that records have", async () => {
  const run = (method: string, category: string, value: number, l2: number) =>
    stored({
      ...{ method, dataset: "mnist", category, value, imageSize: 32, channels: 1 },
      ...{ statistics: { l2 }, own: "top" },
    });
  const kept = keptOf(
    await Promise.all([
      run("daad", "1", 0.91, 0.7),
      run("ae", "1", 0.8, 0.8),
      run("daad", "2", 0.92, 0.8),
      run("ae", "2", 0.8, 0.7),
      run("daad", "3", 0.93, 0.75),
      run("ae", "3", 0.8, 0.75),
    ]),
  );
  const claims = CLAIMS.filter(({ text }) => text.startsWith("DAAD is above the AE"));
  const rows = (table: string) =>
    table.split("\n").slice(2).map((line) => line.split("|").map((cell) => cell.trim()));
  assertEquals(rows(formatVerdicts(kept, claims))[0]!.slice(2, -1), ["open", "open", "depends"]);
  // 11, 12 and 13 points: 12 ± 4.3027 · 1 / √3; 10, −10 and 0: 0 ± 4.3027 · 10 / √3.
  assertEquals(rows(formatClaims(kept, claims)).map((cells) => cells.slice(2, -1)), [
    ["MVTec AD", "DAAD − AE", "", "no record yet", "", "open"],
    ["CIFAR-10", "DAAD − AE", "", "no record yet", "", "open"],
    ["MNIST", "DAAD − AE", "own score", "+12.0 [9.5, 14.5] (3 pairs)", "", "yes"],
    ["MNIST", "DAAD − AE", "norm", "0.0 [−24.8, 24.8] (3 pairs)", "", "unclear"],
  ]);
});

Deno.test("claims: the gain that is claimed is MVTec AD's, elsewhere any gain will do", async () => {
  const verdict = async (dataset: "mvtec" | "cifar10", categories: readonly string[]) => {
    // 1.96, 2 and 2.04 points: 2 ± 4.3027 · 0.04 / √3.
    const facts = { dataset, imageSize: 32, statistics: { l2: 0.5 }, own: "top" } as const;
    const runs = await Promise.all(categories.flatMap((category, k) => [
      stored({ ...facts, category, method: "ae", value: 0.8 }),
      stored({ ...facts, category, method: "daad_plus", value: 0.8196 + k * 0.0004 }),
    ]));
    const claim = CLAIMS.find((claim) =>
      claim.text === "DAAD+ is above the AE" && claim.dataset === dataset
    )!;
    const { measured, verdict } = claim.judge(keptOf(runs), "own")!;
    assertEquals(measured, "+2.0 [1.9, 2.1] (3 pairs)");
    return verdict;
  };
  assertEquals(await verdict("cifar10", ["bird", "cat", "dog"]), "yes");
  assertEquals(await verdict("mvtec", ["bottle", "grid", "screw"]), "less");
});

Deno.test("claims: a middle granularity is best where it is above both ends", async () => {
  const judge = async (
    means: Readonly<Record<string, number>>,
    categories: readonly string[] = ["bottle", "grid"],
  ) => {
    const runs = await Promise.all(
      Object.entries(means).flatMap(([blocks, value]) =>
        categories.flatMap((category) =>
          [0, 1, 2].map((seed) =>
            stored(
              {
                ...{ category, seed, value: value + seed / 1000, imageSize: 64 },
                overrides: { division: { height: +blocks, width: +blocks, channels: 1 } },
              },
              `granularity/notebook/daad-${blocks}x${blocks}x1/${category}/seed${seed}/record.json`,
            )
          )
        )
      ),
    );
    return granularityFinding(keptOf([], (plan) => plan === "granularity" ? runs : []), "own");
  };
  const best = await judge({ 1: 0.8, 2: 0.85, 4: 0.9, 64: 0.7 });
  assertEquals(best?.verdict, "yes");
  assertEquals(
    best?.measured,
    "best between: daad-4x4x1; +10.0 [10.0, 10.0] from daad-1x1x1, +20.0 [20.0, 20.0] from daad-64x64x1",
  );
  assertEquals(
    best?.overSeeds,
    "[10.0, 10.0] from daad-1x1x1, [20.0, 20.0] from daad-64x64x1",
  );
  assertEquals((await judge({ 1: 0.95, 4: 0.9, 64: 0.7 }))?.verdict, "no");
  assertEquals(await judge({ 1: 0.8, 64: 0.7 }), undefined);
  // On one category there is no interval over categories.
  assertEquals((await judge({ 1: 0.8, 4: 0.9, 64: 0.7 }, ["bottle"]))?.verdict, "open");
  // At 64 pixels no map has more than 32 positions along a side, so 64 blocks are 32.
  const twice = await judge({ 1: 0.7, 2: 0.8, 32: 0.9, 64: 0.9 });
  assertEquals(twice?.verdict, "no");
  assertEquals(twice?.measured.split(";")[0], "best between: daad-2x2x1");
});

Deno.test("claims: the error in defects has to rise with the down-sampling ratio on most categories alike", async () => {
  /** Of each category the errors by ratio; a negative one is of a network that learnt nothing. */
  const judge = async (errors: Readonly<Record<string, readonly number[]>>, seeds = [1]) => {
    const runs = await Promise.all(
      Object.entries(errors).flatMap(([category, of]) =>
        of.flatMap((error, k) =>
          seeds.map(async (factor, seed): Promise<StoredRecord> => {
            const defect = factor * Math.abs(error);
            const record = await someRecord({
              ...{ category, seed, method: "ae", overrides: { levels: k + 1 } },
              untrained: error < 0 ? "why" : undefined,
            });
            const reconstructionErrors = { normal: 0.1, defect };
            return {
              file: `${category} ${k}`,
              record: { ...record, metrics: { ...record.metrics, reconstructionErrors } },
            };
          })
        )
      ),
    );
    return ratioFinding(keptOf([], () => runs));
  };
  assertEquals(await judge({ bottle: [0.1, 0.2, 0.4], grid: [0.1, 0.2, 0.4] }), {
    measured: "2.00 times the error in defects at twice the ratio [2.00, 2.00]",
    verdict: "yes",
  });
  const falling = await judge({ bottle: [0.4, 0.2], grid: [0.8, 0.4] });
  assertEquals(falling?.verdict, "no");
  // Twice and half: a factor of 1 with an interval around it.
  assertEquals((await judge({ bottle: [0.1, 0.2], grid: [0.2, 0.1] }))?.verdict, "unclear");
  assertEquals((await judge({ bottle: [0.1, 0.2, 0.4] }))?.verdict, "open");
  assertEquals(
    await judge({ bottle: [-9, 0.2, 0.4], grid: [0.1, -9, 0.4] }),
    await judge({ bottle: [0.1, 0.2, 0.4], grid: [0.1, 0.2, 0.4] }),
  );
  // Over seeds: each by its mean over the categories, if it has them all.
  const several = await judge({ bottle: [0.1, 0.2], grid: [0.1, 0.2] }, [1, 0.5]);
  assertEquals([several?.measured, several?.overSeeds], [
    "2.00 times the error in defects at twice the ratio [2.00, 2.00]",
    "[2.00, 2.00]",
  ]);
  // One ratio has no slope.
  assertEquals(await judge({ bottle: [0.1] }), undefined);
  assertEquals(await judge({}), undefined);
});
