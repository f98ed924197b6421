/**
 * Errors against the roughness of images as a chart.
 *
 * @module
 */
import { evenly } from "../../data/images/evenly.ts";
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import { InputError } from "../../errors.ts";
import { average } from "../../metrics/statistics/average.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { CLASS_COLOURS, OKABE_ITO } from "../figure/palette.ts";

/** Maximum number of points of one kind, spread evenly: more would hide each other. */
const MOST_POINTS = 300;

/**
 * Plots the mean error of each image against its mean squared gradient, with the line that a calibration
 * against roughness fits to the training images: the distance from it is the calibrated score.
 *
 * @param set The test images.
 * @param results From `scoreImages` with `calibration` and `keepErrors`.
 * @param calibration The calibration used for `results`; its score must be the mean of the errors
 * against roughness only, as is the default up to 32 pixels.
 * @throws {InputError} If the results lack the errors, or the calibration is of another kind.
 */
export function plotRoughness(
  set: ImageSet,
  { errors }: ScoredImages,
  { facts: { options, line } }: Calibration,
): Figure {
  if (!errors) throw new InputError("roughness: score the images with keepErrors");
  if (options.variant !== "roughness" || options.share !== 1) {
    throw new InputError(
      `roughness: the calibration is by ${options.variant}; the line is of the mean error against ` +
        "roughness",
    );
  }
  const pixels = errors.size ** 2;
  const points = set.files.map(({ label }, i) => ({
    label,
    gradient: Math.exp(errors.logGradients[i]!),
    error: average(errors.maps.subarray(i * pixels, (i + 1) * pixels)),
  }));
  const gradients = points.map(({ gradient }) => gradient);
  const ends = [Math.min(...gradients), Math.max(...gradients)];
  const trace = (label: 0 | 1, name: string) => {
    const all = points.filter((point) => point.label === label);
    const own = evenly(all.length, MOST_POINTS).map((i) => all[i]!);
    return {
      type: "scatter" as const,
      mode: "markers" as const,
      name,
      x: own.map(({ gradient }) => gradient),
      y: own.map(({ error }) => error),
      marker: { color: CLASS_COLOURS[label], size: 5 },
    };
  };
  return {
    name: "roughness",
    caption:
      "Each point is a test image, 300 of a kind at most. What lies above the line is more anomalous " +
      "than training images as rough. By the error alone the rough images rank highest.",
    data: [
      trace(1, "anomalous"),
      trace(0, "normal"),
      {
        type: "scatter",
        mode: "lines",
        name: "training images",
        x: ends,
        y: ends.map((gradient) => Math.exp(line.slope * Math.log(gradient) + line.offset)),
        line: { color: OKABE_ITO.gray, width: 2, dash: "dash" },
      },
    ],
    layout: chartLayout({
      title: "Error and roughness",
      x: { title: "mean squared gradient (log scale)", type: "log" },
      y: { title: "mean squared error (log scale)", type: "log" },
    }),
  };
}
