/**
 * Our own results of one method, for its README.
 *
 * @module
 */
import { publishedImageAuroc } from "../../lib/experiment/published.ts";
import type { RunRecord } from "../../lib/experiment/record.ts";
import { escapeMarkdown, formatGrid } from "../../lib/experiment/table/markdown_grid.ts";
import { formatPercent } from "../../lib/experiment/table/sheets.ts";
import { variantOf } from "../../lib/methods/naming.ts";

const HEADER = [
  ...["Data", "Pixels", "Training images", "Epochs", "Seeds", "Image AUROC", "Published"],
  ...["Pixel AUROC", "Training", "Scoring an image", "Peak memory"],
];

const SETS: Readonly<Record<string, string>> = {
  mvtec: "MVTec AD",
  cifar10: "CIFAR-10",
  mnist: "MNIST",
  fashion_mnist: "Fashion-MNIST",
};

/**
 * One row for each class and setting, and a mean where all classes of a set are there; in percent.
 *
 * With one seed the brackets are the record's bootstrap interval over test images, with more the
 * standard deviation over seeds follows.
 */
export function formatMethodResults(records: readonly RunRecord[]): string {
  const settings = Map.groupBy(records, settingOf);
  const rows = [...settings.values()].flatMap((runs) => {
    const classes = [...Map.groupBy(runs, ({ category }) => category).values()]
      .sort(([a], [b]) => a!.category.localeCompare(b!.category, "en"));
    return [
      ...classes.map(classRow),
      ...(classes.length >= 10 ? [meanRow(classes)] : []),
    ];
  });
  return formatGrid(HEADER, rows);
}

/** Runs of one setting differ in class and seed only. */
function settingOf(record: RunRecord): string {
  const { dataset, protocol, config } = record;
  return JSON.stringify([dataset, protocol, config.imageSize, variantOf(record)]);
}

function classRow(runs: readonly RunRecord[]): string[] {
  const [first] = runs;
  const published = publishedImageAuroc(first!);
  const perImage = runs.map(({ seconds, data }) =>
    seconds.scoring / (data.testNormal + data.testAnomalous)
  );
  return [
    nameOf(first!),
    `${first!.config.imageSize}`,
    `${first!.data.trainingImages}`,
    `${first!.epochs}`,
    runs.map(({ seed }) => seed).sort((a, b) => a - b).join(", "),
    formatAuroc(runs, "imageAuroc"),
    published ? formatPercent(published.value) + (published.mark === "recalled" ? "†" : "") : "–",
    formatAuroc(runs, "pixelAuroc"),
    formatSeconds(mean(runs.map(({ seconds }) => seconds.training))),
    formatSeconds(mean(perImage)),
    `${(Math.max(...runs.map(({ peakMemory }) => peakMemory)) / 1e9).toFixed(1)} GB`,
  ];
}

function meanRow(classes: readonly (readonly RunRecord[])[]): string[] {
  const [{ dataset, config }] = classes[0] as [RunRecord];
  const values = classes.flat().map(({ metrics }) => metrics.imageAuroc.value);
  return [
    `**${SETS[dataset] ?? dataset}, mean**`,
    `${config.imageSize}`,
    "",
    "",
    "",
    `**${formatPercent(mean(values))}**`,
    ...Array(5).fill(""),
  ];
}

function nameOf(record: RunRecord): string {
  const { dataset, protocol, category } = record;
  const abnormal = protocol === "one-class-abnormal" ? ", abnormal" : "";
  const variant = variantOf(record);
  return escapeMarkdown(
    `${SETS[dataset] ?? dataset} ${category}${abnormal}${variant ? ` [${variant}]` : ""}`,
  );
}

function formatAuroc(
  runs: readonly RunRecord[],
  metric: "imageAuroc" | "pixelAuroc",
): string {
  const found = runs.flatMap(({ metrics }) => metrics[metric] ?? []);
  if (found.length === 0) return "–";
  if (found.length > 1) {
    const values = found.map(({ value }) => value);
    const centre = mean(values);
    const variance = values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1);
    return `${formatPercent(centre)} ± ${formatPercent(Math.sqrt(variance))}`;
  }
  const { value, low, high } = found[0]!;
  return `${formatPercent(value)} [${formatPercent(low)}, ${formatPercent(high)}]`;
}

function formatSeconds(seconds: number): string {
  if (seconds >= 10) return `${seconds.toFixed(0)} s`;
  if (seconds >= 0.1) return `${seconds.toFixed(1)} s`;
  return `${(seconds * 1000).toPrecision(2)} ms`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
