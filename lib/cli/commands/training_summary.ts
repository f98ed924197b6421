/**
 * The results of a training, as `daad train` prints them.
 *
 * @module
 */
import type { DetectorConfig } from "../../detector/contract/detector.ts";
import { CONTROL_TITLES } from "../../detector/thresholds/controls.ts";
import { describeAlarms } from "../../detector/thresholds/thresholds.ts";
import type { F1Max } from "../../metrics/mod.ts";
import { missingImages } from "../../record/compare/missing_images.ts";
import { whyNoPixels } from "../../record/compare/missing_pixels.ts";
import { publishedImageAuroc } from "../../record/compare/published.ts";
import { hasImageMetrics } from "../../record/compare/statistic.ts";
import { bestControl } from "../../record/run/controls.ts";
import type { RecordedMetric, RunRecord } from "../../record/run/record.ts";
import { runName } from "../../registry/naming.ts";
import { visible } from "../../visible.ts";
import { print } from "../terminal/output.ts";
import { formatDuration } from "../terminal/progress_bar.ts";

/**
 * Prints the results of a training, beside what is published and what scores without a network reach.
 *
 * @param out Folder that they were written to.
 * @param drawn Whether there are pictures.
 */
export function printSummary(record: RunRecord, out: string, drawn: boolean): void {
  const { metrics, data, seconds, statistics } = record;
  print(
    `${runName(record)} on ${
      visible(record.category)
    } (${record.dataset}, ${record.protocol}): ${data.trainingImages} training images, ` +
      `${data.testNormal} normal and ${data.testAnomalous} anomalous test images, seed ` +
      `${record.seed}, ` +
      (record.selection === "last epoch"
        ? `${record.epochs} epochs${afterOthers(record)} (last epoch evaluated)`
        : "nothing to train"),
  );
  const known = publishedImageAuroc(record);
  const missing = missingImages(record);
  const published = known
    ? `published ${known.title}: ${known.value.toFixed(3)}` +
      (known.mark === "recalled" ? " (recalled, not verified)" : "") +
      (missing === undefined ? "" : `; not comparable: ${missing}`)
    : "published: none known";
  if (hasImageMetrics(metrics)) {
    print(`image AUROC              ${format(metrics.imageAuroc)}   ${published}`);
    if (statistics?.calibrated) {
      const { imageAuroc } = statistics.calibrated;
      print(`  by calibrated scores   ${format(imageAuroc)}   not in the paper`);
    }
    printControls(record);
    print(`image average precision  ${format(metrics.imageAveragePrecision)}`);
    print(`image F1-max             ${formatF1(metrics.imageF1Max)}`);
    print(`image FPR at 95 % recall ${metrics.imageFalsePositiveRate95.toFixed(3)}`);
    print(
      metrics.pixelAuroc
        ? `pixel AUROC              ${format(metrics.pixelAuroc)}   published: none known`
        : `pixel AUROC              – (${whyNoPixels(record)})`,
    );
  } else {
    print("no AUROC: no anomalous images");
  }
  if (metrics.pixelAveragePrecision !== undefined) {
    print(`pixel average precision  ${metrics.pixelAveragePrecision.toFixed(3)}`);
  }
  if (metrics.pixelPro !== undefined) {
    print(`pixel PRO, FPR up to 0.3 ${metrics.pixelPro.toFixed(3)}`);
  }
  if (metrics.pixelF1Max) print(`pixel F1-max             ${formatF1(metrics.pixelF1Max)}`);
  const { calibration } = record;
  const calibrated = calibration && "line" in calibration ? calibration.thresholds : undefined;
  for (
    const [thresholds, unit] of [[record.thresholds, ""], [calibrated, " sd, calibrated"]] as const
  ) {
    for (const { name, source, image } of thresholds ?? []) {
      print(
        `${`threshold ${name}`.padEnd(24)} ${image.value.toPrecision(4)}${unit}: ${source}; ` +
          describeAlarms(image.falseAlarms),
      );
    }
  }
  print(`backend                  ${record.backend.description}`);
  print(
    `time                     ${formatDuration(seconds.training)} training, ` +
      `${formatDuration(seconds.scoring)} scoring, ${formatDuration(seconds.total)} in all`,
  );
  print(
    `written to               ${out}: report.html, ` +
      (drawn ? "overview.png, heatmaps/, " : "") +
      "scores.csv, record.json, detector.json, model.safetensors, thresholds.json" +
      (calibrated ? ", calibration.safetensors" : ""),
  );
}

/** Prints the best score without a network for each kind of score, and whether the method beats it. */
function printControls({ controls, metrics, statistics }: RunRecord): void {
  const kinds = [["own", metrics.imageAuroc], [
    "calibrated",
    statistics?.calibrated?.imageAuroc,
  ]] as const;
  for (const [kind, auroc] of kinds) {
    const best = auroc && bestControl(controls, kind, auroc.low);
    if (!best) continue;
    const verdict = best.cleared ? "cleared" : "nothing learnt beyond it";
    const title = kind === "own" ? "best without a network" : "  calibrated";
    print(
      `${title.padEnd(24)} ${best.value.toFixed(3)}  ${CONTROL_TITLES[best.name]}: ${verdict}`,
    );
  }
}

/** Describes the run that the training continued from, if any. */
function afterOthers({ config }: RunRecord): string {
  const { startedFrom } = config as Pick<DetectorConfig, "startedFrom">;
  return startedFrom ? ` after ${startedFrom.epochs} of an earlier run` : "";
}

function format({ value, low, high, level }: RecordedMetric): string {
  return `${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}] ${level * 100} %`;
}

function formatF1({ value, threshold }: F1Max): string {
  return `${value.toFixed(3)}  at threshold ${threshold.toPrecision(4)}, the best for these images`;
}
