/**
 * Compares two finished runs on the same test images.
 *
 * @module
 */
import { parse } from "csv-parse/sync";
import { InputError } from "../../errors.ts";
import { type DeLongTest, deLongTest } from "../../metrics/mod.ts";
import { hasTwoOfEach } from "../../metrics/statistics/validation.ts";
import type { ComparedImage, RunComparison } from "../../record/compare/comparison.ts";
import type { RunRecord } from "../../record/run/record.ts";
import { readRecord } from "../../record/run/record_file.ts";
import { heatmapName } from "../../report/pictures/heatmap.ts";
import { ranksOf } from "../../report/pictures/results.ts";

/**
 * Reads two runs and compares their results on the same test images.
 *
 * @param first Folder of a finished training, with `record.json` and `scores.csv`.
 * @param second Folder of another one.
 * @throws {InputError} If a file is missing or damaged, or the runs were tested on other images.
 */
export async function compareRuns(first: string, second: string): Promise<RunComparison> {
  const runs = [await readRun(first), await readRun(second)] as const;
  const [one, other] = runs;
  requireSameImages(first, second, one, other);
  const matching = new Map(other.rows.map((row, i) => [row.path, i]));
  const order = one.rows.map(({ path }) => matching.get(path)!);
  const ranks = runs.map(({ rows }) => ranksOf(Float32Array.from(rows, ({ score }) => score)));
  const images = await Promise.all(one.rows.map(async ({ path, label, score }, i) => ({
    path,
    label,
    scores: [score, other.rows[order[i]!]!.score] as const,
    ranks: [ranks[0]![i]!, ranks[1]![order[i]!]!] as const,
    pictures: [
      await pictureOf(first, path, ranks[0]![i]!, order.length),
      await pictureOf(second, path, ranks[1]![order[i]!]!, order.length),
    ] as const,
  })));
  const moved = ({ ranks: [a, b] }: ComparedImage) => Math.abs(a - b);
  return {
    folders: [first, second],
    records: [one.record, other.record],
    images: images.toSorted((a, b) => moved(b) - moved(a)),
    test: testOf(images),
  };
}

interface Row {
  readonly path: string;
  readonly label: 0 | 1;
  readonly score: number;
}

async function readRun(folder: string): Promise<{ record: RunRecord; rows: Row[] }> {
  const record = await readRecord(`${folder}/record.json`);
  const path = `${folder}/scores.csv`;
  const text = await Deno.readTextFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`${path}: not found; expected the output folder of a finished training`);
  });
  let cells: Record<string, string>[];
  try {
    cells = parse(text, { columns: true });
  } catch (error) {
    throw new InputError(`${path}: no valid CSV: ${(error as Error).message}`);
  }
  const rows = cells.map(({ path: image, label, score }, i): Row => {
    const found = Number(score);
    const whole = image && (label === "0" || label === "1") && score && Number.isFinite(found);
    if (whole) return { path: image, label: label === "1" ? 1 : 0, score: found };
    throw new InputError(`${path}: line ${i + 2}: expected path, label 0 or 1, and a score`);
  });
  return { record, rows };
}

function requireSameImages(
  first: string,
  second: string,
  one: Awaited<ReturnType<typeof readRun>>,
  other: Awaited<ReturnType<typeof readRun>>,
): void {
  const refuse = (what: string) =>
    new InputError(`${second}: tested on other images than ${first}: ${what}; nothing to compare`);
  const name = ({ dataset, category }: RunRecord) => `${dataset} ${category}`;
  if (name(one.record) !== name(other.record)) {
    throw refuse(`${name(other.record)} instead of ${name(one.record)}`);
  }
  const labels = new Map(other.rows.map(({ path, label }) => [path, label]));
  const lacking = one.rows.find(({ path, label }) => labels.get(path) !== label);
  if (lacking || labels.size !== one.rows.length) {
    throw refuse(
      `${other.rows.length} instead of ${one.rows.length}` +
        (lacking ? `, ${lacking.path} is missing or labelled otherwise` : ""),
    );
  }
  const [{ data }, { data: otherData }] = [one.record, other.record];
  if (data.fingerprint === otherData.fingerprint) return;
  if (data.testFingerprint && otherData.testFingerprint) {
    if (data.testFingerprint === otherData.testFingerprint) return;
    throw refuse("the same names, but the contents differ");
  }
  // Records of earlier versions do not tell the two parts of the data apart.
  throw new InputError(
    `${second}: trained or tested on other images than ${first}; nothing to compare`,
  );
}

/** The file of an image's heat map, if the run drew one. */
async function pictureOf(
  folder: string,
  path: string,
  rank: number,
  count: number,
): Promise<string | undefined> {
  const file = `${folder}/heatmaps/${heatmapName(path, rank, count)}`;
  return await Deno.stat(file).then(() => file, () => undefined);
}

function testOf(images: readonly ComparedImage[]): DeLongTest | undefined {
  const labels = images.map(({ label }) => label);
  if (!hasTwoOfEach(labels)) return undefined;
  const [first, second] = [0, 1].map((run) => images.map(({ scores }) => scores[run]!));
  return deLongTest({ first: first!, second: second!, labels });
}
