/**
 * `daad compare`: writes a page that compares two finished runs.
 *
 * @module
 */
import { Command } from "commander";
import { InputError } from "../../errors.ts";
import { compareRuns } from "../../experiment/notebook/compare.ts";
import { renderComparison } from "../../report/page/comparison.ts";
import { print } from "../terminal/output.ts";

/** The command. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("writes a page that compares two finished runs on the same test images")
    .argument("<first>", "output folder of a training")
    .argument("<second>", "output folder of another training")
    .requiredOption("--out <file>", "the page to write, an .html file")
    .action(compare);
}

async function compare(first: string, second: string, { out }: { out: string }): Promise<void> {
  if (!/\.html?$/i.test(out)) throw new InputError(`--out ${out}: expected a name ending in .html`);
  const comparison = await compareRuns(first, second);
  await writeNew(out, await renderComparison(comparison));
  const { test } = comparison;
  const [low, high] = test ? [test.low, test.high].map((value) => value.toFixed(3)) : [];
  print(
    `${out}: ` +
      (test
        ? `image AUROC ${test.difference.toFixed(3)} [${low}, ${high}] from second to first, ` +
          `p = ${test.p.toPrecision(2)}`
        : "written"),
  );
}

/** Writes a new file; needs permission to write only this file. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, text, { createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new InputError(`--out ${path}: exists; name another file, or remove it`);
    }
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(`--out ${path}: its folder does not exist; make it first`);
    }
    throw error;
  }
}
