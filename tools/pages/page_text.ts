/**
 * Text of generated pages.
 *
 * @module
 */
import type { RunRecord } from "../../lib/record/run/record.ts";
import { runTitle } from "../../lib/registry/naming.ts";

/** Text in place of a table where nothing was measured. */
export const NO_RECORD = "No record is kept yet.";

/**
 * A whole page.
 *
 * @param up Path from its folder to `docs`.
 * @param blocks Paragraphs, headings and tables of Markdown, separated by empty lines.
 */
export function page(title: string, up: string, blocks: readonly string[]): string {
  return [
    `# ${title}`,
    `Written by \`deno task tables\` from the records in \`data\` and \`bench/results\`: do not edit. ` +
    `What it means: [${up}reproduction.md](${up}reproduction.md).`,
    ...blocks,
  ].join("\n\n") + "\n";
}

/** Describes what runs have in common: `bottle, grid; 64 pixels; 15 epochs; seeds 0, 1, 2`. */
export function describeRuns(records: readonly RunRecord[]): string {
  const listed = (of: (record: RunRecord) => string | number) =>
    [...new Set(records.map(of))].sort((a, b) =>
      String(a).localeCompare(String(b), "en", { numeric: true })
    ).join(", ");
  return [
    listed(({ category }) => category),
    `${listed(({ config }) => Number(config.imageSize))} pixels`,
    `${listed(({ epochs }) => epochs)} epochs`,
    `seeds ${listed(({ seed }) => seed)}`,
  ].join("; ");
}

/**
 * Names the trials that chose the settings of tuned rows; nothing where there are no such rows.
 *
 * @param up Path from the page's folder to the project's.
 */
export function tunedNotes(up: string, records: readonly RunRecord[]): string[] {
  const tuned = records.filter((run) => run.tuned !== undefined);
  return [...Map.groupBy(tuned, runTitle)].map(([title, runs]) => {
    const trials = new Map(runs.map(({ category, tuned }) => [category, tuned!]));
    const links = [...trials].toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([category, folder]) => `[${category}](${up}${folder}/tuning.json)`);
    return `${title}: the setting of each category was chosen by synthetic defects on its ` +
      `training images; the trials of ${links.join(", ")}.`;
  });
}

/** What to know of a category before reading its numbers. */
export const SCREW =
  "On _screw_ the normal test images are darker than the training images and the anomalous ones are " +
  "not: brightness alone tells them apart, and the more a score asks whether an image is as in training, as " +
  "calibrated ones do, the less it finds: the normal ones look unlike training, too.";

/** How to read the three kinds of score and the marks. */
export const SCORES =
  "_own score_: what the method itself scores by, with its settings here. _norm of the error_: the " +
  "paper's kind, the same for every method that reconstructs. _calibrated_: the error against what " +
  "training images leave at the same place, which is this project's and not in the paper; _plain_: the " +
  "tuning chose no calibration there, so the error is as it is. Two " +
  "methods are compared within one kind only. _partial_: not all official images were at hand or " +
  "tested, so no published value is comparable. _not trained_: the model learnt nothing, and is in no " +
  "mean. °: nothing beyond, the 95 % interval over test images does not clear chance and the best " +
  "control (blur, mean image, Gaussian of each pixel), plain or calibrated like the score; runs without " +
  "controls in their record are not marked. † quoted from memory; sources are in `data/published`.";
