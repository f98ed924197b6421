/**
 * Formats our own results of one method by class, for docs/tables/methods.
 *
 * @module
 */
import { publishedImageAuroc } from "../../lib/record/compare/published.ts";
import type { ScoreName } from "../../lib/record/compare/statistic.ts";
import type { RunRecord } from "../../lib/record/run/record.ts";
import { meanOverCategories } from "../../lib/record/table/category_mean.ts";
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { runOutcomes } from "../../lib/record/table/outcomes.ts";
import { formatMarked, formatPercent, formatSpread } from "../../lib/record/table/sheets.ts";
import { summarize } from "../../lib/record/table/statistics.ts";
import { variantOf } from "../../lib/registry/naming.ts";
import { bySetting } from "../judge/setting.ts";
import { METHOD_PLANS } from "../kept/places.ts";
import { controlMark, formatAurocs, isPartial, marksOf } from "./cell_text.ts";
import { dataName, setName } from "./data_name.ts";

/** A column: its title, and its text for the runs of one class and setting. */
interface Column {
  readonly title: string;
  readonly of: (runs: readonly RunRecord[]) => string;
  /** The score that it shows, whose mean is shown, too. */
  readonly score?: ScoreName;
}

/**
 * Formats one row for each class and setting, and a mean where all classes of a set are present, in
 * percent. Columns that are empty in every row are left out.
 *
 * With one seed, brackets hold the record's bootstrap interval over test images; with several, the
 * standard deviation over seeds follows.
 */
export function formatMethodResults(records: readonly RunRecord[]): string {
  const columns = COLUMNS.filter(({ of }) => records.some((record) => of([record]) !== NOTHING));
  const rows = bySetting(records).flatMap((runs) => {
    const classes = [...Map.groupBy(runs, ({ category }) => category).values()]
      .sort(([a], [b]) => a!.category.localeCompare(b!.category, "en"));
    return [
      ...classes.map((own) => columns.map(({ of }) => of(own))),
      ...(isComplete(runs) ? [columns.map((column) => meanCell(column, classes))] : []),
    ];
  });
  return formatGrid(columns.map(({ title }) => title), rows);
}

/** Cell for a missing value. */
const NOTHING = "–";

const COLUMNS: readonly Column[] = [
  { title: "Data", of: ([first]) => dataName(first!) },
  {
    title: "Variant",
    of: ([first]) => String(first!.config.backbone ?? variantOf(first!) ?? NOTHING),
  },
  { title: "Pixels", of: ([first]) => `${first!.config.imageSize}` },
  { title: "Training images", of: ([first]) => `${first!.data.trainingImages}` },
  {
    title: "Epochs",
    of: ([first]) => first!.selection === "no training" ? NOTHING : `${first!.epochs}`,
  },
  { title: "Seeds", of: (runs) => runs.map(({ seed }) => seed).sort((a, b) => a - b).join(", ") },
  {
    title: "Image AUROC",
    of: (runs) => formatAuroc(runs, "imageAuroc") + marksOf(runs) + controlMark(runs, "own"),
    score: "own",
  },
  scored("By the norm of the error", "l2"),
  scored("Calibrated", "calibrated"),
  { title: "Pixel AUROC", of: (runs) => formatAuroc(runs, "pixelAuroc") },
  { title: "Published", of: ([first]) => formatPublished(first!) },
  // Machines that do other work at the same time make runs longer, never shorter.
  {
    title: "Training",
    of: (runs) => formatSeconds(Math.min(...runs.map(({ seconds }) => seconds.training))),
  },
  {
    title: "Scoring an image",
    of: (runs) => {
      const each = runs.map(({ seconds, data }) =>
        seconds.scoring / (data.testNormal + data.testAnomalous)
      );
      return formatSeconds(Math.min(...each));
    },
  },
  {
    title: "Memory",
    of: (runs) => `${(Math.max(...runs.map((r) => r.peakMemory)) / 1e9).toFixed(1)} GB`,
  },
];

/** Whether there are runs of all categories of the set. */
function isComplete(runs: readonly RunRecord[]): boolean {
  const plan = METHOD_PLANS.find(({ dataset }) => dataset === runs[0]!.dataset);
  const measured = new Set(runs.map(({ category }) => category));
  return plan !== undefined && plan.categories.every((name) => measured.has(name));
}

function scored(title: string, score: ScoreName): Column {
  return { title, of: (runs) => formatAurocs(runs, score) || NOTHING, score };
}

function meanCell(
  { title, score }: Column,
  classes: readonly (readonly RunRecord[])[],
): string {
  const [first] = classes[0] as [RunRecord];
  if (title === "Data") return `**${setName(first)}, mean**`;
  if (title === "Pixels") return `${first.config.imageSize}`;
  if (!score) return "";
  const names = classes.map(([first]) => first!.category);
  const mean = meanOverCategories(runOutcomes(classes.flat(), score), names);
  return mean ? `**${formatPercent(mean.mean)}**` : "";
}

function formatPublished(record: RunRecord): string {
  const published = publishedImageAuroc(record);
  if (!published) return NOTHING;
  // No values of plain DAAD are known: it stands beside those of the full method.
  const whose = record.method === "daad" ? `${published.title}: ` : "";
  return whose + formatMarked(published.value, published.mark) +
    (isPartial([record]) ? " *not comparable*" : "");
}

function formatAuroc(runs: readonly RunRecord[], metric: "imageAuroc" | "pixelAuroc"): string {
  const known = runs.flatMap(({ metrics }) => metrics[metric] ?? []);
  if (known.length === 0) return NOTHING;
  const values = known.map(({ value }) => value);
  if (values.length > 1) return formatSpread(summarize(values));
  const { value, low, high } = known[0]!;
  return `${formatPercent(value)} [${formatPercent(low)}, ${formatPercent(high)}]`;
}

function formatSeconds(seconds: number): string {
  if (seconds >= 10) return `${seconds.toFixed(0)} s`;
  if (seconds >= 0.1) return `${seconds.toFixed(1)} s`;
  return `${(seconds * 1000).toPrecision(2)} ms`;
}
