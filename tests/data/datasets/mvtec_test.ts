import { assertEquals, assertRejects } from "@std/assert";
import { loadCategory } from "../../../lib/data/datasets/mvtec.ts";
import { InputError } from "../../../lib/errors.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImages } from "../images.ts";

/** A category that loads without a warning. */
const COMPLETE = [
  "train/good/000.png",
  "train/good/001.png",
  "test/good/000.png",
  "test/bent/000.png",
  "test/bent/001.png",
  "ground_truth/bent/000_mask.png",
  "ground_truth/bent/001_mask.png",
];

/** Runs `body` with a category of these images. */
function withCategory(
  paths: readonly string[],
  body: (root: string) => Promise<void>,
): Promise<void> {
  return withTempDir(async (dir) => {
    const root = `${dir}/clip`;
    await Deno.mkdir(root);
    await writeImages(root, paths);
    await body(root);
  });
}

/** The message of the refusal, which must be one line and not contain the folder's path. */
async function refusal(root: string): Promise<string> {
  const { message } = await assertRejects(() => loadCategory(root), InputError);
  assertEquals(message.split("\n").length, 1);
  return message.replaceAll(root, "ROOT");
}

/** Loads a category without what reads its images. */
async function load(root: string) {
  const { source: _, ...category } = await loadCategory(root);
  return category;
}

const complete = {
  dataset: "folder",
  name: "clip",
  protocol: "one-class",
  imageSize: 128,
  train: [
    { path: "train/good/000.png", label: 0, type: "good" },
    { path: "train/good/001.png", label: 0, type: "good" },
  ],
  test: [
    {
      path: "test/bent/000.png",
      label: 1,
      type: "bent",
      mask: "ground_truth/bent/000_mask.png",
    },
    {
      path: "test/bent/001.png",
      label: 1,
      type: "bent",
      mask: "ground_truth/bent/001_mask.png",
    },
    { path: "test/good/000.png", label: 0, type: "good", mask: undefined },
  ],
  warnings: [],
} as const;

Deno.test("loadCategory: paths, labels, types and masks", () =>
  withCategory(COMPLETE, async (root) => {
    assertEquals(await load(root), { root, choice: { data: root }, ...complete });
    assertEquals((await loadCategory(`${root}/`)).name, "clip");
  }));

Deno.test("loadCategory: masks of another format, and without _mask", () =>
  withCategory([
    "train/good/a.jpg",
    "test/good/a.jpg",
    "test/cut/a.jpg",
    "test/cut/b.jpeg",
    "ground_truth/cut/a.png",
    "ground_truth/cut/b_mask.tif",
  ], async (root) => {
    const { test, warnings } = await loadCategory(root);
    assertEquals(test.map((file) => file.mask), [
      "ground_truth/cut/a.png",
      "ground_truth/cut/b_mask.tif",
      undefined,
    ]);
    assertEquals(warnings, []);
  }));

Deno.test("loadCategory: a folder of masks an image, and several masks an image, are joined", () =>
  withCategory([
    "train/good/0.png",
    "test/good/0.png",
    ...["0", "1", "2"].map((name) => `test/cut/${name}.png`),
    ...["0/0.png", "0/a.png", "1_mask.png", "1_mask_2.png", "2.png"].map((name) =>
      `ground_truth/cut/${name}`
    ),
  ], async (root) => {
    const { test, warnings } = await loadCategory(root);
    const folder = "ground_truth/cut";
    assertEquals(test.map((file) => file.mask), [
      [`${folder}/0/0.png`, `${folder}/0/a.png`],
      [`${folder}/1_mask.png`, `${folder}/1_mask_2.png`],
      `${folder}/2.png`,
      undefined,
    ]);
    assertEquals(warnings, []);
  }));

Deno.test("loadCategory: accents in names are the same in masks, however they are stored", () => {
  const [image, mask] = ["é".normalize("NFC"), "é".normalize("NFD")];
  const paths = [`test/cut/${image}.png`, `ground_truth/cut/${mask}_mask.png`];
  const good = ["train/good/0.png", "test/good/0.png"];
  return withCategory([...good, ...paths], async (root) => {
    const { test } = await loadCategory(root);
    assertEquals(test.find(({ type }) => type === "cut")!.mask, paths[1]);
  });
});

Deno.test("loadCategory: masks beside images are no images", () =>
  withCategory([
    "train/good/0.png",
    "test/good/0.png",
    "test/cut/0.png",
    "test/cut/0_mask.png",
    "test/cut/1.png",
    "test/cut/1_gt.png",
  ], async (root) => {
    const { test } = await loadCategory(root);
    assertEquals(test.map(({ path, mask }) => [path, mask]), [
      ["test/cut/0.png", "test/cut/0_mask.png"],
      ["test/cut/1.png", "test/cut/1_gt.png"],
      ["test/good/0.png", undefined],
    ]);
  }));

Deno.test("loadCategory: types without ground truth have no masks", () =>
  withCategory([...COMPLETE, "test/scratch/000.png"], async (root) => {
    const { test, warnings } = await loadCategory(root);
    assertEquals(test.map(({ type, label, mask }) => [type, label, mask !== undefined]), [
      ["bent", 1, true],
      ["bent", 1, true],
      ["good", 0, false],
      ["scratch", 1, false],
    ]);
    assertEquals(warnings, []);
  }));

Deno.test("loadCategory: the order is that of code units", () =>
  withCategory([
    ...["ä", "a", "B", "9", "10"].map((name) => `train/good/${name}.png`),
    "test/good/2.png",
    "test/Bent/2.png",
    "test/Bent/10.png",
    "test/Bent/1.png",
  ], async (root) => {
    const { train, test } = await loadCategory(root);
    const stems = train.map(({ path }) => path.replace("train/good/", "").replace(".png", ""));
    assertEquals(stems, ["10", "9", "B", "a", "ä"]);
    assertEquals(test.map(({ path }) => path), [
      "test/Bent/1.png",
      "test/Bent/10.png",
      "test/Bent/2.png",
      "test/good/2.png",
    ]);
  }));

Deno.test("loadCategory: hidden files and folders are ignored everywhere", () =>
  withCategory([
    ...COMPLETE,
    ".ipynb_checkpoints/000.png",
    "train/.ipynb_checkpoints/000.png",
    "train/good/.ipynb_checkpoints/000.png",
    "test/.ipynb_checkpoints/000.png",
    "test/bent/.000.png",
    "ground_truth/.ipynb_checkpoints/000_mask.png",
    "ground_truth/bent/.ipynb_checkpoints/002_mask.png",
  ], async (root) => {
    await Deno.writeTextFile(`${root}/test/.DS_Store`, "");
    await Deno.writeTextFile(`${root}/test/good/Thumbs.db`, "");
    assertEquals(await load(root), { root, choice: { data: root }, ...complete });
  }));

/** The files of a complete category except those that begin with `prefix`. */
function without(prefix: string): string[] {
  return COMPLETE.filter((path) => !path.startsWith(prefix));
}

const LAYOUT = "expected train/good, test/<type> and optionally ground_truth/<type>";
const OTHER = "for any other layout, name folders or files with --normal, --abnormal and --test";
const FORMATS = "no PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF images";

/** What is wrong, the images that exist, folders without images, and the message. */
const REFUSED: readonly (readonly [string, readonly string[], readonly string[], string])[] = [
  ["no train", without("train"), [], `ROOT: no folder train/good; ${LAYOUT}; ${OTHER}`],
  [
    "no train/good",
    [...without("train"), "train/bent/000.png"],
    [],
    "ROOT/train/good: no such folder; expected normal images to train on",
  ],
  [
    "an empty train/good",
    without("train"),
    ["train/good"],
    `ROOT/train/good: ${FORMATS}; expected normal images to train on`,
  ],
  [
    "an empty test type",
    COMPLETE,
    ["test/scratch"],
    `ROOT/test/scratch: ${FORMATS}; expected test images`,
  ],
  [
    "an image without a mask",
    [...COMPLETE, "test/bent/002.png"],
    [],
    "ROOT/test/bent/002.png: no mask ground_truth/bent/002_mask.png, while other images of this " +
    "type have one",
  ],
  [
    "a mask without an image",
    [...COMPLETE, "ground_truth/bent/002_mask.png"],
    [],
    "ROOT/ground_truth/bent/002_mask.png: mask without an image in test/bent",
  ],
  [
    "two images of one name",
    [...COMPLETE, "test/bent/000.jpg"],
    [],
    "ROOT/test/bent: 2 images are called 000: 000.jpg, 000.png; which of them a mask belongs to " +
    "cannot be told: rename all but one",
  ],
  [
    "masks without a test type",
    [...COMPLETE, "ground_truth/scratch/000_mask.png"],
    [],
    "ROOT/ground_truth/scratch: masks without a folder test/scratch",
  ],
  [
    "loose test images",
    [...COMPLETE, "test/000.png"],
    [],
    "ROOT/test/000.png: image outside of a type's folder; move it to test/<type>",
  ],
  [
    "loose masks",
    [...COMPLETE, "ground_truth/000_mask.png"],
    [],
    "ROOT/ground_truth/000_mask.png: image outside of a type's folder; move it to " +
    "ground_truth/<type>",
  ],
];

for (const [what, paths, folders, message] of REFUSED) {
  Deno.test(`loadCategory: refuses ${what}`, () =>
    withCategory(paths, async (root) => {
      for (const folder of folders) await Deno.mkdir(`${root}/${folder}`, { recursive: true });
      assertEquals(await refusal(root), message);
    }));
}

Deno.test("loadCategory: refuses a folder that is not there", () =>
  withTempDir(async (dir) => {
    assertEquals(await refusal(`${dir}/clip`), `ROOT: no such folder; ${LAYOUT}`);
  }));

Deno.test("loadCategory: a dataset's root names its categories", () =>
  withCategory(["nut/train/good/0.png", "bolt/train/good/0.png", "docs/a.png"], async (root) => {
    assertEquals(
      await refusal(root),
      "ROOT: holds 2 categories; name one, for example ROOT/bolt, nut",
    );
  }));

Deno.test("loadCategory: warns when a class is missing from the test images", async () => {
  await withCategory(without("test/good"), async (root) => {
    assertEquals((await loadCategory(root)).warnings, [
      `${root}/test: no normal images (test/good); no AUROC can be computed`,
    ]);
  });
  await withCategory(["train/good/0.png", "test/good/0.png"], async (root) => {
    assertEquals((await loadCategory(root)).warnings, [
      `${root}/test: no anomalous images; no AUROC can be computed`,
    ]);
  });
});

Deno.test("loadCategory: warns of what it ignores", () =>
  withCategory([
    ...COMPLETE,
    "train/bent/000.png",
    "test/bent/more/000.png",
  ], async (root) => {
    await Deno.mkdir(`${root}/ground_truth/good`);
    await Deno.writeTextFile(`${root}/train/good/notes.txt`, "");
    const { warnings, ...category } = await load(root);
    assertEquals({ ...category, warnings: [] }, { root, choice: { data: root }, ...complete });
    assertEquals(warnings, [
      `${root}/train/bent: ignored; only train/good is trained on`,
      `${root}/train/good: 1 other entries ignored, for example notes.txt`,
      `${root}/ground_truth/good: no masks in it`,
      `${root}/test/bent: 1 other entries ignored, for example more`,
    ]);
  }));

const REAL = new URL("../../../../shared/data/mvtec_ad_256", import.meta.url).pathname;

/** Numbers of training, test and anomalous test images, and how the copy deviates. */
const COPIES: Readonly<Record<string, readonly [number, number, number, string?]>> = {
  bottle: [209, 83, 63],
  grid: [264, 78, 57],
  screw: [320, 160, 119],
  capsule: [219, 117, 109, "8 of 23 normal test images"],
  toothbrush: [48, 42, 30, "48 of 60 training images"],
  metal_nut: [220, 60, 52, "8 of 22 normal test images, 52 of 93 anomalous test images"],
  hazelnut: [200, 105, 65, "200 of 391 training images, 65 of 70 anomalous test images"],
  zipper: [200, 97, 65, "200 of 240 training images, 65 of 119 anomalous test images"],
};

/** Copies without masks. */
const UNMASKED = ["metal_nut", "hazelnut", "zipper"];

for (const [name, [trained, tested, defective, deviation]] of Object.entries(COPIES)) {
  const root = `${REAL}/${name}`;
  const there = await Deno.stat(root).then((stat) => stat.isDirectory, () => false);
  Deno.test({
    name: `loadCategory: the copy of MVTec AD ${name} is known as ${
      deviation ? "partial" : "complete"
    }`,
    ignore: skipBecause(
      `MVTec AD ${name}`,
      there ? undefined : `no folder ../shared/data/mvtec_ad_256/${name}`,
    ),
    fn: async () => {
      const { dataset, train, test, partial, warnings } = await loadCategory(root);
      const anomalous = test.filter((file) => file.label === 1);
      const counts = [train.length, test.length, anomalous.length];
      assertEquals(counts, [trained, tested, defective]);
      const masked = test.filter((file) => file.mask !== undefined);
      assertEquals(masked, UNMASKED.includes(name) ? [] : anomalous);
      assertEquals([dataset, partial], ["mvtec", deviation]);
      assertEquals(
        warnings,
        deviation ? [`${root}: not the official set of ${name}: ${deviation}`] : [],
      );
    },
  });
}

Deno.test("loadCategory: folders of images that no layout names are said to be ignored", () =>
  withTempDir(async (root) => {
    await writeImages(root, [
      ...["train/good/0.png", "test/good/0.png", "test/bent/0.png", "masks/bent/0.png"],
      ...["validation/0.png", "__MACOSX/train/0.png"],
    ]);
    await Deno.rename(`${root}/test/good/0.png`, `${root}/test/good/0.jfif`);
    await Deno.rename(`${root}/test/bent/0.png`, `${root}/test/bent/0.jpe`);
    await Deno.mkdir(`${root}/notes`);
    const { test, warnings } = await loadCategory(root);
    assertEquals(test.map(({ path }) => path), ["test/bent/0.jpe", "test/good/0.jfif"]);
    const where = "images in it are ignored; masks are looked for in ground_truth/<type>, other " +
      "images in train/good and test/<type>";
    assertEquals(warnings, [`${root}/masks: ${where}`, `${root}/validation: ${where}`]);
  }));

Deno.test("loadCategory: a training image that has a mask's name is left out, and it is said", () =>
  withCategory([...COMPLETE, "train/good/000_label.png"], async (root) => {
    const { train, warnings } = await loadCategory(root);
    assertEquals(train.map(({ path }) => path), ["train/good/000.png", "train/good/001.png"]);
    assertEquals(warnings, [
      `${root}/train/good: 1 files are masks of the images beside them: 000_label.png of 000.png`,
    ]);
  }));

Deno.test("loadCategory: accented letters of a type may be stored in two ways", () =>
  withCategory(COMPLETE, async (root) => {
    await Deno.rename(`${root}/test/bent`, `${root}/test/${"größe".normalize("NFC")}`);
    await Deno.rename(
      `${root}/ground_truth/bent`,
      `${root}/ground_truth/${"größe".normalize("NFD")}`,
    );
    const { test, source } = await loadCategory(root);
    assertEquals(test.filter(({ mask }) => mask).length, 2);
    assertEquals((await source.masks(test, 2)).warnings.length > 0, true); // they can be read
  }));
