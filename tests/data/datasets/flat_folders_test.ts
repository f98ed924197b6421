import { assert, assertEquals, assertRejects } from "@std/assert";
import { loadFlatFolders } from "../../../lib/data/datasets/flat_folders.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImages } from "../images.ts";

const NAMES = Array.from({ length: 10 }, (_, i) => `${i}.png`);
const IMAGES = [
  ...NAMES.map((name) => `ok/${name}`),
  "checked/a.png",
  "bad/bent/a.png",
  "bad/torn/b.png",
];

function withFolders(body: (dir: string) => Promise<void>): Promise<void> {
  return withTempDir(async (dir) => {
    await writeImages(dir, IMAGES);
    await body(dir);
  });
}

Deno.test("loadFlatFolders: labels by the option, types by the folder", () =>
  withFolders(async (dir) => {
    const choice = { normal: [`${dir}/ok/`], abnormal: [`${dir}/bad`], test: [`${dir}/checked`] };
    const { source, train, test, ...rest } = await loadFlatFolders(choice);
    assertEquals(
      train.map(({ path, label }) => [path, label]),
      NAMES.map((n) => [`${dir}/ok/${n}`, 0]),
    );
    assertEquals(test, [
      { path: `${dir}/bad/bent/a.png`, label: 1, type: "bent" },
      { path: `${dir}/bad/torn/b.png`, label: 1, type: "torn" },
      { path: `${dir}/checked/a.png`, label: 0, type: "good" },
    ]);
    assertEquals([rest.name, rest.dataset, rest.protocol], ["ok", "folder", "one-class"]);
    assertEquals([rest.choice, rest.warnings], [choice, []]);
    const set = await source.decode(train, { size: 8, channels: 1 });
    assertEquals((await set.read(train.map((_, i) => i))).length, 640);
  }));

Deno.test("loadFlatFolders: without test images a fifth is held out, always the same", () =>
  withFolders(async (dir) => {
    const load = () => loadFlatFolders({ normal: [`${dir}/ok`], abnormal: [`${dir}/bad`] });
    const { train, test, warnings } = await load();
    const held = test.filter((file) => file.label === 0).map((file) => file.path);
    assertEquals([train.length, held.length], [8, 2]);
    assertEquals(
      [...train.map((file) => file.path), ...held].sort(),
      NAMES.map((n) => `${dir}/ok/${n}`),
    );
    assertEquals(warnings, [
      "no --test given: 2 of 10 normal images (20 %, seed 0) are held out as normal test images",
    ]);
    assertEquals((await load()).test, test);
  }));

Deno.test("loadFlatFolders: what cannot be used is one line", () =>
  withFolders(async (dir) => {
    const cases = [
      [{}, "--normal: no images to train on"],
      [{ normal: [`${dir}/none`] }, "none: no such file or folder"],
      [{ normal: [`${dir}/ok/1.png`] }, "--normal: only 1 image; give two or more"],
      [
        { normal: [`${dir}/ok`], test: [`${dir}/ok/3.png`] },
        "3.png: given by --normal and by --test",
      ],
      [{ normal: [`${dir}/ok`], abnormal: [dir] }, "given by --normal and by --abnormal"],
    ] as const;
    for (const [choice, message] of cases) {
      await assertRejects(() => loadFlatFolders(choice), InputError, message);
    }
    const { warnings } = await loadFlatFolders({ normal: [`${dir}/ok`], test: [`${dir}/checked`] });
    assert(warnings[0]!.startsWith("no --abnormal given"));
  }));

Deno.test("loadFlatFolders: masks beside images are their masks", () =>
  withFolders(async (dir) => {
    await writeImages(dir, ["bad/bent/a_mask.png", "ok/3_mask.png"]);
    const choice = { normal: [`${dir}/ok`], abnormal: [`${dir}/bad`], test: [`${dir}/checked`] };
    const { train, test, warnings } = await loadFlatFolders(choice);
    assertEquals([train.length, test.length], [10, 3]);
    assertEquals(test[0]!.mask, [`${dir}/bad/bent/a_mask.png`]);
    assertEquals(warnings, [
      `1 files are masks of the images beside them: ${dir}/ok/3_mask.png of ${dir}/ok/3.png`,
      `1 files are masks of the images beside them: ${dir}/bad/bent/a_mask.png of ` +
      `${dir}/bad/bent/a.png`,
    ]);
  }));

Deno.test("loadFlatFolders: an image under two spellings of its path is one", () =>
  withFolders(async (dir) => {
    await Deno.symlink(`${dir}/ok`, `${dir}/link`);
    const shared = { normal: [`${dir}/ok`], test: [`${dir}/link/3.png`] };
    await assertRejects(
      () => loadFlatFolders(shared),
      InputError,
      "link/3.png: given by --normal and by --test",
    );
    const normal = [`${dir}/ok`, `${dir}/./ok/1.png`, `${dir}/bad/../ok/2.png`];
    const { train, test } = await loadFlatFolders({ normal });
    assertEquals(train.length + test.length, 10);
  }));

Deno.test("loadFlatFolders: a whole category is not taken for normal images", () =>
  withTempDir(async (dir) => {
    await writeImages(dir, ["cat/train/good/0.png", "cat/test/good/1.png", "cat/test/bent/2.png"]);
    for (const named of [`${dir}/cat`, `${dir}/ca*`, dir]) {
      await assertRejects(
        () => loadFlatFolders({ normal: [named] }),
        InputError,
        `--normal: ${dir}/cat has folders train and test, so not all of its images are normal: use ` +
          `--data ${dir}/cat`,
      );
    }
  }));

Deno.test("loadFlatFolders: files of one name in a folder are warned of, as one may be a mask", () =>
  withFolders(async (dir) => {
    await writeImages(dir, ["bad/bent/a.bmp.png", "bad/bent/a.webp"]);
    const choice = { normal: [`${dir}/ok`], abnormal: [`${dir}/bad`], test: [`${dir}/checked`] };
    assertEquals((await loadFlatFolders(choice)).warnings, [
      `${dir}/bad/bent/a.png and ${dir}/bad/bent/a.webp: one name, and each counts as an image; ` +
      "call a mask NAME_mask",
    ]);
  }));
