/**
 * `deno task test:machines [THREADS…] [--after-test]`: runs the numerical tests of the backend, the
 * networks and the detectors as on other processors, with 1, 2 and 4 threads or the numbers given;
 * `--after-test` leaves out what `deno task test` has already run.
 *
 * oneDNN compiles its kernels for the widest instruction set that it may use, so a processor can
 * represent all narrower ones. Each setting is a separate run; a table at the end shows the counts of
 * each and the comparison that came nearest to its bound.
 */
// deno-lint-ignore-file no-console
import { formatGrid } from "../../lib/record/table/markdown_grid.ts";
import { describeMachine } from "../machine.ts";
import type { Margin } from "../margins.ts";
import { denoTest, testFilesUsing } from "../test_files.ts";
import { type Setting, SETTINGS } from "./settings.ts";

/** The tests that compare within a bound; in other folders are whole runs, and metrics in float64. */
const FILES = [
  ...["backend", "daad", "detector", "methods", "nn"].flatMap((folder) =>
    testFilesUsing(/\bTOLERANCE\.\w/, `tests/${folder}`)
  ),
  "tests/use/compiled_steps_test.ts",
];

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The outcome of one setting. */
interface Outcome {
  readonly row: string[];
  readonly passed: number;
  readonly failed: number;
}

/** Runs all tests in one setting; prints what failed and returns the row of the table. */
async function run({ name, threads, env }: Setting): Promise<Outcome> {
  const margins = await Deno.makeTempFile();
  const { code, stdout, stderr } = await denoTest(FILES, {
    env: { ...env, DAAD_TEST_MARGINS: margins, NO_COLOR: "1" },
    output: "piped",
  });
  const printed = text(stdout);
  const closing = /^(?:ok|FAILED) \| .*$/m.exec(printed)?.[0];
  if (code !== 0) {
    // Without the closing line: only the one at the end counts.
    const errors = printed.slice(printed.indexOf("\n ERRORS"));
    console.log(errors.replace(closing ?? "", "") + text(stderr));
  }
  console.log(`${name}, ${threads}: ${closing ?? "ended without a result"}`);
  const [, passed, failed] = /(\d+) passed.* (\d+) failed/.exec(closing ?? "") ?? [];
  const nearest = await nearestToBound(margins);
  await Deno.remove(margins);
  return {
    row: [name, threads, passed ?? "–", failed ?? "–", nearest],
    passed: Number(passed ?? 0),
    // A run that ended without a result counts as failed.
    failed: Number(failed ?? 0) || Number(code !== 0),
  };
}

/** The largest share of a bound that was used, and the comparison that used it. */
async function nearestToBound(path: string): Promise<string> {
  const lines = (await Deno.readTextFile(path)).trim().split("\n").filter((line) => line !== "");
  const all = lines.map((line): Margin => JSON.parse(line));
  const nearest = all.reduce<Margin | undefined>(
    (most, next) => next.share > (most?.share ?? 0) ? next : most,
    undefined,
  );
  if (!nearest) return "";
  const [place] = nearest.what.split(": ");
  return `${Math.round(100 * nearest.share)} % in ${place!.replace(/^tests\//, "")}`;
}

console.log(`machine: ${describeMachine()}`);
const rows: string[][] = [];
let [passed, failed, skipped] = [0, 0, 0];
for (const setting of SETTINGS) {
  if (setting.missing) {
    console.log(`${setting.name}, ${setting.threads}: skipped: ${setting.missing}`);
    rows.push([setting.name, setting.threads, "skipped", "", setting.missing]);
    skipped++;
    continue;
  }
  const result = await run(setting);
  rows.push(result.row);
  passed += result.passed;
  failed += result.failed;
}
console.log(
  formatGrid(["Instruction set", "Threads", "Passed", "Failed", "Nearest to its bound"], rows),
);
const verdict = failed === 0 ? "ok" : "FAILED";
console.log(`${verdict} | ${passed} passed | ${failed} failed | ${skipped} ignored`);
if (failed > 0) Deno.exit(1);
