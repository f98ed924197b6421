/**
 * The page of settings chosen by synthetic defects.
 *
 * @module
 */
import type { TrialRecord } from "../../lib/experiment/tune/trial_record.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import {
  formatEpochsChoice,
  formatEpochsOfAll,
  formatJointChoice,
  formatJointVariants,
} from "../choice/joint_choice.ts";
import { formatVariantChoice } from "../choice/variant_choice.ts";
import { formatStudy } from "../choice/worth.ts";
import type { Kept } from "../kept/kept.ts";
import type { Study } from "../kept/study.ts";
import type { RunVariants } from "../kept/variants_file.ts";
import { formatReplaced, REPLACED_SIZE } from "../tables/replaced_table.ts";
import { formatTunings } from "../tables/tunings_table.ts";
import { NO_RECORD, page } from "./page_text.ts";

/** The settings that synthetic defects chose, and how well they choose. */
export function tuningPage(
  { defaults, confirmed, epochs, tunings, study, variants, records, tried }: Kept,
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
    "tenth. Each is measured by its best statistic, as the defaults are. These trials have a part of " +
    "the epochs, in which the longer training would win, so numbers of epochs have their own trials, " +
    "[below](#epochs), with all of them.",
    "_2x2-100_: blocks along each axis, and items. _wide_, _narrow_: twice or half the channels. " +
    "_levels3_: how often the resolution is halved. _slow_: a third of the learning rate. _flip_: " +
    "images mirrored at random while training. Of the calibration, _position_: mean and deviation of " +
    "the error at each pixel; _roughness_: a line on the image's gradient; _both_: these together; " +
    "_none_: the plain error; _floor_: what is added to the deviation, as a share of that over all " +
    "positions and images; _smoothing_: of both " +
    "maps, in pixels, or over the _whole image_; _root_, _log_: of the error; _displacement_: error " +
    "over squared gradient around the pixel; _top_: the share of pixels that counts.",
    ...formatJointChoice(defaults),
    "### Asked again",
    "When the setting for 32 pixels was chosen, the intervals were of a bootstrap over four classes, which " +
    "is too narrow, and the whole map with 50 items was taken. By Student's t, as above, its interval " +
    "includes 0. So it was compared again, as the defaults of that time, on classes that the choice had " +
    "not seen; what is in bold here is the default now.",
    ...formatJointChoice(confirmed),
    ...epochsSection(epochs),
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
    "real AUROC, and what the choice costs and brings. Means over categories, with 95 % intervals. " +
    "Orders are those of the round that has most candidates, the choice is that of the last one.",
    ...formatStudy(study),
    ...variantSection(study, variants),
  ]);
}

/** How long to train. */
function epochsSection(trials: readonly TrialRecord[]): string[] {
  const tables = formatEpochsChoice(trials);
  if (tables.length === 0) return [];
  return [
    "### Epochs",
    "Trained to the end for half, the defaults' and twice the epochs, by the same rule; the training " +
    "time is that of the epochs. Runs are compared by equal numbers of epochs, so one number is chosen " +
    "for all methods, by their mean:",
    ...formatEpochsOfAll(trials),
    "By method; in bold is what it would take alone:",
    ...tables,
  ];
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
