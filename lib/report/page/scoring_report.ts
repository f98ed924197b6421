/**
 * The report page of scored images.
 *
 * @module
 */
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import type { Limit } from "../../detector/thresholds/thresholds.ts";
import { writeFileAtomically } from "../../files.ts";
import { runName, runTitle } from "../../registry/naming.ts";
import { findMethod } from "../../registry/registry.ts";
import { formatDuration } from "../../train/progress_text.ts";
import { markup } from "../figure/markup.ts";
import { describeThreshold, type Threshold } from "../figure/threshold.ts";
import type { ImageResults } from "../pictures/results.ts";
import { plotScoreHistogram } from "../plots/score_histogram.ts";
import { renderDocument } from "./document.ts";
import { renderFacts } from "./facts.ts";
import { renderFigures } from "./figures.ts";
import { renderImageTable } from "./image_table.ts";

/** Contents of the page of scored images. */
export interface ScoringReport {
  /** The model: its folder as the user gave it, its method and configuration. */
  readonly model: {
    readonly folder: string;
    readonly method: string;
    readonly config: Readonly<Record<string, unknown>> & Pick<DetectorConfig, "imageSize">;
  };
  /** The backend that computed the scores. */
  readonly backend: string;
  /** The images with their results; unknown labels are undefined. */
  readonly results: ImageResults & { readonly labels: readonly (0 | 1 | undefined)[] };
  /** The threshold, and how it was chosen; absent where none is known. */
  readonly threshold?: Threshold & Pick<Limit, "falseAlarms">;
  /** A line for each image that could not be read. */
  readonly unreadable?: readonly string[];
  /** Duration of scoring. */
  readonly seconds: number;
  /** The command that scores the images again. */
  readonly command: string;
}

/** Writes a self-contained HTML file, which loads nothing. */
export async function writeScoringReport(path: string, report: ScoringReport): Promise<void> {
  const { model, backend, results, threshold, unreadable = [], seconds, command } = report;
  const { paper } = findMethod(model.method);
  const method = runTitle(model);
  const { imageSize } = model.config;
  const { labels, scores } = results;
  const above = [...scores].filter((score) => threshold && score > threshold.value).length;
  const count = (label: 0 | 1 | undefined) => labels.filter((other) => other === label).length;
  const title = `${labels.length} images scored by ${method}`;
  const body = markup`<header>
<h1>${title}</h1>
<p class="soft">The model is ${method} (${paper}). A larger score is more anomalous; ${
    threshold
      ? `${above} of ${labels.length} images are above the threshold. ${
        describeThreshold(threshold)
      }`
      : "where normal ends is for you to decide."
  }</p>
${
    unreadable.map((line) =>
      markup`<p class="warning">Not read: ${line}</p>
`
    )
  }</header>
<main>
<section><h2>Scores</h2>
${renderFigures([plotScoreHistogram(results, { threshold, calibrated: results.calibrated })])}
</section>
<section><h2>Images</h2>
${await renderImageTable(results)}
</section>
<section><h2>Facts</h2>
${
    renderFacts([
      ["model", model.folder],
      ["method", runName(model)],
      ["image size", `${imageSize} × ${imageSize} pixels`],
      [
        "images",
        `${labels.length}: ${count(0)} normal and ${count(1)} anomalous by their folder, ` +
        `${count(undefined)} not labelled`,
      ],
      ["backend", backend],
      ["time", `${formatDuration(seconds)} scoring (minutes:seconds)`],
    ])
  }
</section>
<section><h2>Run it again</h2>
<pre>${command}</pre>
</section>
</main>`;
  await writeFileAtomically(path, await renderDocument({ title, body }));
}
