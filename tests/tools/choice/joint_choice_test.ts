import { assertEquals } from "@std/assert";
import {
  formatEpochsChoice,
  formatEpochsOfAll,
  formatJointChoice,
  formatJointVariants,
} from "../../../tools/choice/joint_choice.ts";
import { someTrial } from "../../experiment/tune/records.ts";

/** A trial of the first round; `top` and `mse` are its AUROCs in percent. */
function trial(category: string, candidate: string, [top, mse]: [number, number], epochs = 10) {
  return someTrial({
    ...{ category, candidate, config: { imageSize: 32, epochs } },
    kinds: [{ kind: "turned", top: top / 100, mse: mse / 100 }],
  });
}

Deno.test("formatJointChoice: candidates by their mean over categories, each by its best statistic", () => {
  const [table] = formatJointChoice([
    trial("bird", "default", [60, 50]),
    trial("bird", "fine", [64, 70]),
    trial("bird", "long", [99, 99], 20), // for longer than the defaults
    trial("bird", "alone", [99, 99]), // not in every category
    trial("ship", "default", [70, 62]),
    trial("ship", "fine", [70, 68]),
    trial("ship", "long", [99, 99], 20),
    someTrial({ category: "ship", round: 2, kinds: [{ kind: "turned", top: 1 }] }),
  ]);
  const [title, , ...grid] = table!.split("\n");
  const rows = grid.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(
    title,
    "DAAD, 32 pixels, bird, ship; 100 % of the epochs, one half held out, 2 images of it, seed 0:",
  );
  assertEquals(rows.slice(2), [
    // 70 and 68 by the mean square, the defaults' best is 60 and 70 by the top 1 %.
    ["fine", "mean square", "69.0", "+4.0 [−72.2, 80.2]", "1.0×"],
    ["**default**", "top 1 %", "65.0", "–", "1.0×"],
  ]);
  assertEquals(formatJointChoice([trial("bird", "default", [60, 50])]), []);
});

/** Trials of one candidate: AUROCs in percent by category, and the seconds of training. */
function candidate(name: string, aurocs: Record<string, number>, seconds: number) {
  return Object.entries(aurocs).map(([category, auroc]) => ({
    ...trial(category, name, [auroc, 0]),
    seconds: { training: seconds, total: seconds },
  }));
}

function chosen(...trials: ReturnType<typeof candidate>[]): string | undefined {
  return formatJointChoice(trials.flat())[0]!.match(/\*\*(.*)\*\*/)?.[1];
}

Deno.test("formatJointChoice: what is better beyond doubt, or better and quicker, replaces the defaults", () => {
  const usual = candidate("default", { a: 70, b: 70, c: 70 }, 10);
  const clearly = candidate("clearly", { a: 72, b: 73, c: 74 }, 15);
  assertEquals(chosen(usual, clearly), "clearly");
  // Twice the time at most, however good.
  assertEquals(chosen(usual, clearly, candidate("slow", { a: 90, b: 90, c: 90 }, 21)), "clearly");
  // Not better beyond doubt: only if it is quicker, and by more than a tenth.
  const unclear = { a: 80, b: 69, c: 69 };
  assertEquals(chosen(usual, candidate("unclear", unclear, 10)), "default");
  assertEquals(chosen(usual, candidate("unclear", unclear, 9.5)), "default");
  assertEquals(chosen(usual, candidate("unclear", unclear, 8)), "unclear");
  // A few large gains and two small ones are not beyond doubt, however the categories are drawn.
  const four = candidate("default", { a: 70, b: 70, c: 70, d: 70 }, 10);
  assertEquals(chosen(four, candidate("mixed", { a: 82, b: 77, c: 71, d: 70.4 }, 10)), "default");
  assertEquals(chosen(usual, candidate("quick", { a: 70, b: 70, c: 69 }, 5)), "default");
});

Deno.test("formatJointVariants: what is better beyond doubt replaces the default", () => {
  const of = (category: string, both: number, position: number) => {
    const record = trial(category, "default", [60, 50]);
    const variants = { both: { image: both }, position: { image: position } };
    return { ...record, measures: record.measures.map((measure) => ({ ...measure, variants })) };
  };
  const rows = (...trials: ReturnType<typeof of>[]) =>
    formatJointVariants(trials)[0]!.split("\n").slice(4).map((line) => line.split("|")[1]!.trim());
  assertEquals(rows(of("a", 0.7, 0.8), of("b", 0.7, 0.71)), ["position", "**both**"]);
  assertEquals(rows(of("a", 0.7, 0.8), of("b", 0.7, 0.79)), ["**position**", "both"]);
  assertEquals(
    formatJointVariants([trial("a", "default", [1, 1]), trial("b", "default", [1, 1])]),
    [],
  );
});

Deno.test("formatEpochsChoice: of trainings to the end only; twice the epochs are not too many", () => {
  const of = (category: string, values: Record<string, number>) =>
    Object.entries(values).map(([name, auroc]) => ({
      ...trial(category, name, [auroc, 0], name === "double-epochs" ? 20 : 10),
      round: 2,
      seconds: { training: name === "double-epochs" ? 3 : 1, total: 3 },
    }));
  const trials = [
    ...of("a", { default: 70, "double-epochs": 72 }),
    ...of("b", { default: 70, "double-epochs": 72.1 }),
  ];
  const rows = (own: typeof trials) =>
    formatEpochsChoice(own)[0]?.split("\n").slice(4)
      .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows(trials)?.map(([name, , auroc, , time]) => [name, auroc, time]), [
    ["**double-epochs**", "72.0", "2.0×"], // 72.05
    ["default", "70.0", "1.0×"],
  ]);
  assertEquals(formatEpochsChoice(trials.map((own) => ({ ...own, share: 0.25 }))), []);
});

Deno.test("formatEpochsOfAll: the mean over methods, on the categories that all of them have", () => {
  const of = (method: string, category: string, values: Record<string, number>) =>
    Object.entries(values).map(([name, auroc]) => ({
      ...trial(category, name, [auroc, 0], name === "double-epochs" ? 20 : 10),
      method,
    }));
  const trials = [
    ...of("ae", "a", { default: 70, "double-epochs": 72.1 }),
    ...of("ae", "b", { default: 70, "double-epochs": 72.3 }),
    ...of("ae", "c", { default: 10, "double-epochs": 90 }), // which the other method lacks
    ...of("daad", "a", { default: 80, "double-epochs": 80 }),
    ...of("daad", "b", { default: 80, "double-epochs": 80 }),
  ];
  const [table, ...others] = formatEpochsOfAll(trials);
  assertEquals(others, []);
  assertEquals(table!.split("\n")[0], "AE, DAAD together, 32 pixels, a, b:");
  const rows = table!.split("\n").slice(4).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  assertEquals(rows.map(([name, auroc]) => [name, auroc]), [
    ["**double-epochs**", "76.1"],
    ["default", "75.0"],
  ]);
  assertEquals(formatEpochsOfAll(trials.slice(0, 6)), []);
});
