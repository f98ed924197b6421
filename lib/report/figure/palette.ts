/**
 * Colours for charts that colour-blind readers can distinguish.
 *
 * Source: Okabe and Ito, Color Universal Design, 2008. Its yellow is left out, as it does not show on
 * white.
 *
 * @module
 */

/** Okabe and Ito's colours by name. */
export const OKABE_ITO = {
  blue: "#0072B2",
  vermillion: "#D55E00",
  green: "#009E73",
  purple: "#CC79A7",
  orange: "#E69F00",
  sky: "#56B4E9",
  gray: "#808080",
} as const;

/**
 * Colours of normal and anomalous images everywhere; in gray print, too, one is lighter than the
 * other.
 */
export const CLASS_COLOURS = [OKABE_ITO.blue, OKABE_ITO.vermillion] as const;

/** Colours for several lines in one chart, in this order. */
export const SERIES: readonly string[] = [
  OKABE_ITO.blue,
  OKABE_ITO.vermillion,
  OKABE_ITO.green,
  OKABE_ITO.purple,
  OKABE_ITO.orange,
  OKABE_ITO.sky,
];
