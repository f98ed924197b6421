import { assertEquals, assertRejects } from "@std/assert";
import { countClasses } from "../../../lib/data/datasets/collection.ts";
import { hasIdxFiles, loadIdxCollection } from "../../../lib/data/datasets/mnist.ts";
import { InputError } from "../../../lib/errors.ts";
import { skipBecause } from "../../skip.ts";
import { withTempDir } from "../../temp_dir.ts";
import { idxFile, idxImages, writeIdxSet } from "../stored_files.ts";

const DIGITS = { train: [5, 0, 4, 1, 9, 2, 1, 3, 1, 4], test: [7, 2, 1, 0, 4, 1, 4, 9, 5, 9] };
const CLOTHES = { train: [9, 0, 0, 3, 0, 2, 7, 2, 5, 5], test: [9, 2, 1, 1, 6, 1, 4, 6, 5, 7] };

Deno.test("loadIdxCollection: MNIST and Fashion-MNIST are told apart by their labels", () =>
  withTempDir(async (dir) => {
    assertEquals(await hasIdxFiles(dir), false);
    await writeIdxSet(`${dir}/a`, DIGITS);
    await writeIdxSet(`${dir}/b`, CLOTHES);
    assertEquals(await hasIdxFiles(`${dir}/a`), true);
    const [digits, clothes] = [
      await loadIdxCollection(`${dir}/a`),
      await loadIdxCollection(`${dir}/b`),
    ];
    assertEquals([digits.dataset, digits.classes[3]], ["mnist", "3"]);
    assertEquals([clothes.dataset, clothes.classes[9]], ["fashion_mnist", "ankle_boot"]);
    assertEquals(digits.train[4], { path: "train/00004", label: 9 });
    assertEquals(digits.test[9], { path: "t10k/00009", label: 9 });
    assertEquals(
      digits.warnings.at(-1),
      "mnist: train-images, train-labels, t10k-images, " +
        "t10k-labels: not the official content",
    );
  }));

Deno.test("loadIdxCollection: unknown labels are taken by the folder's name, with a warning", () =>
  withTempDir(async (dir) => {
    await writeIdxSet(`${dir}/my-fashion`, { train: [1, 2], test: [3] });
    const { dataset, warnings } = await loadIdxCollection(`${dir}/my-fashion`);
    assertEquals([dataset, warnings.length], ["fashion_mnist", 3]);
    assertEquals(/neither as MNIST's nor as Fashion-MNIST's/.test(warnings[0]!), true);
  }));

Deno.test("loadIdxCollection: files that do not fit are named in one line", () =>
  withTempDir(async (dir) => {
    const errorOf = async (name: string, bytes: Uint8Array) => {
      await writeIdxSet(dir, DIGITS);
      await Deno.writeFile(`${dir}/${name}`, bytes);
      const { message } = await assertRejects(() => loadIdxCollection(dir), InputError);
      return message.replaceAll(`${dir}/`, "");
    };
    const labels = "t10k-labels-idx1-ubyte";
    assertEquals(
      await errorOf(labels, idxFile([3], Uint8Array.of(1, 2, 3))),
      `${labels}: 3 labels, but 10 images in t10k-images-idx3-ubyte.gz`,
    );
    assertEquals(
      await errorOf(labels, idxFile([10], new Uint8Array(10).fill(11, 4))),
      `${labels}: label 11 of image 4; expected 0 to 9`,
    );
    assertEquals(
      await errorOf(labels, idxImages([1])),
      `${labels}: 3 dimensions; expected 1, as labels have`,
    );
    assertEquals(
      await errorOf("train-images-idx3-ubyte", idxFile([10, 2, 3], new Uint8Array(60))),
      "train-images-idx3-ubyte: images of 3×2; expected 28×28",
    );
    await Deno.remove(`${dir}/${labels}`);
    await Deno.remove(`${dir}/train-images-idx3-ubyte`);
    await assertRejects(
      () => loadIdxCollection(dir),
      InputError,
      "no t10k-labels-idx1-ubyte, with or without .gz",
    );
  }));

const REAL = new URL("../../../../shared/data/mnist", import.meta.url).pathname;
const there = await hasIdxFiles(REAL);

Deno.test({
  name: "loadIdxCollection: the official MNIST has its counts and contents",
  ignore: skipBecause("MNIST", there ? undefined : "no folder ../shared/data/mnist"),
  fn: async () => {
    const { dataset, classes, train, test, warnings } = await loadIdxCollection(REAL);
    assertEquals([dataset, train.length, test.length, warnings], ["mnist", 60_000, 10_000, []]);
    assertEquals(countClasses(classes, test)[1], 1135);
  },
});
