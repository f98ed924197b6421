import { assert, assertEquals, assertRejects } from "@std/assert";
import { PROJECT_ROOT, useBackend } from "../../lib/backend/backend.ts";
import { type DataChoice, openDataset } from "../../lib/data/mod.ts";
import { CALIBRATION_NAME, calibrationFacts } from "../../lib/detector/calibration/storage.ts";
import { loadThresholds } from "../../lib/detector/thresholds/stored_thresholds.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { run } from "../../lib/experiment/run/run.ts";
import { scoreFiles } from "../../lib/experiment/score/score_files.ts";
import { auroc } from "../../lib/metrics/mod.ts";
import { comparedBy } from "../../lib/record/compare/statistic.ts";
import { readRecord } from "../../lib/record/run/record_file.ts";
import type { Progress } from "../../lib/train/progress.ts";
import { csvRows } from "../csv_rows.ts";
import { type FolderRun, withRun } from "../experiment/with_run.ts";

await useBackend();

/** The AE on 24 training images of 40 pixels: above 32, both position and roughness count. */
async function enough(options: FolderRun): Promise<FolderRun> {
  for (let i = 12; i < 24; i++) {
    const name = `train/good/${String(i).padStart(3, "0")}.jpg`;
    await Deno.copyFile(`${PROJECT_ROOT}/data/sample/bottle/${name}`, `${options.data}/${name}`);
  }
  const overrides = { levels: 2, baseWidth: 4, batchSize: 4, epochs: 2 };
  return { ...options, method: "ae", imageSize: 40, overrides };
}

Deno.test(
  "run: calibrated scores are in record, scores and thresholds, and score gives them again",
  withRun(async (small, dir) => {
    const options = await enough(small);
    const record = await run(options);
    assertEquals(
      await readRecord(`${options.out}/record.json`),
      JSON.parse(JSON.stringify(record)),
    );
    const { calibration, statistics, controls } = record;
    assert(calibration && "line" in calibration);
    const { seconds, thresholds, ...facts } = calibration;
    assertEquals(calibrationFacts.parse(facts).images, 24);
    assertEquals([facts.options.variant, facts.of, seconds > 0], ["both", "pixels", true]);
    const rows = await csvRows(`${options.out}/scores.csv`);
    const labels = rows.map(({ label }) => Number(label) as 0 | 1);
    const scores = rows.map(({ calibrated }) => Number(calibrated));
    const { imageAuroc, pixelAuroc, pixelPro } = statistics!.calibrated!;
    assertEquals(imageAuroc.value, auroc(scores, labels));
    assert(imageAuroc.low <= imageAuroc.value && imageAuroc.value <= imageAuroc.high);
    assert(pixelAuroc!.value !== record.metrics.pixelAuroc!.value && pixelPro! > 0);
    assertEquals(
      comparedBy(record, "calibrated"),
      "the top 1 % of the error of pixels against its position and the image's roughness",
    );
    assert(Object.values(controls!).every(({ own, calibrated }) => own && calibrated));

    // The highest calibrated score of the training images is a separate threshold.
    assertEquals(thresholds, await loadThresholds(options.out, "calibrated"));
    const [highest] = thresholds!;
    assertEquals(highest!.source, "the highest score of the 24 training images");
    const score = (by: "own" | "calibrated", images = [`${options.data}/test`]) =>
      scoreFiles({ model: options.out, images, out: `${dir}/scored`, score: by });
    await score("calibrated");
    const again = await csvRows(`${dir}/scored/scores.csv`);
    assertEquals(again.map(({ calibrated }) => Number(calibrated)), scores);
    assertEquals(again.map(({ score }) => score), rows.map(({ score }) => score));
    const verdicts = scores.map((value) => value > highest!.image.value ? "anomalous" : "normal");
    assertEquals(again.map(({ verdict }) => verdict), verdicts);
    const training = [`${options.data}/train`];
    await score("calibrated", training);
    const trained = (await csvRows(`${dir}/scored/scores.csv`)).map((row) =>
      Number(row.calibrated)
    );
    assertEquals(Math.max(...trained), highest!.image.value);

    // Own scores are as before, and an earlier model says what to do.
    await score("own");
    await Deno.remove(`${options.out}/${CALIBRATION_NAME}`);
    await score("own");
    const error = await assertRejects(() => score("calibrated"), InputError);
    assert(error.message.includes("train again"), error.message);
  }),
);

for (
  const [name, choose] of Object.entries<(data: string) => DataChoice>({
    "images that were set aside": (data) => ({ data }),
    "test images that are all normal": (data) => ({ normal: [`${data}/train/good`] }),
  })
) {
  Deno.test(
    `run: calibrated thresholds are those of the calibrated scores and maps of ${name}`,
    withRun(async (small, dir) => {
      const options = await enough(small);
      const data = await openDataset({ ...choose(options.data), holdout: 1 / 8 });
      await run({ ...options, data });
      const images = (data.heldOut ?? data.test).map(({ path }) => `${data.root}/${path}`);
      assertEquals([data.train.length, images.length], [21, 3]);
      const out = `${dir}/scored`;
      // Every pixel is above such a threshold: one region per image, whose peak is that of its map.
      const pixelThreshold = "-1e6";
      await scoreFiles({ model: options.out, images, out, score: "calibrated", pixelThreshold });
      const column = async (file: string, name: string) =>
        (await csvRows(`${out}/${file}`)).map((row) => Number(row[name]));
      const scores = await column("scores.csv", "calibrated");
      const peaks = await column("regions.csv", "peak");
      assertEquals([scores.length, peaks.length], [3, 3]);
      const [highest, q99] = await loadThresholds(options.out, "calibrated");
      assertEquals(q99!.image.value, Math.max(...scores));
      assertEquals(q99!.pixel!.value, Math.max(...peaks));
      const shareAbove = (values: readonly number[], limit: number) =>
        values.filter((value) => value > limit).length / values.length;
      const { image, pixel } = highest!;
      assertEquals(image.falseAlarms!.rate, shareAbove(scores, image.value));
      assertEquals(pixel!.falseAlarms!.rate, shareAbove(peaks, pixel!.value));
    }),
  );
}

Deno.test(
  "run: too few training images say so once, and an earlier model's calibration goes",
  withRun(async (small) => {
    const options = await enough(small);
    await run(options);
    for (let i = 12; i < 24; i++) {
      await Deno.remove(`${options.data}/train/good/${String(i).padStart(3, "0")}.jpg`);
    }
    const record = await run(options);
    const reason = "12 training images; it needs 20, fewer do not tell how errors vary";
    assertEquals(record.calibration, { reason });
    assertEquals(record.warnings.filter((w) => w.includes("calibrated")), [
      `no calibrated scores: ${reason}`,
    ]);
    const names = [...Deno.readDirSync(options.out)].map(({ name }) => name);
    assertEquals(names.includes(CALIBRATION_NAME), false);
    assert(!(await Deno.readTextFile(`${options.out}/scores.csv`)).includes("calibrated"));
  }),
);

Deno.test(
  "run: the calibration is no part of the configuration, is the same bits resumed, and a wrong field " +
    "is named at once",
  withRun(async (small) => {
    const options = await enough(small);
    const calibration = (fields: unknown) => ({ calibration: { fields, source: "cal.json" } });
    await assertRejects(
      () => run({ ...options, ...calibration({ variant: "all" }) }),
      InputError,
      "cal.json: variant: ",
    );
    const usual = await run(options);
    const stored = () => Deno.readFile(`${options.out}/${CALIBRATION_NAME}`);
    const before = await stored();
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress) => phase === "train" && controller.abort();
    const { signal } = controller;
    await assertRejects(() => run({ ...options, signal, onProgress }), StoppedError);
    await Deno.remove(`${options.out}/${CALIBRATION_NAME}`);
    await run({ ...options, resume: true });
    assertEquals(await stored(), before);
    const other = await run({ ...options, ...calibration({ variant: "position" }) });
    assertEquals(other.configHash, usual.configHash);
    assert("line" in other.calibration!);
    assertEquals([other.calibration.options.variant, other.calibration.line.slope], [
      "position",
      0,
    ]);
    assertEquals(other.metrics, usual.metrics);
  }),
);
