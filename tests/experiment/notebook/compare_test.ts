import { assertEquals, assertRejects } from "@std/assert";
import { PROJECT_ROOT } from "../../../lib/backend/backend.ts";
import { InputError } from "../../../lib/errors.ts";
import { compareRuns } from "../../../lib/experiment/notebook/compare.ts";
import { assertNear } from "../../close.ts";
import { withTempDir } from "../../temp_dir.ts";
import { TOLERANCE } from "../../tolerances.ts";

const LABELS = [0, 0, 0, 0, 1, 1, 1, 1] as const;
const FIRST = [1, 2, 3, 6, 4, 7, 8, 9];
const SECOND = [1, 8, 3, 2, 4, 5, 7, 6];

/** A run's folder with a kept record and these scores. */
async function writeRun(
  folder: string,
  rows: readonly string[],
  { category = "grid", ...fingerprints }: {
    readonly category?: string;
    readonly fingerprint?: string;
    readonly testFingerprint?: string;
  } = {},
): Promise<void> {
  await Deno.mkdir(folder);
  const path = `${PROJECT_ROOT}/data/results/ae-mvtec-grid-seed0/record.json`;
  const kept = JSON.parse(await Deno.readTextFile(path));
  const record = { ...kept, category, data: { ...kept.data, ...fingerprints } };
  await Deno.writeTextFile(`${folder}/record.json`, JSON.stringify(record));
  await Deno.writeTextFile(`${folder}/scores.csv`, ["path,label,score", ...rows, ""].join("\n"));
}

const rowsOf = (scores: readonly number[]) =>
  scores.map((score, i) => `test/${i}.png,${LABELS[i]},${score}`);

Deno.test("compareRuns: ranks, the images that moved most, the difference, in any order", () =>
  withTempDir(async (dir) => {
    await writeRun(`${dir}/a`, rowsOf(FIRST));
    await writeRun(`${dir}/b`, rowsOf(SECOND).reverse());
    const { images, test } = await compareRuns(`${dir}/a`, `${dir}/b`);
    // 7th of 8 in the first, 1st in the second.
    assertEquals([images[0]!.path, images[0]!.ranks, images[0]!.scores], [
      ...["test/1.png", [7, 1], [2, 8]],
    ]);
    assertNear(test!.difference, 15 / 16 - 12 / 16, TOLERANCE.rounding);
  }));

Deno.test("compareRuns: other training images do not matter, other test images do", () =>
  withTempDir(async (dir) => {
    const rows = rowsOf(FIRST);
    await writeRun(`${dir}/a`, rows, { fingerprint: "1", testFingerprint: "t" });
    await writeRun(`${dir}/fewer`, rows, { fingerprint: "2", testFingerprint: "t" });
    await writeRun(`${dir}/other`, rows, { fingerprint: "3", testFingerprint: "u" });
    await writeRun(`${dir}/old`, rows, { fingerprint: "4" });
    assertEquals((await compareRuns(`${dir}/a`, `${dir}/fewer`)).images.length, rows.length);
    await assertRejects(
      () => compareRuns(`${dir}/a`, `${dir}/other`),
      InputError,
      "tested on other images than",
    );
    await assertRejects(
      () => compareRuns(`${dir}/a`, `${dir}/old`),
      InputError,
      "trained or tested on other images than",
    );
  }));

Deno.test("compareRuns: runs on other images are refused in a line that says what differs", () =>
  withTempDir(async (dir) => {
    await writeRun(`${dir}/a`, rowsOf(FIRST));
    await writeRun(`${dir}/fewer`, rowsOf(FIRST).slice(1));
    await writeRun(`${dir}/other`, rowsOf(FIRST), { category: "screw" });
    await writeRun(`${dir}/damaged`, ["test/0.png,2,1"]);
    const refused = async (other: string) =>
      (await assertRejects(() => compareRuns(`${dir}/a`, `${dir}/${other}`), InputError)).message
        .replaceAll(`${dir}/`, "");
    const start = "tested on other images than a: ";
    assertEquals((await refused("fewer")).startsWith(`fewer: ${start}`), true);
    assertEquals(
      await refused("other"),
      `other: ${start}mvtec screw instead of mvtec grid; nothing to compare`,
    );
    assertEquals(
      await refused("damaged"),
      "damaged/scores.csv: line 2: expected path, label 0 or 1, and a score",
    );
    assertEquals(await refused("none"), "none/record.json: no such record");
  }));
