/** Damaged files of every format, as often as docs/tables/faults.md says. */
import { FORMATS } from "./fuzz/formats.ts";
import { runCases } from "./fuzz/run.ts";
import type { Attempt, Fault, FaultResult } from "./fault.ts";

async function fuzz(format: string, { dir, tries, onTry }: Attempt): Promise<FaultResult> {
  const { results, stderr, code, hung } = await runCases(format, tries, dir);
  onTry();
  const problems = results.filter(({ outcome }) => outcome === "failed")
    .map(({ index, message }) => `case ${index}: ${message}`);
  if (hung || code !== 0 || stderr !== "" || results.length !== tries) {
    problems.push(`case ${results.length}: exit code ${code}${hung ? ", hangs" : ""}: ${stderr}`);
  }
  const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
  const [read, refused] = [count("read"), count("refused")];
  return {
    tries: results.length,
    outcome: `${refused.toLocaleString("en")} refused in one line, ` +
      `${read.toLocaleString("en")} still readable; no hang, no crash, no trace`,
    problems,
  };
}

/** One fault per format; its short version is `tests/faults/fuzz/fuzz_test.ts`. */
export const FUZZ_FAULTS: readonly Fault[] = Object.keys(FORMATS).map((format) => ({
  id: `fuzz-${format}`,
  title: `damaged ${format} files`,
  full: 5000,
  short: 0,
  run: (attempt) => fuzz(format, attempt),
}));
