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
} from "./headless.ts";

/** Settings of small and fast runs; the quickstart uses `EPOCHS`. */
const SMOKE = { PROFILE: "smoke", EPOCHS: "5" };

for (const name of notebookNames()) {
  const file = `notebooks/${name}.ipynb`;

  Deno.test({
    name: `${file}: runs without a browser and loses no output`,
    ignore: skipBecause(file, obstacle()),
  }, async () => {
    const before = await Deno.readTextFile(ROOT + file);
    const executed = await executeNotebook(name, { env: SMOKE });
    // The committed copy is the reference for the outputs of each cell.
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

/** From each path, without the data's folder, to the score as written, with all digits. */
function readScores(path: string, root = ""): Map<string, string> {
  const [, ...lines] = Deno.readTextFileSync(ROOT + path).trim().split("\n");
  return new Map(lines.map((line) => {
    const [image, , score] = line.split(",") as [string, string, string];
    assert(image.startsWith(root), image);
    return [image.slice(root.length), score];
  }));
}
