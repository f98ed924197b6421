import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { useBackend } from "../../../lib/backend/backend.ts";
import { loadCategory, reportSplit } from "../../../lib/data/mod.ts";
import { InputError, StoppedError } from "../../../lib/errors.ts";
import { CHECKPOINT_NAME } from "../../../lib/experiment/output/checkpoints.ts";
import { peakMemory } from "../../../lib/experiment/provenance/environment.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { scoreFiles } from "../../../lib/experiment/score/score_files.ts";
import { auroc, f1Max, falsePositiveRate } from "../../../lib/metrics/mod.ts";
import { configHash } from "../../../lib/record/run/config_hash.ts";
import { readRecord } from "../../../lib/record/run/record_file.ts";
import type { Progress, ProgressOptions } from "../../../lib/train/progress.ts";
import { assertClose } from "../../close.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { exists } from "../../until.ts";
import { FILES, smallBottleWarning } from "../small_bottle.ts";
import { withRun } from "../with_run.ts";

await useBackend();

interface Row {
  path: string;
  label: string;
  score: number;
  statistics: number[];
}

async function readScores(out: string): Promise<Row[]> {
  const [header, ...lines] = (await Deno.readTextFile(`${out}/scores.csv`)).trimEnd().split("\n");
  const verdict = header!.includes("verdict");
  assertEquals(header, `path,label,score,${verdict ? "verdict," : ""}mse,l2,top,max`);
  return lines.map((line) => {
    const [path, label, score, ...rest] = line.split(",") as [string, string, string];
    const statistics = verdict ? rest.slice(1) : rest;
    return { path, label, score: Number(score), statistics: statistics.map(Number) };
  });
}

async function sizeOf(path: string): Promise<[number, number]> {
  const { info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return [info.width, info.height];
}

Deno.test(
  "run: images that are streamed give the same weights, scores and pictures as those in memory",
  withRun(async (options, dir) => {
    const results = async (memory: number) => {
      const out = `${dir}/out${memory}`;
      await run({ ...options, memory, out });
      const read = async (name: string) => (await Deno.readFile(`${out}/${name}`)).toHex();
      return await Promise.all(["model.safetensors", "scores.csv", "overview.png"].map(read));
    };
    const expected = await results(1e9);
    for (const images of [0, 5]) assertEquals(await results(images * 32 * 32 * 3), expected);
  }),
);

Deno.test(
  "run: the record says what ran and agrees with the other files",
  withRun(async (options) => {
    const memory = peakMemory();
    const record = await run(options);
    assert(memory <= record.peakMemory && record.peakMemory <= peakMemory());
    assertEquals(
      await readRecord(`${options.out}/record.json`),
      JSON.parse(JSON.stringify(record)),
    );
    const { data, metrics } = record;
    assertEquals(
      [data.trainingImages, data.testNormal, data.testAnomalous, data.masks, data.warnings],
      [12, 4, 4, 4, [smallBottleWarning("bottle")]],
    );
    // Folders belong to one machine.
    assert(!JSON.stringify(record).includes(options.data));
    const split = await reportSplit(await loadCategory(options.data));
    assertEquals(
      [data.fingerprint, data.types, data.duplicates],
      [split.fingerprint, split.types, 0],
    );
    assertEquals([record.dataset, record.category, record.protocol], [
      "mvtec",
      "bottle",
      "one-class",
    ]);
    assertEquals([record.method, record.seed], ["daad", 3]);
    assertEquals([record.epochs, record.steps, record.losses.length], [2, 6, 2]);
    assertEquals(record.configHash, await configHash(record.config));
    assertEquals(record.config.items, [8, 8]);
    assertNotEquals(record.machine.cpu, "unknown");
    const rows = await readScores(options.out);
    const labels = rows.map((row) => Number(row.label) as 0 | 1);
    const scores = Float32Array.from(rows, (row) => row.score);
    assertEquals(metrics.imageAuroc!.value, auroc(scores, labels));
    const { imageAuroc, imageAveragePrecision, pixelAuroc } = metrics;
    const estimates = [
      imageAuroc!,
      { ...imageAuroc!, ...imageAuroc!.deLong! },
      imageAveragePrecision!,
      pixelAuroc!,
    ];
    for (const { value, low, high } of estimates) {
      assert(low <= value && value <= high && low >= 0 && high <= 1);
    }
    const statistics = record.statistics!;
    assertEquals([statistics.own, statistics.sigma], ["top", 0.5]); // 4 at 256 pixels
    for (const [k, name] of (["mse", "l2", "top", "max"] as const).entries()) {
      const { imageAuroc, imageF1Max } = statistics[name]!;
      const values = Float64Array.from(rows, (row) => row.statistics[k]!);
      assertEquals(imageAuroc.value, auroc(values, labels), name);
      assertEquals(imageF1Max, f1Max(values, labels), name);
      assert(imageAuroc.low <= imageAuroc.value && imageAuroc.value <= imageAuroc.high, name);
    }
    assertEquals(statistics.l2!.imageAuroc, statistics.mse!.imageAuroc);
    assertClose(rows.map((row) => row.statistics[2]!), scores, TOLERANCE.sums);
    const { learning } = record.diagnostics;
    assertEquals(learning!.images, 12);
    const { model, meanImage, constantImage } = learning!.errors!;
    assert(meanImage < constantImage, `${meanImage} ${constantImage}`);
    assertEquals(learning!.trained, model < meanImage);
    assertEquals(
      record.warnings.some((warning) => warning.startsWith("not trained: ")),
      !learning!.trained,
    );
    assertEquals(metrics.imageF1Max, f1Max(scores, labels));
    assertEquals(metrics.imageFalsePositiveRate95, falsePositiveRate(scores, labels));
    for (
      const value of [metrics.pixelAveragePrecision, metrics.pixelPro, metrics.pixelF1Max!.value]
    ) {
      assert(value! >= 0 && value! < 1, `${value}`); // absent fails too
    }
    const { normal, defect, surroundings } = metrics.reconstructionErrors!;
    for (const error of [normal, defect, surroundings]) assert(error! > 0 && error! < 4);
  }),
);

Deno.test(
  "run: scores.csv has every test image with its label, in the order of the listing",
  withRun(async (options) => {
    await run(options);
    const rows = await readScores(options.out);
    assertEquals(rows.map((row) => row.path), FILES.test);
    assertEquals(rows.map((row) => row.label), ["1", "1", "1", "1", "0", "0", "0", "0"]);
    assertEquals(new Set(rows.map((row) => row.score)).size, 8);
  }),
);

Deno.test(
  "run: heat maps are named by rank and path, the overview shows all eight",
  withRun(async (options) => {
    await run(options);
    const ranked = (await readScores(options.out)).sort((a, b) => b.score - a.score);
    const names = [...Deno.readDirSync(`${options.out}/heatmaps`)].map(({ name }) => name).sort();
    assertEquals(
      names,
      ranked.map(({ path }, i) => `${i + 1}_${path.replaceAll("/", "_").replace(".jpg", "")}.png`),
    );
    // tiles of 32 × 6 pixels with gaps of 6; the overview adds a colour scale and captions
    for (const name of names) {
      assertEquals(await sizeOf(`${options.out}/heatmaps/${name}`), [786, 192]);
    }
    assertEquals(await sizeOf(`${options.out}/overview.png`), [910, 1774]);
  }),
);

Deno.test(
  "run: without ground truth there is no pixel AUROC and no fourth tile",
  withRun(async (options) => {
    await Deno.remove(`${options.data}/ground_truth`, { recursive: true });
    const record = await run(options);
    assertEquals(record.data.masks, 0);
    const names = Object.keys(record.metrics);
    assertEquals(names.filter((name) => name.startsWith("pixel")), []);
    const [first] = [...Deno.readDirSync(`${options.out}/heatmaps`)];
    assertEquals(await sizeOf(`${options.out}/heatmaps/${first!.name}`), [588, 192]);
  }),
);

Deno.test(
  "run: the same seed writes the same bytes, another seed others",
  withRun(async (options, dir) => {
    const scoresOf = async (name: string, seed: number) => {
      const out = `${dir}/${name}`;
      const { losses } = await run({ ...options, seed, out });
      return [await Deno.readTextFile(`${out}/scores.csv`), losses] as const;
    };
    const first = await scoresOf("a", 3);
    assertEquals(await scoresOf("b", 3), first);
    assertNotEquals((await scoresOf("c", 4))[0], first[0]);
  }),
);

Deno.test(
  "scoreFiles: the saved model gives the run's scores, whatever is scored together",
  withRun(async (options, dir) => {
    await run(options);
    const expected = await readScores(options.out);
    const out = `${dir}/scored`;
    const score = async (images: string[]) =>
      (await scoreFiles({ model: options.out, images, out })).images;
    assertEquals(await score([`${options.data}/test`]), 8);
    assertEquals(
      await readScores(out),
      expected.map((row) => ({ ...row, path: `${options.data}/${row.path}` })),
    );
    const last = `${options.data}/${FILES.test[7]}`;
    assertEquals(await score([last]), 1);
    assertEquals(await readScores(out), [{ ...expected[7]!, path: last }]);
    assertEquals([...Deno.readDirSync(`${out}/heatmaps`)].length, 1);
    assert(await exists(`${out}/overview.png`));
  }),
);

Deno.test(
  "scoreFiles: the label of an image outside of a test folder is not made up",
  withRun(async (options, dir) => {
    await run(options);
    await Deno.copyFile(`${options.data}/${FILES.test[0]}`, `${dir}/new.jpg`);
    await scoreFiles({ model: options.out, images: [`${dir}/new.jpg`], out: `${dir}/scored` });
    const [expected] = await readScores(options.out);
    assertEquals(await readScores(`${dir}/scored`), [
      { ...expected!, path: `${dir}/new.jpg`, label: "" },
    ]);
  }),
);

Deno.test(
  "run: a kind of test image that is missing is said before anything is decoded",
  withRun(async (options) => {
    const seen: Progress[] = [];
    const start = () => run({ ...options, onProgress: (progress) => seen.push(progress) });
    const kept = `${options.data}/test/good`;
    await Deno.rename(kept, `${options.data}/good`);
    await assertRejects(start, InputError, `${options.data}/test: no normal (test/good) images`);
    await Deno.rename(`${options.data}/good`, kept);
    assertEquals([seen.length, await exists(options.out)], [0, false]);
  }),
);

Deno.test(
  "run: a mistake in the configuration names source and field and writes nothing",
  withRun(async (options) => {
    const errorOf = async (overrides: Record<string, unknown>) =>
      (await assertRejects(() => run({ ...options, overrides }), InputError)).message;
    assertEquals(await errorOf({ epoch: 3 }), "small.json: unknown field epoch");
    assertEquals(
      await errorOf({ epochs: 0 }),
      "small.json: epochs: expected number to be >=1, found 0",
    );
    assert((await errorOf({ score: { statistic: "sum" } })).startsWith("small.json: score."));
    assertEquals(await exists(options.out), false);
  }),
);

Deno.test(
  "run: an output folder that cannot be made is said before the training",
  withRun(async (options, dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    const phases = new Set<string>();
    const onProgress = ({ phase }: Progress) => phases.add(phase);
    const error = await assertRejects(() =>
      run({ ...options, out: `${dir}/file/out`, onProgress })
    );
    assert(error.message.includes(`${dir}/file/out`), error.message);
    assertEquals([...phases], []);
  }),
);

Deno.test(
  "run: stopped while training, it leaves a checkpoint, no record, and what was there before",
  withRun(async (options) => {
    const stop = async () => {
      const controller = new AbortController();
      const onProgress = ({ phase }: Progress) => phase === "train" && controller.abort();
      const { signal } = controller;
      await assertRejects(() => run({ ...options, signal, onProgress }), StoppedError);
    };
    await stop();
    const names = [...Deno.readDirSync(options.out)].map(({ name }) => name).sort();
    assertEquals(names, [".daad", CHECKPOINT_NAME]);
    await run(options);
    assertEquals(await exists(`${options.out}/${CHECKPOINT_NAME}`), false);
    const before = await Deno.readTextFile(`${options.out}/record.json`);
    await stop();
    assertEquals(await Deno.readTextFile(`${options.out}/record.json`), before);
  }),
);

Deno.test(
  "run, scoreFiles: stopped while images are decoded, nothing is written",
  withRun(async (options, dir) => {
    const stopped = async (body: (watch: ProgressOptions) => Promise<unknown>) => {
      const controller = new AbortController();
      const onProgress = ({ phase }: Progress) => phase === "decode" && controller.abort();
      const begun = () => body({ onProgress, signal: controller.signal });
      await assertRejects(begun, StoppedError, "stopped after ");
    };
    await stopped((watch) => run({ ...options, ...watch }));
    assertEquals([...Deno.readDirSync(options.out)].map(({ name }) => name), [".daad"]);
    await run({ ...options, writers: ["model"] });
    const scoring = { model: options.out, images: [options.data], out: `${dir}/scored` };
    await stopped((watch) => scoreFiles({ ...scoring, ...watch }));
    assertEquals([...Deno.readDirSync(scoring.out)].map(({ name }) => name), [".daad"]);
  }),
);

Deno.test(
  "run: a checkpoint of another run is refused before images are hashed or decoded",
  withRun(async (options) => {
    const { data, out } = options;
    const controller = new AbortController();
    const stop = ({ phase }: Progress) => phase === "train" && controller.abort();
    await assertRejects(() => run({ ...options, signal: controller.signal, onProgress: stop }));
    const refused = async (others: Partial<typeof options>, reason: string) => {
      const seen: string[] = [];
      const { message } = await assertRejects(() =>
        run({
          ...options,
          ...others,
          resume: true,
          onSplit: () => seen.push("split"),
          onProgress: ({ phase }) => seen.push(phase),
        }), InputError);
      assert(message.includes(reason), message);
      assertEquals(seen, []);
    };
    await Deno.rename(`${data}/${FILES.train[0]}`, `${data}/first`);
    await refused({ seed: 4 }, `${CHECKPOINT_NAME}: belongs to another run: its seed is 3`);
    await refused({}, "belongs to another run: its data is");
    await refused({ overrides: { ...options.overrides, epochs: 3 } }, "epochs 2 → 3");
    await Deno.writeTextFile(`${out}/${CHECKPOINT_NAME}`, "damaged");
    await refused({}, CHECKPOINT_NAME);
  }),
);

Deno.test(
  "run: resumed, it counts the time of the training before",
  withRun(async (options) => {
    const controller = new AbortController();
    const pause = 2; // seconds, longer than all the rest takes
    const onProgress = ({ phase }: Progress) => {
      if (phase !== "train" || controller.signal.aborted) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause * 1000);
      controller.abort();
    };
    await assertRejects(() => run({ ...options, signal: controller.signal, onProgress }));
    const { seconds } = await run({ ...options, resume: true });
    assert(seconds.training >= pause, `${seconds.training}`);
    assert(seconds.total >= seconds.training + seconds.scoring, JSON.stringify(seconds));
  }),
);

Deno.test(
  "run: resumed with masks that were mended meanwhile, it has the same weights and their metrics",
  withRun(async (options, dir) => {
    const { data } = options;
    await run({ ...options, out: `${dir}/whole` });
    await Deno.rename(`${data}/ground_truth`, `${dir}/masks`);
    const controller = new AbortController();
    const onProgress = ({ phase, done }: Progress) =>
      phase === "train" && done === 2 && controller.abort();
    await assertRejects(
      () => run({ ...options, signal: controller.signal, onProgress }),
      StoppedError,
    );
    await Deno.rename(`${dir}/masks`, `${data}/ground_truth`);
    const { metrics } = await run({ ...options, resume: true });
    const { metrics: whole } = await readRecord(`${dir}/whole/record.json`);
    assertEquals(metrics.pixelAuroc!.value, whole.pixelAuroc!.value);
    const weights = (out: string) => Deno.readFile(`${out}/model.safetensors`);
    assertEquals(await weights(options.out), await weights(`${dir}/whole`));
  }),
);

Deno.test(
  "run: what cannot be measured leaves its model and scores, and nothing of an earlier run beside them",
  withRun(async (options) => {
    const { data, out } = options;
    await run(options);
    const [first, ...others] = FILES.test.map((path) => `${data}/${path}`);
    for (const path of others) await Deno.copyFile(first!, path);
    await assertRejects(() => run(options), InputError, "all 8 scores are");
    assertEquals([...Deno.readDirSync(out)].map(({ name }) => name).sort(), [
      ...[".daad", CHECKPOINT_NAME, "detector.json", "model.safetensors", "scores.csv"],
    ]);
    const [, ...rows] = (await Deno.readTextFile(`${out}/scores.csv`)).trimEnd().split("\n");
    assertEquals(new Set(rows.map((row) => row.split(",")[2])).size, 1);
  }),
);

Deno.test(
  "run: a failure while writing leaves no older record beside newer files",
  withRun(async (options) => {
    await run(options);
    await Deno.remove(`${options.out}/scores.csv`);
    await Deno.mkdir(`${options.out}/scores.csv/inner`, { recursive: true });
    await assertRejects(() => run({ ...options, seed: 4 }));
    assertEquals(await exists(`${options.out}/record.json`), false);
  }),
);
