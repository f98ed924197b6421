/** Finds test files by what they use, so that no list of them has to be maintained. */
import { PROJECT_ROOT } from "../lib/backend/backend.ts";

/** Paths of all test files whose text matches, below the project's folder. */
export function testFilesUsing(pattern: RegExp, folder = "tests"): string[] {
  return Deno.readDirSync(`${PROJECT_ROOT}/${folder}`).toArray().flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return testFilesUsing(pattern, path);
      const matches = name.endsWith("_test.ts") &&
        pattern.test(Deno.readTextFileSync(`${PROJECT_ROOT}/${path}`));
      return matches ? [path] : [];
    },
  ).sort();
}

/** Runs test files in a separate Deno; `output` says where its output goes. */
export function denoTest(
  files: readonly string[],
  { env, output }: { env: Readonly<Record<string, string>>; output: "inherit" | "piped" },
): Promise<Deno.CommandOutput> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--allow-all", "--no-check", "--parallel", ...files],
    cwd: PROJECT_ROOT,
    env: { ...env },
    stdin: "null",
    stdout: output,
    stderr: output,
  }).spawn();
  if (output === "piped") return child.output();
  return child.status.then((status) => ({
    ...status,
    stdout: new Uint8Array(),
    stderr: new Uint8Array(),
  }));
}
