/**
 * Readable ticks for logarithmic axes.
 *
 * @module
 */
import type { Layout } from "nodeplotlib";
import { InputError } from "../../errors.ts";
import type { Figure } from "../figure/figure.ts";
import { planAxis } from "../svg/axes.ts";
import { parseDrawable } from "../svg/drawable.ts";

/** Length in pixels for which ticks are chosen; longer axes get no more. */
const LENGTH = 300;

/**
 * Returns the layout with the ticks of the still picture. Plotly would label ticks between powers of
 * ten just 2 and 5, without their zeros.
 */
export function withLogTicks(figure: Figure): Layout {
  const { layout } = figure;
  const logarithmic = (["xaxis", "yaxis"] as const)
    .filter((name) => layout[name]?.type === "log" && !layout[name]?.tickvals);
  if (logarithmic.length === 0) return layout;
  try {
    const drawable = parseDrawable(figure);
    return {
      ...layout,
      ...Object.fromEntries(logarithmic.map((name) => {
        const { ticks } = planAxis(drawable, name === "xaxis" ? "x" : "y", LENGTH);
        const { dtick: _, ...axis } = layout[name]!;
        return [name, {
          ...axis,
          tickvals: ticks.map(({ value }) => value),
          ticktext: ticks.map(({ label }) => label),
        }];
      })),
    };
  } catch (error) {
    if (error instanceof InputError) return layout; // a kind of chart that has no still picture
    throw error;
  }
}
