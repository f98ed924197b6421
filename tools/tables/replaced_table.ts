/**
 * Formats what runs reach by replaced defaults and by those in their place.
 *
 * @module
 */
import { SCORE_TITLES, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { runOutcomes } from "../../lib/record/table/outcomes.ts";
import { pairOutcomes, summarizePairs } from "../../lib/record/table/pairs.ts";
import { formatSpread } from "../../lib/record/table/sheets.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { formatPairs } from "../judge/difference.ts";

/** Fields of DAAD on every level by default above 32 pixels, and what took their place. */
const BLOCKS = { before: { blocks: 8, items: 400 }, after: { blocks: 4, items: 100 } };

/** Height and width of the images that both are compared on. */
export const REPLACED_SIZE = 128;

/** The kinds of score that both are compared by. */
const SCORES: readonly ScoreName[] = ["own", "l2", "calibrated"];

/**
 * Formats a row for each kind of score: the mean image AUROC of DAAD on MVTec AD by the replaced blocks
 * and items and by those in their place, and their mean difference, over runs that differ in nothing else.
 *
 * @returns Nothing where there are no such runs.
 */
export function formatReplaced(records: readonly RunRecord[]): string | undefined {
  const daad = records.filter((run) =>
    run.method === "daad" && run.dataset === "mvtec" && variantOf(run) === undefined &&
    run.config.imageSize === REPLACED_SIZE
  );
  const [before, after] = [BLOCKS.before, BLOCKS.after].map((blocks) =>
    daad.filter(({ config }) => hasBlocks(config, blocks))
  );
  const shared = new Set(before!.map(restOf)).intersection(new Set(after!.map(restOf)));
  const [first, second] = [before!, after!].map((runs) =>
    runs.filter((run) => shared.has(restOf(run)))
  );
  const rows = SCORES.flatMap((score) => {
    const outcomes = [first!, second!].map((runs) => runOutcomes(runs, score));
    const difference = summarizePairs(pairOutcomes(outcomes[1]!, outcomes[0]!), "categories");
    if (!difference) return [];
    const categories = [...new Set(outcomes[0]!.map(({ category }) => category))].toSorted();
    const means = outcomes.map((own) => formatSpread(meanOverCategories(own, categories)!));
    return [[SCORE_TITLES[score], ...means, formatPairs(difference), categories.join(", ")]];
  });
  if (rows.length === 0) return undefined;
  const title = ({ blocks, items }: typeof BLOCKS.after) =>
    `${blocks} × ${blocks} blocks, ${items} items`;
  return formatGrid(
    [
      "DAAD, by",
      `before: ${title(BLOCKS.before)}`,
      `after: ${title(BLOCKS.after)}`,
      "after − before",
      "on",
    ],
    rows,
  );
}

/** Everything that two runs have in common that differ in blocks and items only. */
function restOf({ category, seed, config, data }: RunRecord): string {
  const { division: _, items: __, ...fields } = config;
  const sorted = Object.entries(fields).toSorted(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([category, seed, data.fingerprint, sorted]);
}

function hasBlocks(
  config: Readonly<Record<string, unknown>>,
  { blocks, items }: typeof BLOCKS.after,
): boolean {
  const divisions = config.division as readonly {
    height: number;
    width: number;
    channels: number;
  }[];
  const counts = config.items as readonly number[];
  return counts.every((count) => count === items) &&
    divisions.every(({ height, width, channels }) =>
      height === blocks && width === blocks && channels === 1
    );
}
