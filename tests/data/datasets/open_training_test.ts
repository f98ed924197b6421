import { assert, assertEquals, assertRejects } from "@std/assert";
import { loadCategory, openDataset, openTraining } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { copySmallBottle } from "../../experiment/small_bottle.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImages } from "../images.ts";

Deno.test("openTraining: a category needs nothing but train/good, and nothing else is looked at", () =>
  withTempDir(async (dir) => {
    const root = await copySmallBottle(dir);
    const { train } = await loadCategory(root);
    await Deno.remove(`${root}/test`, { recursive: true });
    await Deno.writeTextFile(`${root}/test`, "no folder");
    await assertRejects(() => loadCategory(root));
    const opened = await openTraining({ data: root });
    assertEquals([opened.train, opened.test, opened.name], [train, [], "bottle"]);
    assertEquals(await opened.source.channels(opened.train), 3);
  }));

Deno.test("openTraining: of --normal what train would train on, without what it holds out", () =>
  withTempDir(async (dir) => {
    const normal = [`${await copySmallBottle(dir)}/train/good`];
    const [opened, whole] = [await openTraining({ normal }), await openDataset({ normal })];
    assertEquals([opened.train, opened.test], [whole.train, []]);
    assertEquals([opened.train.length, opened.warnings.length], [10, 1]);
  }));

Deno.test("openTraining: some images only; refusals are those of openDataset", () =>
  withTempDir(async (dir) => {
    const data = await copySmallBottle(dir);
    assertEquals((await openTraining({ data, trainImages: 5 })).train.length, 5);
    for (
      const [choice, message] of [
        [{ data: `${dir}/none` }, "no such folder"],
        [{ data, class: "3" }, "--class 3"],
        [{ data, normal: [data] }, "--normal: not together with --data"],
        [{ normal: [data], class: "3" }, "--class 3: folders of images"],
        [{ normal: [data], protocol: "one-class-abnormal" }, "--protocol one-class-abnormal: "],
        [{}, "--normal: no images to train on"],
      ] as const
    ) {
      await assertRejects(() => openTraining(choice), InputError, message);
    }
  }));

Deno.test("openTraining: what a training sets aside by the same share is left out", () =>
  withTempDir(async (dir) => {
    const names = Array.from({ length: 20 }, (_, i) => `train/good/${i}.png`);
    await writeImages(dir, [...names, "test/good/0.png", "test/bent/0.png"]);
    const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);
    const { train, warnings } = await openTraining({ data: dir, holdout: 0.3 });
    assertEquals(paths(train), paths((await openDataset({ data: dir, holdout: 0.3 })).train));
    assertEquals(train.length, 14);
    assertEquals(warnings, [
      "6 of 20 training images are not looked at: train sets them aside with --holdout 0.3",
    ]);
    // Of normal images whatever a training sets aside, with anomalous images beside them and without.
    const held = { normal: [`${dir}/train/good`], holdout: 0.3 };
    const seen = new Set(paths((await openTraining(held)).train));
    assert(seen.size >= 6);
    for (const beside of [{}, { abnormal: [`${dir}/test/bent`] }, { test: [`${dir}/test/good`] }]) {
      const { test, heldOut = [] } = await openDataset({ ...held, ...beside });
      assertEquals(paths([...test, ...heldOut]).filter((path) => seen.has(path)), []);
    }
  }));
