/**
 * The scores beside the kept records, gzipped: from them each image AUROC can be computed again.
 *
 * @module
 */
import { auroc } from "../../lib/metrics/auroc.ts";
import type { StoredRecord } from "../../lib/experiment/table/read.ts";

const NAME = "scores.csv.gz";

/** Compresses the `scores.csv` of a run's folder; older runs may have none. */
export async function keepScores(run: string, folder: string): Promise<void> {
  const file = await open(`${run}/scores.csv`);
  if (!file) return;
  const compressed = file.readable.pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(`${folder}/${NAME}`, compressed);
}

/**
 * Compares the image AUROC of a record with that of its scores.
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
  // The path comes first and may have commas.
  const rows = [...text.matchAll(/,([01]),(-?\d[-+.e\d]*)$/gm)];
  const computed = auroc(rows.map(([, , score]) => Number(score)), rows.map(([, l]) => Number(l)));
  const { value } = record.metrics.imageAuroc;
  return computed === value
    ? undefined
    : `${path}: image AUROC ${computed}, in the record ${value}`;
}

async function open(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // none was kept
    throw error;
  }
}
