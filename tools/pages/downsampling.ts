/**
 * The page of the down-sampling ratio.
 *
 * @module
 */
import type { Kept } from "../kept/kept.ts";
import { formatBaselines } from "../tables/baselines.ts";
import { drawDownsampling, formatDownsampling } from "../tables/downsampling.ts";
import { NO_RECORD, page } from "./page_text.ts";

/** The figure that motivates the paper, as numbers. */
export function downsamplingPage(kept: Kept): string {
  const runs = kept.of("downsampling");
  const figures = Object.keys(drawDownsampling(runs));
  return page("The down-sampling ratio", "../", [
    "How well defects are rebuilt, by how far the encoder shrinks the image. Mean squared errors of " +
    "images in [−1, 1], inside the masks and over normal images, and the image AUROC in percent by each " +
    "score. Their own scores are different statistics of the error; the norm is the same for both. " +
    "Errors are shown, and the claim is judged, where images have masks and runs learnt something; " +
    "points beside the lines are of networks that learnt nothing.",
    ...figures.map((name) =>
      `![Errors by ratio on ${name.replace(/\.svg$/, "")}](../../data/results/downsampling/${name})`
    ),
    ...(runs.length > 0
      ? [
        formatDownsampling(runs),
        "What scores that have learnt nothing and controls without a network reach on the same images:",
        formatBaselines(runs.map(({ record }) => record), kept.untrained.mvtec!),
      ]
      : [NO_RECORD]),
  ]);
}
