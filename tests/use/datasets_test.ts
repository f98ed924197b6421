import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { daad } from "../child.ts";
import { writeIdxSet } from "../data/stored_files.ts";
import { copySmallBottle, SMALL_CONFIG } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";

async function smallConfig(dir: string): Promise<string[]> {
  await Deno.writeTextFile(`${dir}/small.json`, JSON.stringify(SMALL_CONFIG));
  return ["--config", `${dir}/small.json`, "--out", `${dir}/out`];
}

Deno.test("daad train: a class of MNIST at 32 pixels; record, report and command say which", () =>
  withTempDir(async (dir) => {
    const labels = Array.from({ length: 24 }, (_, i) => i % 3);
    await writeIdxSet(`${dir}/digits`, { train: labels, test: labels });
    const choice = ["--class", "2", "--protocol", "one-class-abnormal"];
    const train = ["train", "--data", `${dir}/digits`, ...choice, ...await smallConfig(dir)];
    const { code, stdout, stderr } = await daad(train);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^daad on 2 \(mnist, one-class-abnormal\): 16 training images, 16 normal/);
    assertStringIncludes(
      stderr,
      "data: 2 (mnist, one-class-abnormal: 2 is anomalous, all else normal): 16 training, 16 " +
        "normal and 16 anomalous test images\n      train: 0 8, 1 8\n      test: 0 8, 1 8, 2 16\n",
    );
    const record = await readRecord(`${dir}/out/record.json`);
    const { dataset, category, protocol, config, data } = record;
    assertEquals([dataset, category, protocol], ["mnist", "2", "one-class-abnormal"]);
    assertEquals([config.imageSize, config.channels, data.types.length], [32, 1, 5]);
    const scores = (await Deno.readTextFile(`${dir}/out/scores.csv`)).split("\n");
    assertMatch(scores[1]!, /^t10k\/00000,0,/);
    assertMatch(scores[25]!, /^train\/00002,1,/);
    const page = await Deno.readTextFile(`${dir}/out/report.html`);
    for (const part of ["2 (mnist, one-class-abnormal)", "--class 2", "--image-size 32"]) {
      assertStringIncludes(page, part);
    }
  }));

Deno.test("daad train: folders of any layout, with images held out", () =>
  withTempDir(async (dir) => {
    const bottle = await copySmallBottle(dir);
    const folders = [
      "--normal",
      `${bottle}/train/good`,
      "--abnormal",
      `${bottle}/test/broken_large`,
    ];
    const size = ["--image-size", "32"];
    const { code, stderr } = await daad(["train", ...folders, ...size, ...await smallConfig(dir)]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "warning: no --test given: 2 of 12 normal images (20 %, seed 0)");
    const { dataset, category, data } = await readRecord(`${dir}/out/record.json`);
    assertEquals([dataset, category], ["folder", "good"]);
    assertEquals([data.trainingImages, data.testNormal, data.testAnomalous], [10, 2, 2]);
    assertStringIncludes(
      await Deno.readTextFile(`${dir}/out/report.html`),
      `--normal ${bottle}/train/good --abnormal ${bottle}/test/broken_large --method daad`,
    );
  }));

Deno.test("daad check-data: a set with classes, one of its splits, a folder of categories", () =>
  withTempDir(async (dir) => {
    await writeIdxSet(`${dir}/digits`, { train: [5, 3], test: [3, 5, 5] });
    const whole = await daad(["check-data", `${dir}/digits`]);
    assertEquals(whole.code, 0, whole.stderr);
    assertMatch(whole.stdout, /^mnist: 2 training and 3 test images of 28×28, gray\n/);
    assertMatch(whole.stdout, /^5 +5 +1 +2$/m);
    assertMatch(whole.stdout, /^warning: mnist: not the official train split/m);
    const split = await daad(["check-data", `${dir}/digits`, "--class", "5"]);
    assertMatch(split.stdout, /^test +5 +2 +0 +28×28$/m);
    await copySmallBottle(`${dir}/set`);
    await Deno.mkdir(`${dir}/set/empty/train`, { recursive: true });
    for (
      const [folder, one] of [["digits", "choose one with --class"], ["set", "name the folder"]]
    ) {
      const limited = await daad(["check-data", `${dir}/${folder}`, "--train-images", "5"]);
      assertEquals([limited.code, limited.stdout], [1, ""]);
      assertStringIncludes(limited.stderr, "error: --train-images 5: all c");
      assertStringIncludes(limited.stderr, one!);
    }
    const { code, stdout, stderr } = await daad(["check-data", `${dir}/set`]);
    assertEquals([code, stderr], [1, `error: ${dir}/set: 1 of 2 categories cannot be used\n`]);
    assertMatch(
      stdout,
      /^bottle +12 +4 +4 +4 .* partial: 12 of 209 training images, 4 of 20 normal/m,
    );
  }));
