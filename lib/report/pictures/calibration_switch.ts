/**
 * The effect of a calibration, image by image.
 *
 * @module
 */
import type { ImageSet } from "../../data/images/image_set.ts";
import type { Calibration } from "../../detector/calibration/calibration.ts";
import { usesPosition } from "../../detector/calibration/options.ts";
import type { ScoredImages } from "../../detector/scoring/scoring.ts";
import { InputError } from "../../errors.ts";
import { colourize } from "../figure/colormap.ts";
import { colourRange } from "../figure/colour_range.ts";
import type { HtmlTable } from "../figure/figure.ts";
import { pictureSwitch } from "./picture_switch.ts";
import { ranksOf, truthOf } from "./results.ts";
import type { Tile } from "./tile_grid.ts";

/** Options of {@linkcode calibrationSwitch}. */
export interface CalibrationSwitchOptions {
  /** The test images. */
  readonly set: ImageSet;
  /** From `scoreImages` with `calibration` and `keepErrors`. */
  readonly results: ScoredImages;
  /** The calibration that `results` were made with. */
  readonly calibration: Calibration;
  /** The images to show, by their indices in the set. */
  readonly indices: readonly number[];
}

/**
 * Shows error maps before and after the calibration, with a switch between the two, and the rank of
 * each image by either score. A calibrated error is in standard deviations at the pixel's position;
 * where position does not count, it is in multiples of the mean error of an equally rough image.
 *
 * @throws {InputError} If the results lack the errors, calibrated scores or calibrated maps.
 */
export async function calibrationSwitch(
  { set, results, calibration, indices }: CalibrationSwitchOptions,
): Promise<HtmlTable> {
  const { errors, scores, statistics, calibratedMaps } = results;
  if (!errors || !statistics?.calibrated || !calibratedMaps) {
    throw new InputError("calibration: score the images with calibration and keepErrors");
  }
  const { facts } = calibration;
  const position = usesPosition(facts.options);
  const after = position ? calibratedMaps : relativeErrors(errors, facts.line);
  const ranks = [scores, statistics.calibrated].map(ranksOf);
  const draw = (maps: Float32Array, index: number, label: string): Tile => {
    const { height: size } = set;
    const map = maps.subarray(index * size * size, (index + 1) * size * size);
    return { size, channels: 3, pixels: colourize(map, colourRange(maps, size * size)), label };
  };
  const items = await Promise.all(indices.map(async (index) => {
    const place = (side: number) => `rank ${ranks[side]![index]!} of ${scores.length}`;
    const deviations = statistics.calibrated![index]!.toFixed(1).replace("-", "−");
    return {
      still: {
        size: set.height,
        channels: set.channels,
        pixels: await set.read([index]),
        label: truthOf({ set, scores }, index),
      },
      sides: [
        draw(errors.maps, index, place(0)),
        draw(after, index, `${deviations} sd, ${place(1)}`),
      ],
    };
  }));
  const unit = position
    ? "in standard deviations over the training images at each place"
    : "in multiples of what an image as rough leaves on average";
  return await pictureSwitch({
    name: "calibration",
    title: "error",
    sides: ["as it is", "calibrated"],
    caption: "Choose, with the mouse, a finger or the arrow keys: error maps as they are, and " +
      `${unit}. Below each is the image's rank by that score, 1 being the most anomalous. All maps ` +
      "of one side have the same colours for the same values.",
    items,
  });
}

/** Divides each map by the error that the line predicts for an equally rough image. */
function relativeErrors(
  { maps, size, logGradients }: NonNullable<ScoredImages["errors"]>,
  { slope, offset }: Calibration["facts"]["line"],
): Float32Array {
  const pixels = size * size;
  return maps.map((error, i) => {
    const expected = slope * logGradients[Math.floor(i / pixels)]! + offset;
    return error / Math.exp(expected);
  });
}
