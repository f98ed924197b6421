/**
 * The gzipped scores beside the kept records, from which each image AUROC can be recomputed.
 *
 * @module
 */
import { imageMetrics, type ScoreName } from "../lib/record/statistic.ts";
import { auroc } from "../lib/metrics/auroc.ts";
import type { StoredRecord } from "../lib/record/table/read.ts";

const NAME = "scores.csv.gz";

/** Compresses the `scores.csv` of a run's folder; older runs may have none. */
export async function keepScores(run: string, folder: string): Promise<void> {
  const file = await open(`${run}/scores.csv`);
  if (!file) return;
  const compressed = file.readable.pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${folder}/${NAME}`, compressed);
}

/**
 * Compares each image AUROC of a record with the one computed from its scores.
 *
 * @returns A sentence if they differ.
 */
export async function checkScores({ file, record }: StoredRecord): Promise<string | undefined> {
  const path = file.replace(/record\.json$/, NAME);
  const compressed = await open(path);
  if (!compressed) return undefined;
  const text = await new Response(
    compressed.readable.pipeThrough(new DecompressionStream("gzip")),
  ).text();
  const columns = text.slice(0, text.indexOf("\n")).split(",").slice(2); // after path and label
  // The path comes first; one with commas is quoted.
  const rows = [...text.matchAll(/^(?:"(?:[^"]|"")*"|[^",\n]*),([01]),([-+.e\d,]+)$/gm)]
    .map(([, label, values]) => ({ label: Number(label), values: values!.split(",").map(Number) }));
  for (const [k, name] of columns.entries()) {
    const score = name === "score" ? "own" : name as ScoreName;
    const recorded = imageMetrics(record, score)?.imageAuroc.value;
    if (recorded === undefined) continue; // the same for all images
    const computed = auroc(rows.map(({ values }) => values[k]!), rows.map(({ label }) => label));
    if (computed !== recorded) {
      return `${path}: image AUROC by ${name} ${computed}, in the record ${recorded}`;
    }
  }
  return undefined;
}

async function open(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // none was kept
    throw error;
  }
}
