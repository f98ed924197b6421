/** Scorings that are interrupted and go on. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { type ImageSet, subset } from "../../../lib/data/mod.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { InputError, StoppedError } from "../../../lib/errors.ts";
import { SCORING_CHECKPOINT } from "../../../lib/experiment/output/written.ts";
import { run } from "../../../lib/experiment/run/run.ts";
import { scoreFiles, type ScoreOptions } from "../../../lib/experiment/score/score_files.ts";
import { scoreSet } from "../../../lib/experiment/score/score_set.ts";
import { ScoringCheckpoint } from "../../../lib/experiment/score/scoring_checkpoint.ts";
import { imagesHash, scoringRequest } from "../../../lib/experiment/score/scoring_request.ts";
import type { Progress } from "../../../lib/train/progress.ts";
import { flatImage, writeImage } from "../../data/images.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { testImages } from "../../test_images.ts";
import { exists } from "../../until.ts";
import { type FolderRun, withRun } from "../with_run.ts";

await useBackend();

const COUNT = 230;
const TOGETHER = 20;

/** A detector whose map is the image and which rebuilds it darker. */
const darker = (scoredTogether: number) =>
  ({
    method: "darker",
    scoredTogether,
    score: (images: tf.Tensor4D) => ({
      scores: tf.mean(images, [1, 2, 3]),
      maps: tf.clone(images),
      reconstructions: tf.mul(images, 0.5),
    }),
  }) as unknown as Detector;

async function withSet(body: (set: ImageSet, dir: string) => Promise<void>): Promise<void> {
  await withTempDir(async (dir) => {
    const path = `${dir}/a.png`;
    await writeImage(path, flatImage({ r: 9, g: 9, b: 9 }, 16));
    const images = testImages({ count: COUNT, size: 8, channels: 1 });
    const files = images.files.map((file) => ({ ...file, path }));
    await body(memoryImages({ ...images, files }), dir);
  });
}

Deno.test("scoreSet: stopped anywhere it goes on behind the last batch, to the same results", () =>
  noLeak(() =>
    withSet(async (set, dir) => {
      const detector = darker(TOGETHER);
      const options = { regionsAbove: 0.3 };
      const { seconds: _, ...whole } = await scoreSet(detector, set, options);
      const done: number[] = [];
      const open = () => new ScoringCheckpoint(dir, "same", 600);
      for (const limit of [40, 60, 200]) {
        const controller = new AbortController();
        const onProgress = (progress: { done: number; total: number }) => {
          assertEquals(progress.total, COUNT);
          done.push(progress.done);
          if (progress.done >= limit) controller.abort();
        };
        const { signal } = controller;
        const stopped = scoreSet(detector, set, {
          ...{ ...options, checkpoint: open(), onProgress, signal },
        });
        await assertRejects(() => stopped, StoppedError);
      }
      // Each begins where the one before it ended.
      assertEquals(done.filter((images, i) => i > 0 && images < done[i - 1]!), []);
      const { seconds: __, ...resumed } = await scoreSet(detector, set, {
        ...{ ...options, checkpoint: open() },
      });
      assertEquals(resumed, whole);
    })
  ));

Deno.test("scoreSet: of a damaged checkpoint, or one of other images, nothing is taken", () =>
  noLeak(() =>
    withSet(async (set, dir) => {
      const detector = darker(COUNT);
      const checkpoint = new ScoringCheckpoint(dir, "one", 0);
      await scoreSet(detector, set, { checkpoint });
      const images = imagesHash(set);
      assertEquals([await checkpoint.state(), (await checkpoint.load(images))?.own.length], [
        "same",
        COUNT,
      ]);
      assertEquals(await checkpoint.load(imagesHash(subset(set, [0, 1]))), undefined);
      const another = new ScoringCheckpoint(dir, "another");
      assertEquals([await another.state(), await another.load(images)], ["another", undefined]);
      const bytes = await Deno.readFile(checkpoint.path);
      for (const damaged of [bytes.subarray(0, 3), bytes.with(bytes.length - 9, 77)]) {
        await Deno.writeFile(checkpoint.path, damaged);
        assertEquals([await checkpoint.state(), await checkpoint.load(images)], [
          "damaged",
          undefined,
        ]);
      }
      await Deno.writeFile(checkpoint.path, new Uint8Array());
      assertEquals(await checkpoint.state(), "none");
    })
  ));

Deno.test("scoreSet: methods without maps, or without anything but scores, go on too", () =>
  noLeak(() =>
    withSet(async (set, dir) => {
      const whole = darker(TOGETHER);
      for (const names of [["scores", "maps"], ["scores", "reconstructions"], ["scores"]]) {
        const detector = {
          ...whole,
          score: (images: tf.Tensor4D) =>
            Object.fromEntries(
              Object.entries(whole.score(images)).filter(([name, tensor]) => {
                if (names.includes(name)) return true;
                (tensor as tf.Tensor).dispose();
                return false;
              }),
            ),
        } as unknown as Detector;
        const { seconds: _, ...expected } = await scoreSet(detector, set);
        const checkpoint = new ScoringCheckpoint(dir, names.join(), 600);
        const controller = new AbortController();
        const onProgress = ({ done }: { done: number }) => done >= 60 && controller.abort();
        const { signal } = controller;
        const stopped = scoreSet(detector, set, { checkpoint, onProgress, signal });
        const { message } = await assertRejects(() => stopped, StoppedError);
        assertMatch(
          message,
          /^scoring stopped after [68]0 of 230 images; the same command goes on/,
        );
        // Stopped before it is where it was, it still says how far that is.
        const none = scoreSet(detector, set, { checkpoint, signal });
        assertEquals((await assertRejects(() => none, StoppedError)).message, message);
        const { seconds: __, ...resumed } = await scoreSet(detector, set, { checkpoint });
        assertEquals(resumed, expected);
      }
    })
  ));

Deno.test("scoringRequest: another for whatever decides the results", () =>
  withTempDir(async (dir) => {
    const paths = ["a.png", "b.png"].map((name) => `${dir}/${name}`);
    const files = [
      ...paths,
      ...["detector.json", "model.safetensors", "calibration.safetensors"]
        .map((name) => `${dir}/${name}`),
    ];
    for (const file of files) await Deno.writeTextFile(file, "first");
    const request = (own = paths, options = {}) => scoringRequest(dir, "ae", own, options);
    const seen = new Set([await request()]);
    assertEquals(await request(), [...seen][0]);
    seen.add(await request(paths.toReversed()));
    seen.add(await request(paths.slice(1)));
    seen.add(await request(paths, { score: "calibrated" }));
    for (const file of files) {
      // Images are told apart by size and time, the model by every byte.
      await Deno.writeTextFile(file, paths.includes(file) ? "second" : "other");
      seen.add(await request());
    }
    await Deno.utime(paths[0]!, 1, 1);
    seen.add(await request());
    await Deno.remove(paths[0]!);
    await Deno.symlink(paths[0]!, paths[0]!); // which nothing can follow
    seen.add(await request());
    assertEquals(seen.size, 4 + files.length + 2);
  }));

/** Runs `body` with a command that scores eight images with a trained model, and what it has told. */
const withScoring = (
  body: (scoring: {
    score: (more?: Partial<ScoreOptions>) => Promise<unknown>;
    options: FolderRun;
    out: string;
    told: string[];
  }) => Promise<void>,
) =>
  withRun(async (options, dir) => {
    await run({ ...options, writers: ["model"] });
    const told: string[] = [];
    const out = `${dir}/scored`;
    const score = (more: Partial<ScoreOptions> = {}) =>
      scoreFiles({
        ...{ model: options.out, images: [`${options.data}/test`], out, overwrite: false },
        onResume: (scored) => told.push(`${scored} scored`),
        ...more,
      });
    await body({ score, options, out, told });
  });

/** Ends a scoring while it writes: the disk takes no picture. */
async function endWhileWriting(score: () => Promise<unknown>): Promise<void> {
  const { mkdir } = Deno;
  Deno.mkdir = (path, options) =>
    String(path).includes("heatmaps") ? Promise.reject(new Error("full")) : mkdir(path, options);
  try {
    await assertRejects(score, Error, "full");
  } finally {
    Deno.mkdir = mkdir;
  }
}

Deno.test(
  "scoreFiles: what ended while it wrote is finished by the same command, and by no other",
  withScoring(async ({ score, options, out, told }) => {
    const files = ["scores.csv", "regions.csv", "overview.png"];
    const read = () => Promise.all(files.map((name) => Deno.readFile(`${out}/${name}`)));
    await score();
    const whole = await read();
    assertEquals(await exists(`${out}/${SCORING_CHECKPOINT}`), false);
    await assertRejects(() => score(), InputError, "already holds scores.csv");

    const interrupt = async (more: Partial<ScoreOptions> = {}) => {
      await Deno.remove(out, { recursive: true });
      await endWhileWriting(() => score(more));
      assert(await exists(`${out}/scores.csv`));
      assert(await exists(`${out}/${SCORING_CHECKPOINT}`));
    };
    // Within the interval of checkpoints nothing was kept but the right to write.
    await interrupt();
    await score();
    assertEquals([await read(), told.splice(0)], [whole, []]);
    await interrupt({ checkpointInterval: 0 });
    await score();
    assertEquals([await read(), told.splice(0)], [whole, ["8 scored"]]);
    assertEquals(await exists(`${out}/${SCORING_CHECKPOINT}`), false);

    await interrupt({ checkpointInterval: 0 });
    const kept = await Deno.readFile(`${out}/${SCORING_CHECKPOINT}`);
    const other = { pixelThreshold: "0.5" };
    await assertRejects(() => score(other), InputError, "holds an interrupted scoring of another");
    const none = { images: [`${options.data}/ground_truth/none.png`], overwrite: true };
    await assertRejects(() => score(none), InputError);
    assertEquals(await Deno.readFile(`${out}/${SCORING_CHECKPOINT}`), kept);
    await score({ ...other, overwrite: true });
    assertEquals(told.splice(0), []);

    await interrupt({ checkpointInterval: 0 });
    await Deno.writeTextFile(`${out}/${SCORING_CHECKPOINT}`, "{}");
    await assertRejects(() => score(), InputError, "damaged; pass --overwrite");
    await score({ overwrite: true });
    assertEquals([await read(), told.splice(0)], [whole, []]);
  }),
);

Deno.test(
  "scoreFiles: an image that can be read only later has a score of its own, as have all others",
  withScoring(async ({ score, options, out, told }) => {
    const first = `${options.data}/test/broken_large/000.jpg`;
    const csv = () => Deno.readTextFile(`${out}/scores.csv`);
    await score();
    const whole = await csv();
    await Deno.remove(out, { recursive: true });
    // Of the same size and time, so that the request is the same.
    const bytes = await Deno.readFile(first);
    const write = async (content: Uint8Array) => {
      await Deno.writeFile(first, content);
      await Deno.utime(first, 1, 1);
    };
    await write(new Uint8Array(bytes.length));
    await endWhileWriting(() => score({ checkpointInterval: 0 }));
    await write(bytes);
    assertEquals((await csv()).split("\n").length, whole.split("\n").length - 1);
    await score();
    assertEquals([await csv(), told], [whole, []]);
  }),
);

Deno.test(
  "scoreFiles: a training in the folder ends the interrupted scoring",
  withScoring(async ({ score, options, out }) => {
    await endWhileWriting(() => score({ checkpointInterval: 0 }));
    await run({ ...options, out });
    assertEquals(await exists(`${out}/${SCORING_CHECKPOINT}`), false);
    await assertRejects(() => score(), InputError, "already holds scores.csv");
  }),
);

Deno.test(
  "scoreFiles: calibrated scores go on too",
  withScoring(async ({ score, options, out, told }) => {
    const data = `${options.data}/train/good`;
    for (let i = 0; i < 12; i++) await Deno.copyFile(`${data}/000.jpg`, `${data}/${100 + i}.jpg`);
    await run({ ...options, writers: ["model"] });
    const calibrated = { score: "calibrated", pixelThreshold: "1" } as const;
    await score(calibrated);
    const read = () => Deno.readTextFile(`${out}/scores.csv`);
    const whole = await read();
    await Deno.remove(out, { recursive: true });
    await endWhileWriting(() => score({ ...calibrated, checkpointInterval: 0 }));
    await score(calibrated);
    assertEquals([await read(), told], [whole, ["8 scored"]]);
  }),
);

Deno.test(
  "scoreFiles: images in tiles go on between two of them",
  withRun(async ({ imageSize: _, ...options }, dir) => {
    const tile = { size: 32, perImage: 4 };
    const overrides = { ...options.overrides, tile };
    await run({ ...options, overrides, writers: ["model"] });
    const score = (out: string, more: Partial<ScoreOptions> = {}) =>
      scoreFiles({
        ...{ model: options.out, images: [`${options.data}/test`], out: `${dir}/${out}` },
        ...{ pixelThreshold: "0.05", ...more },
      });
    await score("whole");
    const controller = new AbortController();
    const stop = ({ phase, done }: Progress) => {
      if (phase === "score" && done >= 3) controller.abort();
    };
    await assertRejects(
      () => score("stopped", { signal: controller.signal, onProgress: stop }),
      StoppedError,
    );
    const before: number[] = [];
    await score("stopped", { onResume: (scored) => before.push(scored) });
    assert(before.length === 1 && before[0]! > 0 && before[0]! < 8, `${before}`);
    for (const name of ["scores.csv", "regions.csv", "overview.png"]) {
      const [whole, stopped] = await Promise.all(
        ["whole", "stopped"].map((out) => Deno.readFile(`${dir}/${out}/${name}`)),
      );
      assertEquals(stopped, whole, name);
    }
  }),
);
