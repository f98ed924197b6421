import { assert, assertEquals, assertRejects } from "@std/assert";
import { useBackend } from "../../lib/backend/backend.ts";
import { openDataset } from "../../lib/data/mod.ts";
import { loadThresholds } from "../../lib/detector/thresholds/stored_thresholds.ts";
import { InputError } from "../../lib/errors.ts";
import { run } from "../../lib/experiment/run/run.ts";
import { scoreFiles } from "../../lib/experiment/score/score_files.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import { csvRows } from "../csv_rows.ts";
import { FILES } from "../experiment/small_bottle.ts";
import { withRun } from "../experiment/with_run.ts";

await useBackend();

const scoresOf = async (path: string) => (await csvRows(path)).map(({ score }) => Number(score));

Deno.test(
  "run: a folder of normal images trains, holds some out and keeps what they say",
  withRun(async (options) => {
    const { data: root } = options;
    const data = await openDataset({ normal: [`${root}/train/good`] });
    const record = await run({ ...options, data });
    assertEquals(
      [record.data.trainingImages, record.data.testNormal, record.data.testAnomalous],
      [10, 2, 0],
    );
    assertEquals(record.metrics, {});
    assertEquals(
      await readRecord(`${options.out}/record.json`),
      JSON.parse(JSON.stringify(record)),
    );
    const [highest, q99, q999] = await loadThresholds(options.out);
    const heldOut = await scoresOf(`${options.out}/scores.csv`);
    assertEquals(heldOut.length, 2);
    assertEquals(q99!.image.value, Math.max(...heldOut));
    assertEquals(q99!.image.falseAlarms!.rate, 1 / 3);
    assertEquals(q99!.source, "the highest of 2 held-out normal images; 99% needs 99");
    assertEquals(q999!.image, q99!.image);
    const above = heldOut.filter((score) => score > highest!.image.value).length;
    assertEquals(highest!.image.falseAlarms!.rate, above / 2);
    assertEquals(highest!.source, "the highest score of the 10 training images");
    assert((await Deno.readTextFile(`${options.out}/report.html`)).includes("No AUROC"));
  }),
);

Deno.test(
  "run: a category without test images holds the same images out for every seed",
  withRun(async (options, dir) => {
    const { data: root } = options;
    await Deno.remove(`${root}/test`, { recursive: true });
    await Deno.remove(`${root}/ground_truth`, { recursive: true });
    const held = async (seed: number) => {
      await run({ ...options, seed, out: `${dir}/out${seed}` });
      return (await csvRows(`${dir}/out${seed}/scores.csv`)).map(({ path }) => path);
    };
    const first = await held(1);
    assertEquals(first.length, 2);
    assertEquals(await held(2), first);
    assert(first.every((path) => FILES.train.includes(path!)));
  }),
);

Deno.test(
  "run: --holdout sets training images aside and leaves the test set as it is",
  withRun(async (options, dir) => {
    const { data: root } = options;
    const whole = await run(options);
    assertEquals(whole.thresholds!.map(({ name }) => name), ["highest"]);
    assertEquals(whole.thresholds![0]!.image.falseAlarms, undefined);
    const data = await openDataset({ data: root, holdout: 0.25 });
    const record = await run({ ...options, data, out: `${dir}/held` });
    assertEquals([record.data.trainingImages, record.data.heldOut], [9, 3]);
    assertEquals((await csvRows(`${dir}/held/scores.csv`)).map(({ path }) => path), FILES.test);
    const q99 = record.thresholds!.find(({ name }) => name === "99%")!;
    assertEquals(q99.image.falseAlarms!.rate, 1 / 4);
    const paths = data.heldOut!.map(({ path }) => `${root}/${path}`);
    await scoreFiles({ model: `${dir}/held`, images: paths, out: `${dir}/again` });
    assertEquals(q99.image.value, Math.max(...await scoresOf(`${dir}/again/scores.csv`)));
  }),
);

Deno.test(
  "scoreFiles: verdicts and regions by a named threshold, by a number, and by none",
  withRun(async (options, dir) => {
    const { data: root } = options;
    await run(options);
    const [model, out, images] = [options.out, `${dir}/scored`, [`${root}/test`]];
    const scores = (await scoresOf(`${model}/scores.csv`)).sort((a, b) => a - b);
    const middle = scores[4]!;
    const verdicts = async () => (await csvRows(`${out}/scores.csv`)).map((row) => row.verdict);
    const byNumber = await scoreFiles({ model, out, images, threshold: String(middle) });
    assertEquals([byNumber.images, byNumber.anomalous], [8, 3]); // the threshold itself is normal
    assertEquals((await verdicts()).filter((verdict) => verdict === "anomalous").length, 3);

    const { image, pixel } = (await loadThresholds(model))[0]!;
    const named = await scoreFiles({ model, out, images, threshold: "highest" });
    assertEquals(named.anomalous, scores.filter((score) => score > image.value).length);
    const regions = await scoreFiles({ model, out, images, pixelThreshold: "0" }).then(() =>
      csvRows(`${out}/regions.csv`)
    );
    // every pixel of every map is above 0: one region per image, all of it
    assertEquals(regions.length, 8);
    for (const { x, y, width, height, area, peak } of regions) {
      assertEquals([x, y, width, height, area].map(Number), [0, 0, 128, 128, 16384]);
      assert(Number(peak) > 0);
    }
    assert(pixel!.value > 0);

    await assertRejects(
      () => scoreFiles({ model, out, images, threshold: "99%" }),
      InputError,
      "--threshold 99%: the model has highest; name one of them or give a number",
    );
    await Deno.remove(`${model}/thresholds.json`); // like an earlier model
    assertEquals((await scoreFiles({ model, out, images })).anomalous, undefined);
    assertEquals((await verdicts())[0], undefined);
    await assertRejects(
      () => scoreFiles({ model, out, images, mustDecide: true }),
      InputError,
      "--threshold NUMBER",
    );
  }),
);

Deno.test(
  "scoreFiles: an image that cannot be read is left out and named; strictly, nothing is scored",
  withRun(async (options, dir) => {
    const { data: root } = options;
    await run(options);
    const [model, out, images] = [options.out, `${dir}/scored`, [`${root}/test/good`]];
    await Deno.writeTextFile(`${root}/test/good/001.jpg`, "no image");
    const { images: count, unreadable } = await scoreFiles({ model, out, images });
    assertEquals([count, unreadable.length], [3, 1]);
    assert(unreadable[0]!.startsWith(`${root}/test/good/001.jpg: `), unreadable[0]);
    const expected = (await csvRows(`${model}/scores.csv`))
      .filter(({ path }) => path!.startsWith("test/good/") && !path!.includes("001"));
    assertEquals(
      (await csvRows(`${out}/scores.csv`)).map(({ path, score }) => [path, score]),
      expected.map(({ path, score }) => [`${root}/${path}`, score]),
    );
    const strict = `${dir}/strict`;
    await assertRejects(
      () => scoreFiles({ model, out: strict, images, strict: true }),
      InputError,
      "1 of 4 images cannot be used",
    );
    const single = [`${root}/test/good/001.jpg`];
    await assertRejects(() => scoreFiles({ model, out, images: single }), InputError, "1 of 1");
  }),
);
