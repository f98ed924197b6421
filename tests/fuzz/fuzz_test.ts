/** Damaged files end in success or in one clear line: never in a hang, a crash or a stack trace. */
import { assert, assertEquals } from "@std/assert";
import { spawnDeno } from "../child.ts";
import { withTempDir } from "../temp_dir.ts";
import { FORMATS } from "./formats.ts";

/** Cases of each format; all of them are 3,500. */
const CASES = 500;
/** Far more than any case takes, also on a busy machine. */
const HANG_MS = 30_000;

interface CaseResult {
  readonly index: number;
  readonly outcome: "read" | "refused" | "failed";
  readonly message?: string;
}

for (const format of Object.keys(FORMATS)) {
  Deno.test(`fuzz: ${CASES} damaged ${format} files are read or refused in one line`, () =>
    withTempDir(async (dir) => {
      const { results, stderr, code, hung } = await runCases(format, dir);
      const last = results.at(-1)?.index ?? -1;
      assert(!hung, `${format} case ${last + 1} hangs`);
      assertEquals([code, stderr], [0, ""], `${format} case ${last + 1}`);
      assertEquals(results.filter(({ outcome }) => outcome === "failed"), []);
      assertEquals(results.length, CASES);
      const count = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
      // Damage that all files survive, or none, would test nothing.
      assert(count("read") > CASES / 50 && count("refused") > CASES / 5, `${count("read")} read`);
    }));
}

async function runCases(
  format: string,
  dir: string,
): Promise<{ results: CaseResult[]; stderr: string; code: number; hung: boolean }> {
  const child = spawnDeno([
    ...["run", "--quiet", "--allow-all", "tests/fuzz/run_cases.ts"],
    ...[format, "0", String(CASES), dir],
  ]);
  const stderr = new Response(child.stderr).text();
  const results: CaseResult[] = [];
  let hung = false;
  const stop = () => {
    hung = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(stop, HANG_MS);
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    clearTimeout(timer);
    timer = setTimeout(stop, HANG_MS);
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    results.push(...lines.map((line): CaseResult => JSON.parse(line)));
  }
  clearTimeout(timer);
  const { code } = await child.status;
  return { results, stderr: await stderr, code, hung };
}
