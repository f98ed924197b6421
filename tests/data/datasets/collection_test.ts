import { assertEquals, assertThrows } from "@std/assert";
import { type Collection, oneClass } from "../../../lib/data/datasets/collection.ts";
import { storedSource } from "../../../lib/data/datasets/stored_source.ts";
import { InputError } from "../../../lib/errors.ts";

const images = (split: string, labels: readonly number[]) =>
  labels.map((label, i) => ({ path: `${split}/${i}`, label }));

const SET: Collection = {
  dataset: "cifar10",
  root: "some/cifar",
  classes: ["airplane", "bird", "cat"],
  train: images("train", [0, 1, 2, 1]),
  test: images("test", [2, 1, 0]),
  warnings: ["one"],
  imageSize: 32,
  source: storedSource({ size: 32, channels: 3, blocks: new Map() }),
};

const summary = (files: readonly { path: string; label: number; type: string }[]) =>
  files.map(({ path, label, type }) => `${path} ${type} ${label}`);

Deno.test("oneClass: the class is trained on, the whole test split is tested on", () => {
  const { train, test, ...rest } = oneClass(SET, { class: "bird" });
  assertEquals(summary(train), ["train/1 bird 0", "train/3 bird 0"]);
  assertEquals(summary(test), ["test/0 cat 1", "test/1 bird 0", "test/2 airplane 1"]);
  assertEquals([rest.name, rest.protocol, rest.warnings], ["bird", "one-class", ["one"]]);
  assertEquals(rest.choice, { data: "some/cifar", class: "bird", protocol: "one-class" });
});

Deno.test("oneClass: abnormal, all others are trained on, and all images of the class tested on", () => {
  const { train, test, protocol } = oneClass(SET, { class: "1", protocol: "one-class-abnormal" });
  assertEquals(summary(train), ["train/0 airplane 0", "train/2 cat 0"]);
  assertEquals(summary(test), [
    "test/0 cat 0",
    "test/1 bird 1",
    "test/2 airplane 0",
    "train/1 bird 1",
    "train/3 bird 1",
  ]);
  assertEquals(protocol, "one-class-abnormal");
});

Deno.test("oneClass: a missing or unknown class lists the classes", () => {
  assertThrows(
    () => oneClass(SET, {}),
    InputError,
    "some/cifar: choose a class with --class: 0 airplane, 1 bird, 2 cat",
  );
  for (const wanted of ["3", "dog", "-1", ""]) {
    assertThrows(
      () => oneClass(SET, { class: wanted }),
      InputError,
      `--class ${wanted}: unknown; expected one of 0 airplane, 1 bird, 2 cat`,
    );
  }
});
