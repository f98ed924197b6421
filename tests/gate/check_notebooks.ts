/**
 * Checks the committed notebooks: types and lint of their code as scripts, and that their outputs
 * came from that code.
 *
 * Run by `deno task check`. Nothing is executed; `deno task notebooks` does that.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { notebookNames, readNotebook, ROOT } from "../notebooks/headless.ts";
import { notebookProblems, toScript } from "../notebooks/problems.ts";

const names = notebookNames();
const problems: string[] = [];
for (const name of names) {
  const file = `notebooks/${name}.ipynb`;
  const text = await Deno.readTextFile(ROOT + file);
  const found = await notebookProblems(text, ROOT.slice(0, -1));
  problems.push(...found.map((problem) => `${file}: ${problem}`));
}

// The scripts lie beside the notebooks so that imports resolve; git ignores them.
const scripts = names.map((name) => `notebooks/.${name}.check.ts`);
try {
  for (const [i, name] of names.entries()) {
    await Deno.writeTextFile(
      ROOT + scripts[i],
      toScript(readNotebook(`notebooks/${name}.ipynb`)),
    );
  }
  problems.push(...await complaints(["check", "--quiet", ...scripts]));
  // Notebooks may print.
  problems.push(...await complaints(["lint", "--quiet", "--rules-exclude=no-console", ...scripts]));
} finally {
  await Promise.all(scripts.map((script) => Deno.remove(ROOT + script).catch(() => {})));
}

for (const problem of problems) console.error(problem);
console.log(`${names.length} notebooks: ${problems.length || "no"} problems`);
if (problems.length > 0) Deno.exit(1);

/** Runs a Deno command; returns its output if it fails. */
async function complaints(args: string[]): Promise<string[]> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  return success ? [] : [new TextDecoder().decode(stderr)];
}
