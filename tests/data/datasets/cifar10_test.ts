import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { findCifar10, loadCifar10, readCifarBatch } from "../../../lib/data/datasets/cifar10.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";
import { cifarBatch, writeCifarSet } from "../stored_files.ts";

Deno.test("readCifarBatch: planes of colour become pixels", () => {
  const bytes = cifarBatch([[9, 1, 2, 3], [0, 4, 5, 6]]);
  bytes[1 + 2] = 70; // red of the third pixel
  bytes[1 + 1024 + 31] = 80; // green of the last pixel of the first row
  const { labels, pixels } = readCifarBatch(bytes, "x");
  assertEquals([...labels], [9, 0]);
  assertEquals([...pixels.subarray(0, 9)], [1, 2, 3, 1, 2, 3, 70, 2, 3]);
  assertEquals([...pixels.subarray(31 * 3, 33 * 3)], [1, 80, 3, 1, 2, 3]);
  assertEquals([...pixels.subarray(3072, 3075)], [4, 5, 6]);
});

Deno.test("readCifarBatch: anything else is one line", () => {
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), "batch: 0 bytes; expected a whole number of images of 3073 bytes"],
    [new Uint8Array(3072), "batch: 3072 bytes; expected"],
    [cifarBatch([[0, 1, 2, 3], [10, 1, 2, 3]]), "batch: image 1 has label 10; expected 0 to 9"],
  ];
  for (const [bytes, message] of cases) {
    assertThrows(() => readCifarBatch(bytes, "batch"), InputError, message);
  }
});

Deno.test("loadCifar10: ids, labels, pixels; in the folder or in the archive's folder", () =>
  withTempDir(async (dir) => {
    await writeCifarSet(`${dir}/cifar-10-batches-bin`);
    assertEquals(await findCifar10(`${dir}/none`), undefined);
    for (const root of [dir, `${dir}/cifar-10-batches-bin`]) {
      const { train, test, source, warnings } = await loadCifar10(root);
      assertEquals([train.length, test.length], [15, 3]);
      assertEquals(train[4], { path: "data_batch_2/00001", label: 1 });
      const file = { path: "data_batch_2/00001", label: 0, type: "automobile" } as const;
      const set = await source.decode([file], { size: 32, channels: 3 });
      const pixels = await set.read([0]);
      assertEquals([pixels.length, ...pixels.subarray(0, 3)], [3072, 10, 20, 31]);
      assertEquals(warnings.map((line) => line.slice(0, 60)), [
        "cifar10: not the official train split: airplane 5 instead of",
        "cifar10: not the official test split: airplane 1 instead of ",
        "cifar10: the images are not in the official order: the files",
      ]);
    }
  }));

Deno.test("loadCifar10: a missing or damaged batch is named", () =>
  withTempDir(async (dir) => {
    await writeCifarSet(dir);
    await Deno.writeFile(`${dir}/data_batch_3.bin`, new Uint8Array(5));
    await assertRejects(() => loadCifar10(dir), InputError, `${dir}/data_batch_3.bin: 5 bytes`);
    await Deno.remove(`${dir}/data_batch_3.bin`);
    await assertRejects(() => loadCifar10(dir), InputError, `${dir}/data_batch_3.bin: missing`);
  }));
