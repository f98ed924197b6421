import { assert, assertEquals } from "@std/assert";
import { formatCollection } from "../../../lib/data/checks/check_collection.ts";
import { checkRoot, formatRoot } from "../../../lib/data/checks/check_root.ts";
import type { Collection } from "../../../lib/data/datasets/collection.ts";
import { listCategories } from "../../../lib/data/datasets/mvtec.ts";
import { storedSource } from "../../../lib/data/datasets/stored_source.ts";
import { onWindows, skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImages } from "../images.ts";

const DIGITS: Collection = {
  dataset: "mnist",
  root: "digits",
  classes: ["0"],
  train: [{ path: "train/00000", label: 0 }],
  test: [],
  warnings: [],
  imageSize: 2,
  source: storedSource({
    size: 2,
    channels: 1,
    blocks: new Map([["train", new Uint8Array(4)]]),
  }),
};

Deno.test("checkRoot: a line a category, what differs, what is broken, what is missing", () =>
  withTempDir(async (dir) => {
    await writeImages(dir, [
      "grid/train/good/0.png",
      "grid/test/good/0.png",
      "grid/test/glue/0.png",
      "grid/ground_truth/glue/0_mask.png",
      "own/train/good/0.png",
      "own/test/bent/0.png",
      "torn/train/bad/0.png",
    ]);
    const names = await listCategories(dir);
    assertEquals(names, ["grid", "own", "torn"]);
    const lines = formatRoot(dir, await checkRoot(dir, names)).replaceAll(dir, "ROOT").split(
      "\n",
    );
    assertEquals(lines.slice(0, 6), [
      "ROOT: 3 categories",
      "",
      "category  train  test good  test anomalous  masks  brightness AUROC, %  " +
      "roughness AUROC, %  official set",
      "grid      1      1          1               1      50.0                 " +
      "50.0                partial: 1 of 264 training images, 1 of 21 normal test images, 1 of 57 anomalous test images",
      "own       1      0          1               0      –                    " +
      "–                   not a category of it",
      "torn      –      –          –               –      –                    " +
      "–                   cannot be used, see below",
    ]);
    const notes = lines.slice(7);
    for (
      const [i, start] of [
        "error: ROOT/grid: 2 test images are also training images",
        "warning: ROOT/grid: not the official set of grid: 1 of 264 training images",
        "warning: ROOT/grid: masks: 50 is the background",
        "warning: ROOT/grid: a resized copy",
      ].entries()
    ) {
      assertEquals(notes[i]!.slice(0, start.length), start);
    }
    assertEquals(
      notes.some((line) => line.startsWith("error: ROOT/torn/train/good: ")),
      true,
    );
    const missing = "warning: ROOT: 14 of 15 categories of MVTec AD are missing: carpet, leather";
    assertEquals(notes.at(-1)!.slice(0, missing.length), missing);
  }));

Deno.test({
  name: "formatRoot, formatCollection: names of files and folders cannot move the cursor",
  ignore: skipBecause("formatRoot: names", onWindows("such names are not possible there")),
  fn: () =>
    withTempDir(async (dir) => {
      const root = `${dir}/\u001b[2Jset`;
      await writeImages(root, [
        "\u001b[2Jown/train/good/0.png",
        "\u001b[2Jown/test/bent/0.png",
        "torn\u0007/train/bad/0.png",
      ]);
      const text = formatRoot(root, await checkRoot(root, await listCategories(root)));
      assert(text.includes("\\u001b[2Jset/\\u001b[2Jown") && text.includes("torn\\u0007"), text);
      const collection = { ...DIGITS, warnings: ["a\u001b[2J file"] };
      const list = await formatCollection(collection);
      assert(list.endsWith("warning: a\\u001b[2J file"), list);
      // deno-lint-ignore no-control-regex
      assertEquals((text + list).match(/[\u0000-\u0009\u000b-\u001f]/), null);
    }),
});
