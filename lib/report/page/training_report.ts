/**
 * The report page of a training run.
 *
 * @module
 */
import type { Limit } from "../../detector/thresholds/thresholds.ts";
import { writeFileAtomically } from "../../files.ts";
import type { PublishedValue } from "../../record/compare/published.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { runTitle } from "../../registry/naming.ts";
import { findMethod } from "../../registry/registry.ts";
import { markup } from "../figure/markup.ts";
import { describeThreshold, type Threshold } from "../figure/threshold.ts";
import type { ImageResults } from "../pictures/results.ts";
import { plotLosses } from "../plots/losses.ts";
import { plotPrecisionRecall } from "../plots/precision_recall.ts";
import { plotRoc } from "../plots/roc.ts";
import { plotScoreHistogram } from "../plots/score_histogram.ts";
import { renderDocument } from "./document.ts";
import { recordFacts, renderFacts } from "./facts.ts";
import { renderFigures } from "./figures.ts";
import { renderImageTable } from "./image_table.ts";
import { renderMetrics } from "./metrics.ts";

/** Contents of the page of a training run. */
export interface TrainingReport {
  /** The record of the run. */
  readonly record: RunRecord;
  /** The published value that the image AUROC is compared with, where one is known. */
  readonly published?: PublishedValue;
  /** The test images with their results; all of them are labelled. */
  readonly results: ImageResults & { readonly labels: readonly (0 | 1)[] };
  /** The threshold drawn in the histogram; no anomalous image chose it. */
  readonly threshold?: Threshold & Pick<Limit, "falseAlarms">;
  /** The command that repeats the run. */
  readonly command: string;
}

/** Writes a self-contained HTML file, which loads nothing. */
export async function writeTrainingReport(path: string, report: TrainingReport): Promise<void> {
  const { record, published, results, threshold, command } = report;
  const { paper } = findMethod(record.method);
  const method = runTitle(record);
  const title = `${method} on ${record.category}`;
  const body = markup`<header>
<h1>${title}</h1>
<p class="soft">${method} (${paper}), trained on ${record.data.trainingImages} normal images and tested on ${record.data.testNormal} normal and ${record.data.testAnomalous} anomalous ones; seed ${record.seed}. ${
    record.selection === "last epoch"
      ? `The weights of the last epoch (${record.epochs}) are evaluated: no test image chose them.`
      : "Nothing is trained: the method looks at each training image once."
  }</p>
${threshold && markup`<p>${describeThreshold(threshold)}</p>`}
${
    [...record.data.warnings, ...record.warnings].map((warning) =>
      markup`<p class="warning">Warning: ${warning}</p>
`
    )
  }</header>
<main>
<section><h2>Metrics</h2>
${renderMetrics(record, published)}
</section>
<section><h2>Charts</h2>
${
    renderFigures([
      plotScoreHistogram(results, { threshold }),
      ...(results.labels.includes(1) ? [plotRoc(results), plotPrecisionRecall(results)] : []),
      ...(record.losses.length > 0 ? [plotLosses(record.losses)] : []),
    ])
  }
</section>
<section><h2>Images</h2>
${await renderImageTable(results)}
</section>
<section><h2>Run</h2>
${renderFacts(recordFacts(record))}
<details><summary>Configuration</summary><pre>${
    JSON.stringify(record.config, null, 2)
  }</pre></details>
<details><summary>Diagnostics of the trained model</summary><pre>${
    JSON.stringify(record.diagnostics, null, 2)
  }</pre></details>
</section>
<section><h2>Run it again</h2>
<p>In the folder of the code, of the version above:</p>
<pre>${command}</pre>
<p class="soft">A finished run is replaced only with <code>--overwrite</code>. On the same machine, with the same backend and number of threads, the scores are the same.</p>
</section>
</main>`;
  await writeFileAtomically(path, await renderDocument({ title, body }));
}
