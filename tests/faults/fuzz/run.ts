/** Runs the cases of one format in a separate process. */
import { spawnDeno } from "../../child.ts";
import { LIMIT_MS } from "../../until.ts";

/** The outcome of one damaged file. */
export interface CaseResult {
  readonly index: number;
  readonly outcome: "read" | "refused" | "failed";
  readonly message?: string;
}

/** The outcome of all damaged files. */
export interface CasesRun {
  readonly results: readonly CaseResult[];
  readonly stderr: string;
  readonly code: number;
  readonly hung: boolean;
}

/** Reads the damaged files of the cases 0 to `count`. */
export async function runCases(
  format: string,
  count: number,
  dir: string,
): Promise<CasesRun> {
  const child = spawnDeno([
    ...["run", "--quiet", "--allow-all", "tests/faults/fuzz/run_cases.ts"],
    ...[format, "0", String(count), dir],
  ]);
  const stderr = new Response(child.stderr).text();
  const results: CaseResult[] = [];
  let hung = false;
  const stop = () => {
    hung = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(stop, LIMIT_MS);
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    clearTimeout(timer);
    timer = setTimeout(stop, LIMIT_MS);
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    results.push(...lines.map((line): CaseResult => JSON.parse(line)));
  }
  clearTimeout(timer);
  const { code } = await child.status;
  return { results, stderr: await stderr, code, hung };
}
