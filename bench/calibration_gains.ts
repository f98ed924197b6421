/**
 * What ways to calibrate gain over the usual one.
 *
 * @module
 */
import { rankCorrelation } from "../lib/metrics/mod.ts";
import { summarizeDifferences, type Summary } from "../lib/record/table/statistics.ts";

/** What one way reached on one category. */
export interface Row {
  readonly category: string;
  readonly way: string;
  /** Means over kinds of defects. */
  readonly synthetic: { readonly image: number; readonly pixel: number };
  /** Image AUROC on the official test images. */
  readonly official: number;
  /** Normal images above the 95 % quantile of the calibration's, of how many. */
  readonly falseAlarms: Record<"heldOut" | "official", { above: number; of: number }>;
}

/** The way that models are calibrated. */
export const USUAL = "training";

/** Gains of a way, with intervals over categories. */
export interface WayGain {
  /** On synthetic defects, mean of image and pixel AUROC; it is by these that a way is chosen. */
  readonly synthetic: Summary;
  /** Image AUROC on the official test images. */
  readonly official: Summary;
  /** Spearman's ρ of the two over categories. */
  readonly correlation: number;
}

/** The gains of every way but the usual one. */
export function wayGains(rows: readonly Row[]): Record<string, WayGain> {
  const gains = (way: string, of: (row: Row) => number) => {
    const values = (way: string) => rows.filter((row) => row.way === way).map(of);
    const usual = values(USUAL);
    return values(way).map((value, i) => value - usual[i]!);
  };
  const ways = new Set(rows.map(({ way }) => way).filter((way) => way !== USUAL));
  return Object.fromEntries([...ways].map((way) => {
    const synthetic = gains(way, (row) => (row.synthetic.image + row.synthetic.pixel) / 2);
    const official = gains(way, (row) => row.official);
    return [way, {
      synthetic: summarizeDifferences(synthetic, "categories"),
      official: summarizeDifferences(official, "categories"),
      correlation: rankCorrelation(synthetic, official),
    }];
  }));
}
