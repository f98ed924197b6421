import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pairSettings } from "../../../lib/experiment/tune/agreement.ts";
import { correlations, regret } from "../../../lib/experiment/tune/agreement_summary.ts";
import { formatAgreement } from "../../../lib/experiment/tune/agreement_text.ts";
import { type TrialRecord, writeTrial } from "../../../lib/experiment/tune/trial_record.ts";
import type { RunRecord } from "../../../lib/record/run/record.ts";
import { writeRecord } from "../../../lib/record/run/record_file.ts";
import { formatStudy } from "../../../tools/choice/worth.ts";
import { readStudy } from "../../../tools/kept/study.ts";
import { assertClose, assertNear } from "../../close.ts";
import { someRecord } from "../../record/table/records.ts";
import { withTempDir } from "../../temp_dir.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { someTrial } from "./records.ts";

const CANDIDATES = ["default", "a", "b", "c", "e"] as const;
const { rounding } = TOLERANCE;

/** Fields that make each candidate a different configuration. */
function overridesOf(candidate: string): Record<string, unknown> {
  return candidate === "default" ? {} : { items: candidate.charCodeAt(0) };
}

/**
 * Trials and runs of five candidates on a category. Defects of kind `stain` rank the candidates
 * correctly, `scratch` in reverse; pixel AUROCs are `pixels`, in the order of the candidates.
 */
async function someCategory(
  category: string,
  real: readonly number[],
  pixels?: readonly number[],
): Promise<{ trials: TrialRecord[]; runs: RunRecord[] }> {
  const runs = await Promise.all(real.map((value, i) =>
    someRecord({
      ...{ category, value, own: "top", overrides: overridesOf(CANDIDATES[i]!) },
      statistics: { top: value },
    })
  ));
  const trials = runs.map(({ config, configHash }, i) =>
    someTrial({
      ...{ category, candidate: CANDIDATES[i], config, runHash: configHash },
      kinds: [
        { kind: "stain", top: real[i]!, pixel: pixels?.[i] },
        { kind: "scratch", top: 1 - real[i]! / 2, pixel: pixels?.[i] },
      ],
    })
  );
  return { trials, runs };
}

Deno.test("pairSettings: by method, category and complete configuration; seeds are averaged", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  const again = CANDIDATES.map((name, i) => {
    const value = name === "a" ? 0.9 : [0.5, 0, 0.7, 0.8, 0.9][i]!;
    const facts = {
      value,
      own: "top",
      overrides: overridesOf(name),
      statistics: { top: value },
    } as const;
    return someRecord({ ...facts, seed: 1 });
  });
  const second = await Promise.all(again);
  // A seed that only one setting has would compare settings on different seeds.
  const [alone] = (await someCategory("bottle", [0.1])).runs;
  const third = { ...alone!, seed: 3 };
  const untrained = await someRecord({ ...{ seed: 2, value: 0 }, untrained: "grey" });
  const elsewhere = await someRecord({ category: "grid", value: 0 });
  const [group, ...others] = pairSettings(trials, [
    ...[...runs, ...second, third, untrained, elsewhere],
  ]);
  assertEquals([group!.method, group!.category, others.length], ["daad", "bottle", 0]);
  const found = new Map(group!.settings.map(({ candidate, real }) => [candidate, real]));
  assertClose(CANDIDATES.map((name) => found.get(name)!), [0.5, 0.75, 0.7, 0.8, 0.9], rounding);
  assertEquals(group!.settings.filter(({ isDefault }) => isDefault).length, 1);
});

Deno.test("pairSettings: candidates of two tunings are not folds of one", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  const other = trials.map((trial) => ({ ...trial, tuning: "b", runHash: "of other defaults" }));
  const groups = pairSettings(
    [...trials.map((trial) => ({ ...trial, tuning: "a" })), ...other],
    runs,
  );
  assertEquals(groups.map(({ settings }) => settings.length), [5]);
});

Deno.test("pairSettings: a statistic that a record has is a setting of its own", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  const withMse = runs.map((run) => ({
    ...run,
    statistics: { ...run.statistics!, mse: run.statistics!.top },
  }));
  const [group] = pairSettings(trials, withMse);
  assertEquals(group!.settings.length, 10);
});

Deno.test("pairSettings: one round counts, that with the most settings", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  const last = trials.slice(2).map((trial) => ({ ...trial, round: 2 }));
  const [group] = pairSettings([...trials, ...last], runs);
  assertEquals(group!.settings.length, 5);
  const all = trials.map((trial) => ({ ...trial, round: 2, measures: trial.measures.slice(0, 1) }));
  const [later] = pairSettings([...trials, ...all], runs);
  assertEquals([...later!.settings[0]!.kinds.keys()], ["stain"]);
});

Deno.test("pairSettings: the last round chooses, also where another has more settings", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  const [first] = pairSettings(trials, runs);
  assertEquals(first!.chosen!.candidate, "e");
  // With all epochs `b` is better than `c` and `e`, which were the best with a few.
  const last = [2, 3, 4].map((i) => ({
    ...trials[i]!,
    round: 2,
    measures: trials[6 - i]!.measures,
  }));
  const [group] = pairSettings([...trials, ...last], runs);
  assertEquals([group!.settings.length, group!.chosen!.candidate], [5, "b"]);
  assertNear(regret([group!]).againstBest.value, 0.2, rounding);
  // A choice that was not trained normally has no worth that is known.
  const other = last.map((trial) => ({ ...trial, candidate: `${trial.candidate}2` }));
  const [unknown] = pairSettings([...trials, ...other], runs);
  assertEquals([unknown!.chosen, regret([unknown!]).againstDefault.groups], [undefined, 0]);
});

Deno.test("correlations: a kind that tells the truth, one that lies, and all of them", async () => {
  // Pixel AUROCs fall where image AUROCs rise, and weigh more.
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9], [
    1,
    0.6,
    0.3,
    0.1,
    0,
  ]);
  const found = new Map(
    correlations(pairSettings(trials, runs)).map(({ by, value }) => [by, value]),
  );
  assertEquals([...found], [
    ["stain", 1],
    ["scratch", -1],
    ["all kinds, image", 1],
    ["all kinds, image and pixel", -1],
  ]);
});

Deno.test("correlations: means over categories have an interval, one category has none", async () => {
  const [bottle, grid] = [
    await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]),
    await someCategory("grid", [0.9, 0.8, 0.7, 0.6, 0.5]),
  ];
  const liar = grid.trials.map((trial) => ({
    ...trial,
    measures: trial.measures.map((of) => ({
      ...of,
      image: { ...of.image, top: 1 - of.image.top! },
    })),
  }));
  const one = correlations(pairSettings(bottle.trials, bottle.runs));
  assertEquals(one.map(({ interval }) => interval), one.map(() => undefined));
  const both = pairSettings([...bottle.trials, ...liar], [...bottle.runs, ...grid.runs]);
  const [stain] = correlations(both);
  assertEquals([stain!.value, stain!.groups], [0, 2]);
  assertEquals([stain!.interval!.low, stain!.interval!.high], [-1, 1]);
});

Deno.test("regret: what the choice loses against the best and gains against the defaults", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9], [
    0.5,
    1,
    0.4,
    0.3,
    0.1,
  ]);
  const more = await someRecord({ value: 0.95, own: "top", overrides: { items: 7 } });
  const other = { candidate: "f", config: more.config, runHash: more.configHash };
  const { againstBest, againstDefault, bySetting } = regret(pairSettings(trials, runs));
  // `a` is chosen by its pixels: it has 0.6, the best has 0.9 and the defaults 0.5.
  assertNear(againstBest.value, 0.3, rounding);
  assertNear(againstDefault.value, 0.1, rounding);
  assertNear(bySetting.value, 0.1, rounding);
  const others = trials.slice(1).concat({ ...trials[1]!, ...other });
  const without = regret(
    pairSettings(others, [...runs, { ...more, statistics: runs[0]!.statistics }]),
  );
  assertEquals([without.againstDefault.groups, without.bySetting.groups], [0, 0]);
});

Deno.test("regret: what a statistic brings is told apart from what the setting brings", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.55, 0.5, 0.5]);
  // By the mean square, defects of both kinds are found best with `a`, and real ones by all but for a tenth.
  const better = trials.map((trial) => ({
    ...trial,
    measures: trial.measures.map((of) => ({
      ...of,
      image: { ...of.image, mse: trial.candidate === "a" ? 0.99 : 0.98 },
    })),
  }));
  const measured = runs.map((run, i) => ({
    ...run,
    statistics: { ...run.statistics!, mse: { imageAuroc: { value: i === 1 ? 0.9 : 0.8 } } },
  })) as unknown as RunRecord[];
  const { againstDefault, bySetting } = regret(pairSettings(better, measured));
  assertNear(againstDefault.value, 0.4, rounding);
  assertNear(bySetting.value, 0.1, rounding);
});

Deno.test("pairSettings: fewer than five candidates, or runs of another image size, say nothing", async () => {
  const { trials, runs } = await someCategory("bottle", [0.5, 0.6, 0.7, 0.8, 0.9]);
  assertEquals(pairSettings(trials.slice(1), runs), []);
  const small = trials.map((trial) => ({ ...trial, config: { ...trial.config, imageSize: 8 } }));
  assertEquals(pairSettings(small, runs), []);
});

Deno.test("tools/tuning.ts: the tables of trials and runs below folders", () =>
  withTempDir(async (dir) => {
    for (
      const [category, real] of [["bottle", [0.5, 0.6, 0.7, 0.8, 0.9]], ["grid", [
        0.9,
        0.6,
        0.7,
        0.8,
        0.85,
      ]]] as const
    ) {
      const { trials, runs } = await someCategory(category, real);
      for (const [i, run] of runs.entries()) {
        for (const part of ["trials", "runs"]) {
          await Deno.mkdir(`${dir}/${part}/${category}${i}`, { recursive: true });
        }
        await writeRecord(`${dir}/runs/${category}${i}/record.json`, run);
        await writeTrial(`${dir}/trials/${category}${i}/record.json`, trials[i]!);
      }
    }
    const text = formatStudy(await readStudy([`${dir}/trials`, `${dir}/runs`])).join("\n\n");
    assertStringIncludes(text, "128 pixels: 5 candidates, 2 categories");
    const row = (name: string) => text.split("\n").find((line) => line.startsWith(`| ${name}`))!;
    assertStringIncludes(row("stain"), "1.00 [1.00, 1.00]");
    assertStringIncludes(row("scratch"), "−1.00 [−1.00, −1.00]");
    assertStringIncludes(row("best − chosen"), "0.0 [0.0, 0.0]");
    assertStringIncludes(row("chosen − default"), "+20.0 [");
    const choices = text.split("\n").filter((line) => line.startsWith("| DAAD"))
      .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
    assertEquals(choices, [
      ["DAAD", "128", "bottle", "e, top 1 %", "90.0", "50.0", "90.0: e, top 1 %", "1.00"],
      ["DAAD", "128", "grid", "default, top 1 %", "90.0", "90.0", "90.0: default, top 1 %", "1.00"],
    ]);
    assert(text.indexOf("scratch") < text.indexOf("all kinds"));
    const alone = formatStudy(await readStudy([`${dir}/trials`])).join("\n\n");
    assertEquals(alone.split("\n")[0], formatAgreement([]));
  }));
