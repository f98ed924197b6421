/**
 * The ranks of a kept run's test images by each score, from which each image AUROC can be recomputed.
 *
 * Ranks are kept instead of scores, as an AUROC needs no more: they take a quarter of the bytes.
 *
 * @module
 */
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { ifPresent, removeIfPresent } from "../../lib/files.ts";
import { auroc } from "../../lib/metrics/images/auroc.ts";
import { imageMetrics, type ScoreName } from "../../lib/record/compare/statistic.ts";
import type { StoredRecord } from "../../lib/record/table/read.ts";

const NAME = "ranks.csv.gz";

/** The first columns, before those of scores. */
const FACTS = ["path", "label"];

/** Between the names of scores that rank all images alike, as the mean square and its root do. */
const SAME = "|";

/**
 * Keeps the ranks of a run's `scores.csv`, `0` for the lowest score, with the same rank for equal ones;
 * of a folder that has only ranks, these. Older runs may have neither; then none of another run stay.
 */
export async function keepRanks(run: string, folder: string): Promise<void> {
  const scores = await ifPresent(Deno.readFile(`${run}/scores.csv`));
  if (!scores) {
    const ranks = await ifPresent(Deno.readFile(`${run}/${NAME}`));
    if (ranks) await Deno.writeFile(`${folder}/${NAME}`, ranks);
    else await removeIfPresent(`${folder}/${NAME}`);
    return;
  }
  const [header, ...rows] = parse(new TextDecoder().decode(scores)) as string[][];
  const byRanks = new Map<string, { names: string[]; ranks: readonly number[] }>();
  for (const [k, name] of header!.entries()) {
    if (FACTS.includes(name) || name === "verdict") continue;
    const ranks = ranksOf(rows.map((row) => Number(row[k])));
    const same = byRanks.get(ranks.join());
    if (same) same.names.push(name);
    else byRanks.set(ranks.join(), { names: [name], ranks });
  }
  const columns = [...byRanks.values()];
  const text = stringify([
    [...FACTS, ...columns.map(({ names }) => names.join(SAME))],
    ...rows.map((
      row,
      i,
    ) => [...row.slice(0, FACTS.length), ...columns.map(({ ranks }) => ranks[i])]),
  ]);
  await Deno.writeFile(`${folder}/${NAME}`, through(text, new CompressionStream("gzip")));
}

function ranksOf(scores: readonly number[]): number[] {
  const order = [...new Set(scores)].sort((a, b) => a - b);
  const ranks = new Map(order.map((score, rank) => [score, rank]));
  return scores.map((score) => ranks.get(score)!);
}

/**
 * Compares each image AUROC of a record with the one computed from its ranks.
 *
 * @returns A sentence if they differ.
 */
export async function checkRanks({ file, record }: StoredRecord): Promise<string | undefined> {
  const path = file.replace(/record\.json$/, NAME);
  const compressed = await ifPresent(Deno.readFile(path));
  if (!compressed) return undefined;
  const text = await new Response(through(compressed, new DecompressionStream("gzip"))).text();
  const [header, ...rows] = parse(text) as string[][];
  const labels = rows.map(([, label]) => Number(label));
  for (const [k, names] of header!.entries()) {
    if (k < FACTS.length) continue;
    const ranks = rows.map((row) => Number(row[k]));
    for (const name of names.split(SAME)) {
      const score = name === "score" ? "own" : name as ScoreName;
      const recorded = imageMetrics(record, score)?.imageAuroc.value;
      if (recorded === undefined) continue; // the same for all images
      const computed = auroc(ranks, labels);
      if (computed !== recorded) {
        return `${path}: image AUROC by ${name} ${computed}, in the record ${recorded}`;
      }
    }
  }
  return undefined;
}

function through(
  bytes: string | Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([bytes]).stream().pipeThrough(stream);
}
