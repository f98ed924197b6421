/** `--plugin`, following the tutorial of `examples/plugin`. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { PROJECT_ROOT } from "../../lib/backend/backend.ts";
import { decodeCategory, loadCategory, toBatch } from "../../lib/data/mod.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { daad } from "../child.ts";
import { outcome, sweepArguments, writeDigits } from "../cli/digits.ts";
import { assertClose } from "../close.ts";
import { copySmallBottle } from "../experiment/small_bottle.ts";
import { withTempDir } from "../temp_dir.ts";
import { TOLERANCE } from "../tolerances.ts";

const TUTORIAL = `${PROJECT_ROOT}/examples/plugin`;

/** Writes the tutorial's method as a user's file. */
async function writePlugin(dir: string): Promise<string> {
  const path = `${dir}/mean_image.ts`;
  await Deno.copyFile(`${TUTORIAL}/mean_image.ts`, path);
  return path;
}

Deno.test("plug-in: the tutorial shows the file that it is about", async () => {
  const text = await Deno.readTextFile(`${TUTORIAL}/README.md`);
  const [, code] = /```ts\n(.*?)```/s.exec(text)!;
  assertStringIncludes(await Deno.readTextFile(`${TUTORIAL}/mean_image.ts`), code!);
});

Deno.test("plug-in: trains and scores; the model names file and hash, and takes no other", () =>
  withTempDir(async (dir) => {
    const [data, plugin] = [await copySmallBottle(dir), await writePlugin(dir)];
    const [out, scored] = [`${dir}/out`, `${dir}/scored`];
    const train = ["train", "--plugin", plugin, "--method", "mean_image", "--image-size", "16"];
    const trained = await daad([...train, "--data", data, "--out", out]);
    assertEquals(trained.code, 0, trained.stderr);

    const record = await readRecord(`${out}/record.json`);
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(plugin));
    const named = { file: "mean_image.ts", sha256: new Uint8Array(digest).toHex() };
    assertEquals(record.plugin, named);
    const description = JSON.parse(await Deno.readTextFile(`${out}/detector.json`));
    assertEquals([description.method, description.plugin], ["mean_image", named]);

    const score = ["score", "--model", out, "--images", `${data}/test/good`, "--out", scored];
    const done = await daad([...score, "--plugin", plugin]);
    assertEquals(done.code, 0, done.stderr);
    const row = (await Deno.readTextFile(`${scored}/scores.csv`)).split("\n")[1]!.split(",");
    assertClose(
      [Number(row[2])],
      [await distanceToMean(data)],
      TOLERANCE.sums,
      "score of the first image",
    );

    const exported = ["export", "--model", out, "--plugin", plugin, "--to", "tfjs"];
    const written = await daad([...exported, "--out", `${dir}/web/tfjs`]);
    assertEquals(written.code, 0, written.stderr);
    assertClose(
      [await exportedScore(`${dir}/web/tfjs`, data)],
      [await distanceToMean(data)],
      TOLERANCE.sums,
      "score of the first image by the exported model",
    );

    const without = await daad(score);
    assertEquals(without.code, 1);
    assertMatch(without.stderr, /detector\.json: method mean_image: of the plug-in mean_image\.ts/);
    assertStringIncludes(without.stderr, "found none; name the file with --plugin");
    await Deno.writeTextFile(plugin, "// changed\n", { append: true });
    const changed = await daad([...score, "--plugin", plugin]);
    assertEquals(changed.code, 1);
    assertMatch(changed.stderr, /^error: .*use the file as it was, or train again$/m);
    const resumed = await daad([...train, "--data", data, "--out", out, "--resume"]);
    assertEquals(resumed.code, 1);
    assertMatch(
      resumed.stderr,
      new RegExp(
        `holds another finished run: its plug-in's SHA-256 is ${named.sha256.slice(0, 60)}`,
      ),
    );
  }));

/** The score of the first good test image from an exported model, computed by plain tfjs. */
async function exportedScore(folder: string, data: string): Promise<number> {
  const pixels = await firstGood(data).then(({ test, first }) => test.read([first]));
  const url = `file://${await Deno.realPath(folder)}/model.json`;
  const model = await tf.loadGraphModel(tf.io.http(url));
  const batch = tf.tensor4d(Int32Array.from(pixels), [1, 16, 16, 3], "int32");
  const { scores } = model.predict(batch) as Record<string, tf.Tensor>;
  return (await scores!.data())[0]!;
}

async function firstGood(data: string) {
  const config = { imageSize: 16, channels: 3 } as const;
  const { train, test } = await decodeCategory(await loadCategory(data), config);
  return { train, test, first: test.files.findIndex(({ type }) => type === "good") };
}

/** The mean square between the first good test image and the mean of the training images. */
async function distanceToMean(data: string): Promise<number> {
  const { train, test, first } = await firstGood(data);
  const images = await Promise.all(train.files.map((_, i) => toBatch(train, [i])));
  const image = await toBatch(test, [first]);
  const squares = [...image].map((x, k) =>
    (x - images.reduce((sum, one) => sum + one[k]!, 0) / images.length) ** 2
  );
  return squares.reduce((sum, square) => sum + square) / squares.length;
}

Deno.test("plug-in: a sweep runs it beside others, and a table shows it", () =>
  withTempDir(async (dir) => {
    const plugin = await writePlugin(dir);
    await writeDigits(`${dir}/digits`);
    const args = sweepArguments(dir, "results", ["3"]).map((arg) =>
      arg === "daad" ? "mean_image" : arg
    );
    const swept = await daad([...args, "--plugin", plugin]);
    assertEquals(swept.code, 0, swept.stderr + swept.stdout);
    assertMatch(swept.stdout, /^\[1\/1\] mean_image\/3\/seed0: image AUROC \d\.\d{3}/m);
    assertEquals([...(await outcome(`${dir}/results`)).keys()].length > 0, true);
    const table = await daad(["table", "mnist", "--results", `${dir}/results`, "--plugin", plugin]);
    assertEquals(table.code, 0, table.stderr);
    assertStringIncludes(table.stdout, "Mean image");
    // Another version of the file is another run.
    await Deno.writeTextFile(plugin, "// changed\n", { append: true });
    const status = await daad([...args, "--plugin", plugin, "--status"]);
    assertStringIncludes(status.stdout, "1 runs: 0 done, 0 running, 0 failed, 1 open");
  }));

Deno.test("plug-in: another version of it does not go on with a tuning", () =>
  withTempDir(async (dir) => {
    const [plugin, plan] = [await writePlugin(dir), `${dir}/plan.json`];
    const candidates = [{ name: "gray", config: { channels: 1 } }];
    await Deno.writeTextFile(plan, JSON.stringify({ candidates }));
    const args = [
      ...["tune", "--data", await copySmallBottle(dir), "--image-size", "16"],
      ...["--plugin", plugin, "--method", "mean_image", "--plan", plan, "--profile", "smoke"],
      ...["--out", `${dir}/out`],
    ];
    const tuned = await daad(args);
    assertEquals(tuned.code, 0, tuned.stderr);
    await Deno.writeTextFile(plugin, "// changed\n", { append: true });
    const changed = await daad(args);
    assertEquals(changed.code, 1);
    assertStringIncludes(changed.stderr, "holds a tuning of other data, candidates or settings");
  }));

Deno.test("plug-in: what cannot be used is one line", () =>
  withTempDir(async (dir) => {
    const cases: [string, string, RegExp][] = [
      ["empty.ts", "export {};", /it registers no method; expected registerMethod/],
      ["throws.ts", 'throw new Error("no luck");', /plug-in .*throws\.ts: no luck/],
      [
        "taken.ts",
        'import { findMethod, registerMethod } from "@daad/reproduction";' +
        'registerMethod(findMethod("ae"));',
        /taken\.ts: method ae: of this package; choose another id/,
      ],
    ];
    for (const [name, text, expected] of cases) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
      const { code, stderr } = await daad(["table", "mnist", "--plugin", `${dir}/${name}`]);
      assertEquals([code, stderr.trim().split("\n").length], [1, 1], stderr);
      assertMatch(stderr, expected);
    }
    const missing = await daad(["table", "mnist", "--plugin", `${dir}/missing.ts`]);
    assertMatch(missing.stderr, /^error: plug-in .*missing\.ts: no such file$/m);
  }));
