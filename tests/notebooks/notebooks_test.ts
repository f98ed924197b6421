import { assert, assertEquals } from "@std/assert";
import { skipBecause } from "../skip.ts";
import {
  EXECUTED,
  executeNotebook,
  notebookNames,
  obstacle,
  outputKinds,
  readNotebook,
  ROOT,
  textOf,
} from "./headless.ts";

/** A code host shows larger notebooks slowly or not at all. */
const MAX_BYTES = 1_500_000;

for (const name of notebookNames()) {
  const file = `notebooks/${name}.ipynb`;

  Deno.test(`${file}: committed with the outputs of one run from top to bottom`, () => {
    const text = Deno.readTextFileSync(ROOT + file);
    assert(text.length < MAX_BYTES, `${text.length} bytes`);
    const code = readNotebook(file).cells.filter((cell) => cell.cell_type === "code");
    assertEquals(
      code.map((cell) => cell.execution_count),
      code.map((_, i) => i + 1),
    );
    assert(!code.some((cell) => cell.outputs!.some((output) => output.output_type === "error")));
  });

  Deno.test(`${file}: no output names a folder of the machine that ran it`, () => {
    const text = Deno.readTextFileSync(ROOT + file);
    for (const trace of ["file://", ROOT.slice(0, -1), "/home/", "/root/", "/tmp/", "/Users/"]) {
      assert(!text.includes(trace), `${file} holds ${trace}`);
    }
  });

  Deno.test(`${file}: its cells are correctly typed`, async () => {
    const { cells } = readNotebook(file);
    const code = cells.filter((cell) => cell.cell_type === "code");
    const script = `${ROOT}notebooks/.${name}.check.ts`; // beside it, so that imports resolve
    await Deno.writeTextFile(script, code.map((cell) => textOf(cell.source)).join("\n\n"));
    try {
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["check", "--quiet", script],
        cwd: ROOT,
      }).output();
      assert(success, new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(script);
    }
  });

  Deno.test({
    name: `${file}: runs without a browser and loses no output`,
    ignore: skipBecause(file, obstacle()),
  }, async () => {
    const before = await Deno.readTextFile(ROOT + file);
    const executed = await executeNotebook(name);
    // The committed copy says which outputs each cell has.
    assertEquals(outputKinds(executed), outputKinds(readNotebook(file)));
    assertEquals(await Deno.readTextFile(ROOT + file), before);
  });
}

Deno.test({
  name: "the command line gives the same scores with the model that the quickstart saved",
  ignore: skipBecause("scores of the notebook's model", obstacle()),
}, async () => {
  const out = `${EXECUTED}/scored`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "--quiet", "daad", "score", "--model", MODEL],
      ...["--images", "data/sample/bottle/test", "--out", out],
    ],
    cwd: ROOT,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const inNotebook = readScores(`${MODEL}/scores.csv`);
  const onCommandLine = readScores(`${out}/scores.csv`, "data/sample/bottle/");
  assertEquals(inNotebook.size, 83);
  assertEquals(onCommandLine, inNotebook);
});

/** Folder to which the quickstart writes. */
const MODEL = "runs/quickstart-notebook";

/** Path, without the data's folder, → score as it was written, with all digits. */
function readScores(path: string, root = ""): Map<string, string> {
  const [, ...lines] = Deno.readTextFileSync(ROOT + path).trim().split("\n");
  return new Map(lines.map((line) => {
    const [image, , score] = line.split(",") as [string, string, string];
    assert(image.startsWith(root), image);
    return [image.slice(root.length), score];
  }));
}
