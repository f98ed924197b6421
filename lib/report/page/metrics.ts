/**
 * The metrics of a run as a table.
 *
 * @module
 */
import { describeAlarms, type StoredThreshold } from "../../detector/thresholds/thresholds.ts";
import type { F1Max, ReconstructionErrors } from "../../metrics/mod.ts";
import { missingImages } from "../../record/compare/missing_images.ts";
import { whyNoPixels } from "../../record/compare/missing_pixels.ts";
import type { PublishedValue } from "../../record/compare/published.ts";
import { hasImageMetrics } from "../../record/compare/statistic.ts";
import type { RecordedMetric, RunRecord, StatisticMetrics } from "../../record/run/record.ts";
import { type Content, type Markup, markup } from "../figure/markup.ts";

/** Renders one row per metric, with the published value of the image AUROC where one is known. */
export function renderMetrics(
  record: RunRecord,
  published: PublishedValue | undefined,
): Markup {
  const { metrics, statistics, thresholds = [] } = record;
  const gone = missingImages(record);
  if (!hasImageMetrics(metrics)) {
    return markup`<p>No AUROC: no anomalous images.</p>
${renderThresholds(thresholds)}`;
  }
  const { imageAuroc, imageF1Max, imageFalsePositiveRate95: rate } = metrics;
  const { deLong } = imageAuroc;
  const missing = whyNoPixels(record);
  const beside = published
    ? `${published.title}: ${published.value.toFixed(3)} (` +
      `${published.mark === "recalled" ? "recalled, not verified" : "seen"}; ${published.source})` +
      (gone === undefined ? "" : `; not comparable, images are missing: ${gone}`)
    : "none known";
  return markup`<table class="metrics">
<thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">${
    imageAuroc.level * 100
  } % interval</th><th scope="col">published</th></tr></thead>
<tbody>
${renderRow("image AUROC", imageAuroc.value, formatInterval(imageAuroc), beside)}
${deLong ? renderRow("image AUROC, by DeLong", imageAuroc.value, formatInterval(deLong)) : ""}
${renderStatistics(statistics)}
${renderEstimate("image average precision", metrics.imageAveragePrecision, missing)}
${renderF1("image F1-max", imageF1Max, missing)}
${renderRow("image false-positive rate at 95 % recall", rate)}
${renderEstimate("pixel AUROC", metrics.pixelAuroc, missing)}
${renderValue("pixel average precision", metrics.pixelAveragePrecision, missing)}
${renderValue("pixel PRO, up to a false-positive rate of 0.3", metrics.pixelPro, missing)}
${renderF1("pixel F1-max", metrics.pixelF1Max, missing)}
${renderErrors(metrics.reconstructionErrors)}
</tbody>
</table>
<p class="soft">Of raw scores where no other is named. 1 is perfect; of the false-positive rate and of errors 0 is. Intervals: bootstrap over test images, ${imageAuroc.replicates} resamples, one training seed, unless DeLong is named. F1-max is at the threshold that is best for these test images, so it is a bound.</p>
${renderThresholds(thresholds)}`;
}

/** Renders the model's thresholds, above which images and pixels count as anomalous. */
function renderThresholds(thresholds: readonly StoredThreshold[]): Markup | "" {
  if (thresholds.length === 0) return "";
  return markup`<table class="thresholds">
<thead><tr><th scope="col">threshold</th><th scope="col">images</th><th scope="col">pixels</th><th scope="col">chosen as</th><th scope="col">new normal images</th></tr></thead>
<tbody>
${
    thresholds.map(({ name, source, image, pixel }) =>
      markup`<tr><th scope="row">${name}</th><td class="number">${
        image.value.toPrecision(4)
      }</td><td class="number" data-label="pixels">${
        pixel?.value.toPrecision(4) ?? "–"
      }</td><td data-label="chosen as">${source}</td><td data-label="new normal images">${
        describeAlarms(image.falseAlarms)
      }</td></tr>
`
    )
  }</tbody>
</table>`;
}

/** Renders the metrics of the error's statistics, which all methods that reconstruct share. */
function renderStatistics(statistics: StatisticMetrics | undefined): Markup[] {
  if (!statistics) return [];
  const { calibrated } = statistics;
  const names = { mse: "mean square", l2: "norm", top: "top 1 %", max: "maximum" } as const;
  const rows = (["mse", "l2", "top", "max"] as const).map((name) =>
    renderEstimate(
      `image AUROC by the ${names[name]} of the error${name === statistics.own ? ", its own" : ""}`,
      statistics[name]?.imageAuroc,
      "the same for all images",
    )
  );
  if (!calibrated) return rows;
  const { imageAuroc, pixelAuroc } = calibrated;
  return [
    ...rows,
    renderEstimate("image AUROC, calibrated (not in the paper)", imageAuroc, ""),
    ...(pixelAuroc
      ? [renderEstimate("pixel AUROC, calibrated (not in the paper)", pixelAuroc, "")]
      : []),
  ];
}

function renderEstimate(
  name: string,
  metric: RecordedMetric | undefined,
  missing: string,
): Markup {
  return renderRow(name, metric?.value, metric ? formatInterval(metric) : missing);
}

function renderValue(name: string, value: number | undefined, missing: string): Markup {
  return renderRow(name, value, value === undefined ? missing : undefined);
}

function renderErrors(errors: ReconstructionErrors | undefined): Markup | "" {
  if (!errors) return "";
  const { normal, defect, surroundings } = errors;
  const parts = [
    `${formatError(normal)} normal images`,
    ...(defect === undefined ? [] : [`${formatError(defect)} defects`]),
    ...(surroundings === undefined ? [] : [`${formatError(surroundings)} around them`]),
  ];
  return renderRow("mean squared reconstruction error", undefined, parts.join(", "));
}

function formatError(value: number): string {
  return value.toPrecision(3);
}

function renderF1(name: string, metric: F1Max | undefined, missing: string): Markup {
  const where = metric ? `at threshold ${metric.threshold.toPrecision(4)}` : missing;
  return renderRow(name, metric?.value, where);
}

function renderRow(
  name: string,
  value: number | undefined,
  interval: Content = "–",
  published: Content = "none known",
): Markup {
  return markup`<tr><th scope="row">${name}</th><td class="value number">${
    value?.toFixed(3) ?? "–"
  }</td><td class="interval" data-label="interval">${interval}</td><td data-label="published">${published}</td></tr>`;
}

function formatInterval({ low, high }: { low: number; high: number }): string {
  return `${low.toFixed(3)} – ${high.toFixed(3)}`;
}
