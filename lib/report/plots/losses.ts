/**
 * Losses over training as a chart.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { EpochLosses } from "../../train/loop.ts";
import { chartLayout, type Figure } from "../figure/figure.ts";
import { SERIES } from "../figure/palette.ts";

/** Above this ratio of the greatest to the least loss, a linear axis would show only one corner. */
const LOG_RATIO = 20;
/** With more epochs than this, markers hide the line. */
const MARKED_EPOCHS = 40;

/** Up to this many epochs each get a tick, as Plotly would put halves between them. */
const NUMBERED_EPOCHS = 10;

/** Lines differ by more than colour. */
const DASHES = ["solid", "dash", "dot", "dashdot"] as const;

/**
 * Plots the mean of each loss term over the epochs; on a log scale where all terms are positive and
 * span more than a factor of 20.
 *
 * @param losses One entry per epoch: `history.losses` of a `FitReport`, or `losses` of a record.
 * @throws {InputError} If there is no epoch.
 *
 * @example
 * ```ts
 * import { plotLosses } from "./losses.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = plotLosses([{ total: 0.5 }, { total: 0.25 }]);
 * assertEquals([figure.data[0]?.x, figure.data[0]?.y], [[1, 2], [0.5, 0.25]]);
 * ```
 */
export function plotLosses(losses: readonly EpochLosses[]): Figure {
  if (losses.length === 0) throw new InputError("loss curve: no epochs");
  const terms = [...new Set(losses.flatMap((epoch) => Object.keys(epoch)))];
  const values = losses.flatMap((epoch) => Object.values(epoch));
  const [least, greatest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const log = least > 0 && greatest > LOG_RATIO * least;
  return {
    name: "losses",
    caption:
      `Mean of ${
        terms.length === 1 ? "the loss" : "each loss term"
      } over the batches of an epoch, on training images. ` +
      "The weights after the last epoch are the ones evaluated.",
    data: terms.map((term, i) => ({
      type: "scatter",
      mode: losses.length > MARKED_EPOCHS ? "lines" : "lines+markers",
      name: term,
      x: losses.map((_, epoch) => epoch + 1),
      y: losses.map((epoch) => epoch[term] ?? null),
      line: { color: SERIES[i % SERIES.length], width: 2, dash: DASHES[i % DASHES.length] },
      marker: { color: SERIES[i % SERIES.length], size: 5 },
    })),
    layout: chartLayout({
      title: "Training loss",
      x: {
        title: "epoch",
        ...(losses.length <= NUMBERED_EPOCHS && { tickvals: losses.map((_, epoch) => epoch + 1) }),
      },
      y: {
        title: `loss (no unit${log ? ", log scale" : ""})`,
        ...(log ? { type: "log" } : { rangemode: "tozero" }),
      },
    }),
  };
}
