/**
 * The paper's claims, and how each is judged from records.
 *
 * @module
 */
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import { formatInterval } from "../../lib/record/table/sheets.ts";
import type { Kept } from "../kept/kept.ts";
import { ablationDifference, granularityFinding, ratioFinding } from "./ablation_claims.ts";
import { type Comparison, type Difference, differenceOf, formatPairs } from "./difference.ts";
import { type Finding, judgeDifference } from "./verdict.ts";

/** A claim on one data set. */
export interface Claim {
  readonly text: string;
  readonly dataset: string;
  /** The two methods whose difference it is about, where it is about methods. */
  readonly compared?: Comparison;
  /** The two variants of an ablation whose difference it is about: the first minus the second. */
  readonly variants?: readonly [variant: string, reference: string];
  /** Whether the judgement depends on how images are scored. */
  readonly scored: boolean;
  /** Judges the claim; `undefined` where no record bears on it. */
  readonly judge: (kept: Kept, score: ScoreName) => Finding | undefined;
}

/**
 * The gain over a plain AE on the mean of MVTec AD, in the abstract. It is the full method's: the mean
 * that is quoted for DAAD+ is 89.5, the AE's would then be 79.4.
 */
const PUBLISHED_GAIN = 0.101;

/**
 * On small images an AE without a bottleneck forgets nothing; these two have the same width and
 * score.
 */
const ALIKE: Comparison = ["memae[as_ae]", "ae[bottleneck]"];

/** Claims in the order shown; claims with the same text are about different data sets. */
export const CLAIMS: readonly Claim[] = [
  ...compare("DAAD is above the AE", {
    mvtec: ["daad", "ae"],
    cifar10: ["daad", "ae"],
    mnist: ["daad", "ae"],
  }),
  ...compare("DAAD+ is above the AE", {
    mvtec: ["daad_plus", "ae"],
    cifar10: ["daad_plus", "ae"],
    mnist: ["daad_plus", "ae"],
  }, PUBLISHED_GAIN),
  ...compare("DAAD+ is above DAAD", {
    mvtec: ["daad_plus", "daad"],
    cifar10: ["daad_plus", "daad"],
    mnist: ["daad_plus", "daad"],
  }),
  ...compare("MemAE is above an equal AE", {
    mvtec: ["memae", "ae"],
    cifar10: ALIKE,
    mnist: ALIKE,
  }),
  ...compare("DAAD is above MemAE", {
    mvtec: ["daad", "memae"],
    cifar10: ["daad", "memae[as_ae]"],
    mnist: ["daad", "memae[as_ae]"],
  }),
  {
    text: "Less down-sampling rebuilds defects better",
    dataset: "mvtec",
    scored: false,
    judge: (kept) => ratioFinding(kept),
  },
  component("Plain skips let defects through", "auto-encoder", "u-net"),
  component("Memories on the skips keep them out", "memory", "u-net"),
  {
    text: "A middle granularity is best",
    dataset: "mvtec",
    scored: true,
    judge: granularityFinding,
  },
];

/** @param amount The claimed difference on MVTec AD. */
function compare(
  text: string,
  comparisons: Readonly<Record<string, Comparison>>,
  amount?: number,
): Claim[] {
  return Object.entries(comparisons).map(([dataset, comparison]) => ({
    text,
    dataset,
    compared: comparison,
    scored: true,
    judge: ({ records }, score) => {
      const difference = differenceOf(records, dataset, comparison, score);
      return difference && findingOf(difference, dataset === "mvtec" ? amount : undefined);
    },
  }));
}

/** The claim that one variant of the plan `components` is above another. */
function component(text: string, variant: string, reference: string): Claim {
  return {
    text,
    dataset: "mvtec",
    variants: [variant, reference],
    scored: true,
    judge: (kept, score) => {
      const difference = ablationDifference(kept, "components", [variant, reference], score);
      return difference && findingOf(difference);
    },
  };
}

function findingOf(difference: Difference, amount?: number): Finding {
  return {
    measured: formatPairs(difference),
    ...(difference.overSeeds && { overSeeds: formatInterval(difference.overSeeds) }),
    verdict: judgeDifference(difference, amount),
  };
}
