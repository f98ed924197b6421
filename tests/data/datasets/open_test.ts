import { assertEquals, assertRejects } from "@std/assert";
import { describeSplit } from "../../../lib/data/checks/split_report.ts";
import { type DataChoice, openDataset, reportSplit } from "../../../lib/data/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { writeImages } from "../images.ts";
import { writeCifarSet, writeIdxSet } from "../stored_files.ts";

Deno.test("openDataset: the format is told by what is in the folder", () =>
  withTempDir(async (dir) => {
    await writeCifarSet(`${dir}/c`);
    await writeIdxSet(`${dir}/m`, { train: [5, 0, 3], test: [3, 0] });
    await writeImages(`${dir}/f`, ["train/good/0.png", "test/good/1.png", "test/bent/0.png"]);
    const cases: [DataChoice, string][] = [
      [
        { data: `${dir}/c`, class: "bird" },
        "bird (cifar10, one-class: bird is normal): 5 training, 1",
      ],
      [{ data: `${dir}/m`, class: "3" }, "3 (mnist, one-class: 3 is normal): 1 training, 1 normal"],
      [
        { data: `${dir}/c`, class: "0", protocol: "one-class-abnormal" },
        "airplane (cifar10, one-class-abnormal: airplane is anomalous, all else normal): 10 " +
        "training, 2 normal and 6 anomalous test images",
      ],
      [{ data: `${dir}/f` }, "f (folder, one-class): 1 training, 1 normal and 1 anomalous"],
    ];
    for (const [choice, expected] of cases) {
      const line = describeSplit(await openDataset(choice));
      assertEquals(line.slice(0, expected.length), expected);
    }
  }));

Deno.test("openDataset: limits are of the images that are trained on and tested, not held out of", () =>
  withTempDir(async (dir) => {
    const names = Array.from({ length: 20 }, (_, i) => `train/good/${i}.png`);
    await writeImages(dir, names);
    const counts = async (choice: DataChoice) => {
      const { train, test } = await openDataset({ ...choice, trainImages: 6, testImages: 2 });
      return [train.length, test.length];
    };
    assertEquals(await counts({ data: dir }), [6, 2]);
    assertEquals(await counts({ normal: [dir] }), [6, 2]);
  }));

Deno.test("openDataset: options that do not fit the data are named", () =>
  withTempDir(async (dir) => {
    await writeCifarSet(`${dir}/c`);
    await writeImages(`${dir}/f`, ["train/good/0.png", "test/good/0.png", "test/bent/0.png"]);
    const cases: [DataChoice, string][] = [
      [{ data: `${dir}/c` }, "choose a class with --class: 0 airplane, 1 automobile"],
      [{ data: `${dir}/c`, class: "0", test: ["x"] }, "--test: not together with --data"],
      [{ data: `${dir}/f`, class: "bent" }, "--class bent: "],
      [{ data: `${dir}/f`, protocol: "one-class-abnormal" }, "--protocol one-class-abnormal: "],
      [{ normal: [`${dir}/f`], class: "3" }, "--class 3: folders of images: no files of CIFAR-10"],
      [{ data: `${dir}/none` }, "none: no such folder; expected train/good"],
      [{ data: `${dir}/none`, class: "3" }, "none: no such folder; expected the files of CIFAR-10"],
    ];
    for (const [choice, message] of cases) {
      await assertRejects(() => openDataset(choice), InputError, message);
    }
  }));

Deno.test("reportSplit: duplicates by content, also where images share one file", () =>
  withTempDir(async (dir) => {
    // image i of the training split is of value 10·i, of the test split 10·i + 1
    await writeIdxSet(dir, { train: [5, 3, 3], test: [3, 3, 5] });
    await Deno.copyFile(`${dir}/train-images-idx3-ubyte.gz`, `${dir}/t10k-images-idx3-ubyte.gz`);
    const split = await reportSplit(await openDataset({ data: dir, class: "3" }));
    assertEquals(split.duplicates, 2);
    assertEquals(
      split.warnings.at(-1),
      "2 test images are also trained on, for example t10k/00001 is train/00001",
    );
    assertEquals(split.types, [
      { split: "train", type: "3", label: 0, images: 2, masks: 0 },
      { split: "test", type: "3", label: 0, images: 2, masks: 0 },
      { split: "test", type: "5", label: 1, images: 1, masks: 0 },
    ]);
  }));

Deno.test("openDataset: images held out for thresholds that are also trained on are warned of", () =>
  withTempDir(async (dir) => {
    const names = Array.from({ length: 10 }, (_, i) => `train/good/${i}.png`);
    await writeImages(dir, [...names, "test/good/0.png", "test/bent/0.png"]);
    const dataset = await openDataset({ data: dir, holdout: 0.2 });
    const { warnings } = await reportSplit(dataset);
    assertEquals(
      warnings.filter((line) => line.startsWith("2 images held out for thresholds are also"))
        .length,
      1,
    );
  }));

Deno.test("openDataset: no more test images than were asked for, and some of both kinds", () =>
  withTempDir(async (dir) => {
    const names = Array.from(
      { length: 10 },
      (_, i) => [`test/good/${i}.png`, `test/bent/${i}.png`],
    );
    await writeImages(dir, ["train/good/0.png", ...names.flat()]);
    for (const testImages of [2, 3, 7, 19, 20, 30]) {
      const { test } = await openDataset({ data: dir, testImages });
      assertEquals(test.length, Math.min(testImages, 20));
      assertEquals(new Set(test.map(({ label }) => label)).size, 2);
    }
    await assertRejects(
      () => openDataset({ data: dir, testImages: 1 }),
      InputError,
      "--test-images 1: must be 2 or more",
    );
  }));

Deno.test("openDataset: other forms of CIFAR-10 are named, with what to do", () =>
  withTempDir(async (dir) => {
    const open = () => openDataset({ data: dir, class: "cat" });
    await Deno.writeTextFile(`${dir}/cifar-10-binary.tar.gz`, "");
    await assertRejects(open, InputError, "unpack cifar-10-binary.tar.gz first");
    await Deno.writeTextFile(`${dir}/data_batch_1`, "");
    await Deno.writeTextFile(`${dir}/batches.meta`, "");
    await assertRejects(open, InputError, "the Python version of CIFAR-10; the binary version is");
  }));

Deno.test("openDataset: one training image alone is refused without options nobody gave", () =>
  withTempDir(async (dir) => {
    await writeImages(dir, ["train/good/0.png"]);
    await assertRejects(
      () => openDataset({ data: dir }),
      InputError,
      `${dir}: 1 training image and no test images; give two or more`,
    );
  }));
