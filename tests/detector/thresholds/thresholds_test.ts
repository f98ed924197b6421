import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { middleOf } from "../../../lib/detector/define/crop.ts";
import {
  loadThresholds,
  pickLimit,
  saveThresholds,
} from "../../../lib/detector/thresholds/stored_thresholds.ts";
import {
  chooseThresholds,
  defaultThreshold,
  describeAlarms,
  verdictOf,
} from "../../../lib/detector/thresholds/thresholds.ts";
import { InputError } from "../../../lib/errors.ts";
import { withTempDir } from "../../temp_dir.ts";

const TRAINING = { scores: [1, 3, 2], peaks: [10, 20, 30], of: "the 3 training images" };
const HELD_OUT = {
  scores: Array.from({ length: 999 }, (_, i) => i),
  peaks: Array.from({ length: 999 }, (_, i) => 10 * i),
};

Deno.test("chooseThresholds: ranks of images and of the highest pixels, with what they promise", () => {
  const [highest, q99, q999] = chooseThresholds(TRAINING, HELD_OUT);
  assertEquals([highest!.image.value, highest!.pixel!.value], [3, 30]);
  assertEquals(highest!.image.falseAlarms!.rate, 995 / 999); // 4 … 998 are above 3
  assertEquals([q99!.image.value, q99!.pixel!.value], [989, 9890]);
  assertEquals(q99!.image.falseAlarms!.rate, 0.01);
  assertEquals([q999!.image.value, q999!.image.falseAlarms!.rate], [998, 0.001]);
  assertEquals(q99!.source, "the 99% quantile of 999 held-out normal images");
});

Deno.test("chooseThresholds: false alarms of pixels are counted by peaks, those of images by scores", () => {
  const heldOut = { scores: [5, 0, 4, 1], peaks: [31, 40, 10, 32] };
  const [highest, q99] = chooseThresholds(TRAINING, heldOut);
  assertEquals(highest!.image.falseAlarms!.rate, 2 / 4); // 5 and 4 are above 3
  assertEquals(highest!.pixel!.falseAlarms!.rate, 3 / 4); // all but 10 are above 30
  assertEquals([q99!.pixel!.value, q99!.pixel!.falseAlarms!.rate], [40, 1 / 5]);
});

Deno.test("chooseThresholds: without held-out images the training's alone, promising nothing", () => {
  const thresholds = chooseThresholds({ ...TRAINING, peaks: undefined });
  assertEquals(thresholds, [
    { name: "highest", source: "the highest score of the 3 training images", image: { value: 3 } },
  ]);
  assertEquals(defaultThreshold(thresholds).name, "highest");
  assertEquals(defaultThreshold(chooseThresholds(TRAINING, HELD_OUT)).name, "99%");
  assertEquals(describeAlarms(undefined), "false alarms not known: no images were held out");
});

Deno.test("pickLimit: by name, by number, by default, for images and pixels", () => {
  const thresholds = chooseThresholds(TRAINING, HELD_OUT);
  const value = (choice: string | undefined, kind: "image" | "pixel") =>
    pickLimit(thresholds, choice, kind)?.value;
  assertEquals([value(undefined, "image"), value(undefined, "pixel")], [989, 9890]);
  assertEquals([value("highest", "image"), value("99.9%", "pixel")], [3, 9980]);
  assertEquals([value("0", "image"), value("-1.5e-3", "pixel")], [0, -0.0015]);
  assertEquals(pickLimit([], undefined, "image"), undefined);
  assertEquals(pickLimit(thresholds, "5", "image")?.source, "5, as given");
  assertEquals(pickLimit(thresholds, "99", "image"), {
    value: 99,
    source: "99, as given, a score, not the threshold 99%",
  });
  for (const choice of ["95%", "", "Infinity", "high"]) {
    assertThrows(() => pickLimit(thresholds, choice, "image"), InputError, "the model has highest");
  }
  assertEquals([verdictOf(1, 1), verdictOf(1.001, 1)], ["normal", "anomalous"]);
});

Deno.test("loadThresholds: what was saved; none where there is no file; a damaged one is named", () =>
  withTempDir(async (dir) => {
    assertEquals(await loadThresholds(dir), []);
    const thresholds = chooseThresholds(TRAINING, HELD_OUT);
    await saveThresholds(dir, thresholds);
    assertEquals(await loadThresholds(dir), thresholds);
    const path = `${dir}/thresholds.json`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"highest"', '"hihgest"'));
    const error = await assertRejects(() => loadThresholds(dir), InputError);
    assertEquals(error.message.startsWith(`${path}: thresholds.0.name`), true, error.message);
  }));

Deno.test("middleOf: outside of the middle nothing is above a threshold", () => {
  const map = Float32Array.from({ length: 16 }, (_, i) => i);
  const [o, inside] = [-Infinity, [5, 6, 9, 10]];
  assertEquals(
    [...middleOf(map, { size: 4, side: 2 })],
    [o, o, o, o, o, inside[0], inside[1], o, o, inside[2], inside[3], o, o, o, o, o],
  );
});

Deno.test("pickLimit: a threshold for pixels is refused where the method has no maps", () => {
  const thresholds = chooseThresholds({ scores: TRAINING.scores, of: "the 3 training images" });
  for (const choice of ["highest", "0.5"]) {
    assertThrows(
      () => pickLimit(thresholds, choice, "pixel"),
      InputError,
      `--pixel-threshold ${choice}: the method has no maps`,
    );
  }
  assertEquals(pickLimit(thresholds, undefined, "pixel"), undefined);
});
