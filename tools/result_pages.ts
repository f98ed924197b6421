/**
 * The generated pages of docs/tables, except those of single methods.
 *
 * @module
 */
import { formatGoals, formatMethodSpeed, formatSpeed } from "../bench/summary.ts";
import { formatAblation } from "./ablation_table.ts";
import { ABLATION_TABLES } from "./ablations.ts";
import { formatGains, formatPixels, formatSteps } from "./calibration_table.ts";
import { formatClaims, formatVerdicts } from "./claims_table.ts";
import { formatDataset } from "./dataset_table.ts";
import type { Comparison } from "./difference.ts";
import { formatDifferences } from "./differences_table.ts";
import { drawDownsampling, formatDownsampling } from "./downsampling.ts";
import { formatHours } from "./hours.ts";
import { formatJointChoice, formatJointVariants } from "./joint_choice.ts";
import type { RunRecord } from "../lib/record/record.ts";
import { type Kept, METHOD_PLANS } from "./kept.ts";
import { formatMeasured, formatMeasuredPlans } from "./measured.ts";
import { isPartial } from "./cell_text.ts";
import { describeRuns, NO_RECORD, page, SCORES, SCREW, tunedNotes } from "./page_text.ts";
import { formatReplaced, REPLACED_SIZE } from "./replaced_table.ts";
import { formatSummary } from "./summary_table.ts";
import { formatTunings } from "./tuned.ts";
import { formatStudy, type Study } from "./tuning.ts";
import { formatVariantChoice } from "./variant_choice.ts";
import type { RunVariants } from "./kept_variants.ts";

/** The categories of MVTec AD that are available with all official images. */
export const MEASURED = ["bottle", "grid", "screw"];

/** How many times faster a GPU is assumed to be than one thread of the records' machine. */
const GPU = 40;

/** The comparisons of the table of differences. */
const COMPARISONS: readonly Comparison[] = [
  ["daad", "ae"],
  ["daad_plus", "ae"],
  ["daad_plus", "daad"],
  ["memae", "ae"],
  ["daad", "memae"],
  ["daad", "ae[bottleneck]"],
  ["memae[as_ae]", "ae[bottleneck]"],
  ["daad", "memae[as_ae]"],
  ["daad[literal]", "ae"],
  ["daad[tuned]", "daad"],
  ["daad[tuned]", "ae"],
];

/** Verdicts on the paper's claims, with the evidence for each. */
export function claimsPage(kept: Kept): string {
  return page("The paper's claims", "../", [
    formatVerdicts(kept),
    "A word each, by all scores that were measured: `depends` where these disagree, `not shown` where " +
    "they disagree and the claim holds by none, `open` where no two runs can be compared yet. Of a " +
    "difference with its 95 % interval: `yes` where the whole interval is above 0, `no` where it is below " +
    "0, else `unclear`. The abstract has the full method 10.1 points above a plain AE on MVTec AD; `less` and " +
    "`more` are above 0, but entirely below or above that. " + describePartial(kept.records),
    "## By score",
    formatClaims(kept),
    "Differences are in points of image AUROC. The interval from which a verdict follows is over " +
    "categories: it is for other categories of this kind. The interval over seeds is for other trainings " +
    "on the same categories, and says nothing of others. The best granularity is chosen by the runs that " +
    "it is then compared in. The error in defects is judged by the logarithm of its factor.",
    SCORES,
  ]);
}

/** How many of the measured categories of MVTec AD are not there with all official images. */
function describePartial(records: readonly RunRecord[]): string {
  const mvtec = records.filter(({ dataset }) => dataset === "mvtec");
  const categories = Map.groupBy(mvtec, ({ category }) => category);
  const partial = [...categories.values()].filter((runs) => runs.every((run) => isPartial([run])));
  return `Of the ${categories.size} categories of MVTec AD that have a record, ${partial.length} lack ` +
    "official images.";
}

/** Means of all methods by all scores. */
export function summaryPage({ records }: Kept): string {
  const columns = METHOD_PLANS.map(({ title, dataset, categories }) =>
    dataset === "mvtec"
      ? { title: `MVTec AD: ${MEASURED.join(", ")}`, dataset, categories: MEASURED }
      : { title, dataset, categories }
  );
  return page("Means of all methods", "../", [
    "Mean image AUROC over the categories in percent, ± the standard deviation of that mean over " +
    "seeds; the weights of the last epoch. Brackets name what replaces the method's " +
    "own part.",
    formatSummary(columns, records),
    SCORES,
    SCREW,
  ]);
}

/** All methods on each category of a data set. */
export function datasetPage(plan: typeof METHOD_PLANS[number], kept: Kept): string {
  const { dataset, title, categories } = plan;
  const untrained = kept.untrained[dataset]!;
  const measured = categories.filter((name) => Object.hasOwn(untrained.categories, name));
  const paper = kept.of(plan.id, "paper").map(({ record }) => record);
  return page(`${title}, by category`, "../", [
    "Image AUROC in percent, mean over seeds (± their standard deviation). The first rows are " +
    "scores that have learnt nothing: read every row against them.",
    formatDataset({ dataset, categories: measured, records: kept.records, untrained }),
    SCORES,
    ...(measured.includes("screw") ? [SCREW] : []),
    ...tunedNotes("../../", kept.records.filter((run) => run.dataset === dataset)),
    `## Profile \`paper\``,
    paper.length > 0 ? formatDataset({ dataset, categories: measured, records: paper }) : NO_RECORD,
  ]);
}

/** Differences between methods. */
export function differencesPage({ records }: Kept): string {
  return page("How far methods are apart", "../", [
    "The mean difference in image AUROC over all pairs of runs with equal category, seed, images, " +
    "size and number of epochs, in points, with its 95 % interval. Each category counts once, by the " +
    "mean of its seeds, and the interval is over categories. Where two methods are scored by unlike " +
    "statistics there is none; calibrated scores of tuned runs are calibrated otherwise than those of " +
    "the defaults.",
    formatDifferences(COMPARISONS, METHOD_PLANS, records),
    SCORES,
  ]);
}

/** What the calibration changes. */
export function calibrationPage({ records }: Kept): string {
  return page("What the calibration changes", "../", [
    "A calibrated score counts an error against those that training images leave at the same place and " +
    "in images as rough. Differences are in points of image AUROC, over runs of equal category, seed, " +
    "images, size and number of epochs, with the 95 % interval over categories. No published value " +
    "is calibrated.",
    formatGains(METHOD_PLANS, records),
    SCREW,
    "## The memory, or a better use of the error?",
    "From the AE's own score to the calibrated DAAD, in either order, over runs that both methods have.",
    formatSteps(METHOD_PLANS, records),
    "## Pixels of MVTec AD",
    "In percent, by each method's own map and by the calibrated one. PRO is the per-region overlap up to " +
    "a false-positive rate of 30 %.",
    formatPixels(records.filter(({ dataset }) => dataset === "mvtec")),
  ]);
}

/** The figure that motivates the paper, as numbers. */
export function downsamplingPage(kept: Kept): string {
  const runs = kept.of("downsampling");
  const figures = Object.keys(drawDownsampling(runs));
  return page("The down-sampling ratio", "../", [
    "How well defects are rebuilt, by how far the encoder shrinks the image. Mean squared errors of " +
    "images in [−1, 1], inside the masks and over normal images, and the image AUROC in percent.",
    ...figures.map((name) =>
      `![Errors by ratio on ${name.replace(/\.svg$/, "")}](../../data/results/downsampling/${name})`
    ),
    runs.length > 0 ? formatDownsampling(runs) : NO_RECORD,
  ]);
}

/** All ablations. */
export function ablationsPage(kept: Kept): string {
  return page("Ablations", "../", [
    "A value is the mean image AUROC in percent, ± its standard deviation over seeds. The last " +
    "columns pair the runs of equal category, seed, images, size and number of epochs: the mean " +
    "difference with two 95 % intervals. In the first each category counts once, by the mean of its " +
    "seeds: it is for other categories of this kind. In the second, _over seeds_, each seed counts once, " +
    "by its mean over the categories: it is for other seeds on these categories, not for other categories.",
    ...Object.entries(ABLATION_TABLES).flatMap(([plan, table]) => {
      const runs = kept.of(plan);
      return [
        `## ${table.title}`,
        `${table.about} \`reproduce ${plan}\`.`,
        ...(runs.length > 0
          ? [
            describeRuns(runs.map(({ record }) => record)) + ".",
            formatAblation(plan, table.referencesOf, runs),
          ]
          : [NO_RECORD]),
      ];
    }),
  ]);
}

/** Steps and images per second, beside PyTorch. */
export function speedPage({ cases }: Kept): string {
  return page("Speed", "../", [
    "`deno task bench`: all variants in turn on one machine, float32 unless said otherwise, medians. " +
    "The limit counts a step's convolutions and matrix products only, at the highest rate that any " +
    "of them reaches alone. PyTorch's fastest is the best of eager, channels last and `torch.compile`, " +
    "or what was measured of them: _without_ says what is missing and may be faster. Spread, samples, start-up times and peak memory are in `bench/results`.",
    formatSpeed(cases),
    "## Other methods, training",
    formatMethodSpeed(cases),
    "## Goals",
    formatGoals(cases),
  ]);
}

/** The settings that synthetic defects chose, and how well they choose. */
export function tuningPage(
  { defaults, confirmed, tunings, study, variants, records, tried }: Kept,
): string {
  return page("Settings chosen without a test image", "../", [
    "`daad tune` trains candidates on one half of the normal training images, paints defects onto the " +
    "other half and ranks the candidates by how well they find them; AUROCs in percent are means over " +
    "kinds and folds, of images and of pixels.",
    "## One setting for several categories",
    "In bold what the rule takes as the default: the best of the candidates that may replace the " +
    "defaults of that time. One may if the whole 95 % interval of its gain over categories is above 0 " +
    "(each candidate's own interval: with so many candidates one may be above 0 by chance) and it takes " +
    "at most twice the training time, or if its mean is higher and it takes less time by more than a " +
    "tenth. Each is measured by its best statistic, as the defaults are. Epochs are not " +
    "compared: the longer training would win.",
    "_2x2-100_: blocks along each axis, and items. _wide_, _narrow_: twice or half the channels. " +
    "_levels3_: how often the resolution is halved. _slow_: a third of the learning rate. _flip_: " +
    "images mirrored at random while training. Of the calibration, _position_: mean and deviation of " +
    "the error at each pixel; _roughness_: a line on the image's gradient; _both_: these together; " +
    "_none_: the plain error; _floor_: of the deviation, as a share of its mean; _smoothing_: of both " +
    "maps, in pixels, or over the _whole image_; _root_, _log_: of the error; _displacement_: error " +
    "over squared gradient around the pixel; _top_: the share of pixels that counts.",
    ...formatJointChoice(defaults),
    "### Asked again",
    "When the setting for 32 pixels was chosen, the intervals were of a bootstrap over four classes, which " +
    "is too narrow, and the whole map with 50 items was taken. By Student's t, as above, its interval " +
    "includes 0. So it was compared again, as the defaults of that time, on classes that the choice had " +
    "not seen; what is in bold here is the default now.",
    ...formatJointChoice(confirmed),
    "The variants of the calibration by the same rule; all cost the same. One calibration serves all " +
    "methods: DAAD's trials, which were the first, chose it, so a variant in bold in another method's " +
    "table is what that method alone would take.",
    ...formatJointVariants(defaults),
    ...replacedSection([...records, ...tried]),
    "## A setting for each category",
    "Beside today's defaults. What choosing brings is measured on the half of the images by which no " +
    "candidate got into the last round, for the choice by the other half. The calibration is of the " +
    "chosen candidate.",
    tunings.some(({ choice }) => choice) ? formatTunings(tunings) : NO_RECORD,
    "## Does it choose well?",
    "The same settings trained normally and tested on real defects: rank correlation of synthetic and " +
    "real AUROC, and what the choice costs and brings. Means over categories, with 95 % intervals.",
    ...formatStudy(study),
    ...variantSection(study, variants),
  ]);
}

/** What the replaced defaults reached. */
function replacedSection(records: readonly RunRecord[]): string[] {
  const table = formatReplaced(records);
  if (!table) return [];
  return [
    "### Before and after",
    `Mean image AUROC on the official test images of MVTec AD in percent, ± over seeds, at ${REPLACED_SIZE} pixels, ` +
    "by the defaults that were replaced and by those in their place; these images chose neither.",
    table,
  ];
}

/** What the chosen variants of the calibration are worth to the kept runs. */
function variantSection({ trials }: Study, variants: readonly RunVariants[]): string[] {
  const tables = formatVariantChoice(trials, variants);
  if (tables.length === 0) return [];
  return [
    "## Does it choose the calibration well?",
    "Every variant of the calibration of the same runs, on real defects: what the variant that " +
    "synthetic defects choose has there, by the default settings, beside the default variant, the best " +
    "and the worst. Differences are means over categories, with 95 % intervals.",
    ...tables,
  ];
}

/** Estimated hours of the full setting. */
export async function hoursPage({ records }: Kept): Promise<string> {
  return page("Hours of the full setting", "../", [
    "Estimated training hours in profile `paper` on one thread of the records' machine: the least time that " +
    "a record of the same network and losses has for an image and epoch on one thread, times images, " +
    "epochs, pixels and the square of the network's width; nothing where there is no such record. " +
    `The last row is a guess: it takes a GPU to be ${GPU} times as fast as a thread, which was not measured.`,
    await formatHours(METHOD_PLANS, records, GPU),
  ]);
}

/** The numbers of categories and runs that have a record, and the hours they took. */
export function measuredPage({ records, of }: Kept): string {
  const ablations = [
    { id: "downsampling", title: "Down-sampling ratio" },
    ...Object.entries(ABLATION_TABLES).map(([id, { title }]) => ({ id, title })),
  ];
  return page("What is measured", "../", [
    "Of how many categories or classes a record is kept, how many runs these are, and how long they took " +
    "from the first image to the record, most on one thread of a machine that did other work at the " +
    "same time.",
    formatMeasured(METHOD_PLANS, records),
    formatMeasuredPlans(
      ablations.map(({ id, title }) => ({ title, runs: of(id).map(({ record }) => record) })),
    ),
  ]);
}
