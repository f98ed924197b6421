import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { defaultCalibration } from "../../../lib/detector/calibration/options.ts";
import type { ErrorStatistic } from "../../../lib/detector/contract/error_facts.ts";
import { InputError } from "../../../lib/errors.ts";
import { choose } from "../../../lib/experiment/tune/choice.ts";
import { choiceGain, rankTrials, rankVariants } from "../../../lib/experiment/tune/ranking.ts";
import type { ResolvedCandidate } from "../../../lib/experiment/tune/setup.ts";
import { freeStatistics } from "../../../lib/experiment/tune/statistics.ts";
import { formatChoice } from "../../../lib/experiment/tune/text.ts";
import { survivors } from "../../../lib/experiment/tune/tune.ts";
import { assertClose, assertNear } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { someTrial } from "./records.ts";

const KINDS = ["cut-paste", "stain", "scratch"];

function candidate(name: string, overrides: Record<string, unknown> = {}): ResolvedCandidate {
  const score = { statistic: "top", topFraction: 0.01, sigmaAt256: 4 };
  const config = { ...overrides, score };
  return { name, config, fields: overrides, overrides, runHash: name };
}

const SETUP = {
  method: "daad",
  candidates: [candidate("default"), candidate("fine", { items: 50 })],
  rounds: [{ share: 1, folds: [0, 1] as const, images: 8 }],
};

/** Two folds of a candidate; `values` are by kind, fold 1 is 0.02 above fold 0. */
function folds(name: string, values: readonly number[], mse?: readonly number[]) {
  return ([0, 1] as const).map((fold) =>
    someTrial({
      ...{ candidate: name, fold },
      kinds: values.map((top, k) => ({
        kind: KINDS[k]!,
        top: top + 0.02 * fold,
        mse: (mse?.[k] ?? 0) + 0.02 * fold,
      })),
    })
  );
}

Deno.test("rankTrials: the mean over kinds, folds, image and pixel AUROC, best first", () => {
  const trials = [
    someTrial({
      kinds: [{ kind: "stain", top: 0.6, pixel: 0.8 }, { kind: "scratch", top: 1, pixel: 1 }],
    }),
    someTrial({ candidate: "fine", kinds: [{ kind: "stain", top: 0.9, pixel: 1 }] }),
  ];
  const ranked = rankTrials(trials).filter(({ statistic }) => statistic === "top");
  assertEquals(ranked.map(({ candidate }) => candidate), ["fine", "default"]);
  assertClose(ranked.map(({ auroc }) => auroc), [0.95, 0.85], TOLERANCE.rounding);
  assertClose(ranked.map(({ image }) => image), [0.9, 0.8], TOLERANCE.rounding);
  assertClose(ranked.map(({ pixel }) => pixel!), [1, 0.9], TOLERANCE.rounding);
});

Deno.test("rankTrials: without maps the image AUROC alone counts", () => {
  const [best] = rankTrials([someTrial({ kinds: [{ kind: "stain", top: 0.7 }] })]);
  assertEquals([best!.auroc, best!.pixel], [0.7, undefined]);
});

Deno.test("choiceGain: what kinds have in common cancels out", () => {
  const [better, worse] = [folds("fine", [0.9, 0.6, 0.7]), folds("default", [0.8, 0.5, 0.6])];
  const entries = rankTrials([...better, ...worse]).filter(({ statistic }) => statistic === "top");
  const { value, low, high } = choiceGain(entries, entries[1]!);
  assertClose([value, low, high], [0.1, 0.1, 0.1], TOLERANCE.rounding);
  // The intervals of the means themselves overlap.
  assert(entries[0]!.interval.low < entries[1]!.interval.high);
});

Deno.test("choiceGain: each half's choice is measured on the other, so luck is no gain", () => {
  const of = (name: string, aurocs: readonly [number, number]) =>
    aurocs.map((top, fold) =>
      someTrial({ candidate: name, fold: fold as 0 | 1, kinds: [{ kind: "stain", top }] })
    );
  const gain = (...trials: ReturnType<typeof of>[]) => {
    const entries = rankTrials(trials.flat()).filter(({ statistic }) => statistic === "top");
    return choiceGain(entries, entries.find(({ candidate }) => candidate === "default")!).value;
  };
  const usual = of("default", [0.6, 0.6]);
  // Each is chosen by the half where it is lucky, and measured on the other.
  const lucky = [of("a", [0.9, 0.5]), of("b", [0.4, 0.8])];
  assertNear(gain(usual, ...lucky), -0.15, TOLERANCE.rounding);
  assertNear(gain(usual, of("better", [0.7, 0.8])), 0.15, TOLERANCE.rounding);
  assertNear(gain(usual.slice(0, 1), of("a", [0.9, 0.5]).slice(0, 1)), 0.3, TOLERANCE.rounding);
});

Deno.test("choose: a half that chose who reaches the last round does not say what choosing brings", () => {
  const trials = [...folds("default", [0.5, 0.5]), ...folds("fine", [0.9, 0.9])];
  for (const trial of trials) {
    if (trial.candidate !== "fine" || trial.fold !== 1) continue;
    trial.measures.forEach((measure) => Object.assign(measure.image, { top: 0.6 }));
  }
  const gain = (screened: readonly (0 | 1)[]) => {
    const [last] = SETUP.rounds;
    const rounds = screened.length > 0 ? [{ ...last!, folds: screened }, last!] : [last!];
    return choose({ ...SETUP, rounds }, trials).difference.value;
  };
  assertNear(gain([]), (0.4 + 0.08) / 2, TOLERANCE.rounding);
  assertNear(gain([0]), 0.08, TOLERANCE.rounding);
  assertNear(gain([0, 1]), (0.4 + 0.08) / 2, TOLERANCE.rounding);
});

Deno.test("freeStatistics: only of a score that is a statistic of a map", () => {
  const map = { statistic: "top", topFraction: 0.01, sigmaAt256: 4 };
  const of = (score: unknown, own?: ErrorStatistic) =>
    freeStatistics({ config: { score } as never, errors: { sigma: 0, own } }).join();
  assertEquals(of(map, "top"), "mse,top,max");
  assertEquals([of("map", "top"), of("l2", "l2"), of(map)], ["own", "own", "own"]);
});

Deno.test("rankTrials: a score that one fold lacks is none", () => {
  const trials = folds("default", [0.5]);
  const [first] = trials;
  first!.measures.forEach((measure) =>
    Object.assign(measure, { image: { ...measure.image, calibrated: 0.9 } })
  );
  const ranked = rankTrials(trials);
  assertEquals(ranked.map(({ statistic }) => statistic), ["top", "mse", "max"]);
  assert(ranked.every(({ auroc }) => Number.isFinite(auroc)));
});

Deno.test("choose: the best candidate with its statistic, as fields for train --config", () => {
  const trials = [
    ...folds("default", [0.5, 0.5, 0.5]),
    ...folds("fine", [0.6, 0.6, 0.6], [0.9, 0.8, 0.9]),
  ];
  const { chosen, reference, verdict, config, apparent, bySetting, difference } = choose(
    SETUP,
    trials,
  );
  assertEquals([chosen.candidate, chosen.statistic], ["fine", "mse"]);
  assertEquals([reference.candidate, reference.statistic, verdict], ["default", "top", "better"]);
  for (const gain of [apparent, difference.value]) assertNear(gain, 1.1 / 3, TOLERANCE.rounding);
  assertNear(bySetting, 2.6 / 3, TOLERANCE.rounding); // the mean square of the defaults is 0
  const score = { statistic: "mean", topFraction: 0.01, sigmaAt256: 4 };
  assertEquals(config, { items: 50, score });
});

Deno.test("choose: a candidate's own statistic needs no field; no difference is an answer", () => {
  const trials = [
    ...folds("default", [0.5, 0.9, 0.5]),
    ...folds("fine", [0.9, 0.5, 0.6]),
  ];
  const choice = choose(SETUP, trials);
  assertEquals([choice.config, choice.verdict], [{ items: 50 }, "no difference"]);
  assert(choice.difference.low < 0 && choice.difference.high > 0);
  assertStringIncludes(formatChoice(choice), "no difference is shown, the defaults may do as well");
});

Deno.test("choose: the defaults where nothing is better", () => {
  const trials = [...folds("default", [0.9, 0.9, 0.9]), ...folds("fine", [0.5, 0.6, 0.9])];
  const choice = choose(SETUP, trials);
  assertEquals([choice.verdict, choice.config], ["same", {}]);
  assertStringIncludes(formatChoice(choice), "chosen: the defaults");
});

Deno.test("choose: refuses what cannot be compared", () => {
  assertThrows(() => choose(SETUP, folds("fine", [0.9])), InputError, "defaults of daad");
  assertThrows(
    () => choose(SETUP, [someTrial({ kinds: [] })]),
    InputError,
    "no synthetic defect can be seen",
  );
});

Deno.test("survivors: numbers of epochs wait for the round that trains to the end", () => {
  const more = candidate("double-epochs", { epochs: 100 });
  const trials = [someTrial({ kinds: [{ kind: "stain", top: 0.9 }] })];
  const left = survivors([candidate("default"), candidate("lost"), more], trials, 1);
  assertEquals(left.map(({ name }) => name), ["default", "double-epochs"]);
});

Deno.test("survivors: the best by any statistic, and the defaults whatever they reached", () => {
  const candidates = ["default", "a", "b", "c"].map((name) => candidate(name));
  const trials = [
    someTrial({ kinds: [{ kind: "stain", top: 0.1 }] }),
    someTrial({ candidate: "a", kinds: [{ kind: "stain", top: 0.5, mse: 0.6 }] }),
    someTrial({ candidate: "b", kinds: [{ kind: "stain", top: 0.2, mse: 0.9 }] }),
    someTrial({ candidate: "c", kinds: [{ kind: "stain", top: 0.7, mse: 0.2 }] }),
  ];
  const names = (count: number) => survivors(candidates, trials, count).map(({ name }) => name);
  assertEquals(names(1), ["default", "b"]);
  assertEquals(names(2), ["default", "b", "c"]);
});

const OPTIONS = defaultCalibration(128);

/** A trial whose calibrated scores are `calibrated`, by the default variant and by another one. */
function calibratedFold(fold: 0 | 1, [usual, other]: readonly [number, number]) {
  const trial = someTrial({ fold, kinds: [{ kind: "stain", top: 0.6, pixel: 0.5 }] });
  return {
    ...trial,
    calibrations: { both: OPTIONS, position: { ...OPTIONS, variant: "position" as const } },
    measures: trial.measures.map((measure) => ({
      ...measure,
      image: { ...measure.image, calibrated: usual },
      variants: { both: { image: usual, pixel: 0.9 }, position: { image: other, pixel: 0.9 } },
    })),
  };
}

Deno.test("choose: calibrated scores are one more statistic, with pixels by their own maps", () => {
  const trials = [calibratedFold(0, [0.7, 0.8]), calibratedFold(1, [0.7, 0.8])];
  const choice = choose(SETUP, trials);
  assertEquals([choice.chosen.statistic, choice.verdict], ["calibrated", "better"]);
  assertClose([choice.chosen.auroc], [(0.7 + 0.9) / 2], TOLERANCE.rounding);
  assertEquals(choice.config, {}); // not a field of the method: score --score calibrated
  assertEquals(choice.variants.map(({ candidate }) => candidate), ["position", "both"]);
  assertNear(choice.calibration!.value, 0.05, TOLERANCE.rounding);
  assertEquals(choice.calibrationOptions, { ...OPTIONS, variant: "position" });
  const text = formatChoice(choice);
  assertStringIncludes(text, "| position    | 85.0");
  assertStringIncludes(
    text,
    "calibration of default: position; over the default, choosing brings +5.0 [5.0, 5.0] points",
  );
  const same = choose(SETUP, [calibratedFold(0, [0.8, 0.7])]);
  assertEquals(same.calibration, undefined);
  assertStringIncludes(formatChoice(same), "calibration of default: the default, both;");
});

Deno.test("rankVariants: none where a trial has none", () => {
  assertEquals(rankVariants(folds("default", [0.5])), []);
});
