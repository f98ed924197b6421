/** Scorings that are interrupted and go on. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/backend.ts";
import type { ImageSet } from "../../lib/data/mod.ts";
import { memoryImages } from "../../lib/data/memory_images.ts";
import type { Detector } from "../../lib/detector/detector.ts";
import { InputError, StoppedError } from "../../lib/errors.ts";
import { run } from "../../lib/experiment/run.ts";
import { scoreFiles, type ScoreOptions } from "../../lib/experiment/score_files.ts";
import { scoreSet } from "../../lib/experiment/score_set.ts";
import { SCORING_CHECKPOINT, ScoringCheckpoint } from "../../lib/experiment/scoring_checkpoint.ts";
import type { Progress } from "../../lib/train/progress.ts";
import { flatImage, writeImage } from "../data/images.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";
import { testImages } from "../test_images.ts";
import { exists } from "../until.ts";
import { withRun } from "./with_run.ts";

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
      const unscored = () => Promise.reject(new Error("scored again"));
      const again = { ...detector, score: unscored } as unknown as Detector;
      const { seconds: ___, ...kept } = await scoreSet(again, set, {
        ...{ ...options, checkpoint: open() },
      });
      assertEquals(kept, whole);
    })
  ));

Deno.test("scoreSet: of a checkpoint of other images nothing is taken; a damaged one is refused", () =>
  noLeak(() =>
    withSet(async (set, dir) => {
      const detector = darker(COUNT);
      await scoreSet(detector, set, { checkpoint: new ScoringCheckpoint(dir, "one") });
      const another = new ScoringCheckpoint(dir, "another");
      assertEquals([await another.state(), await another.load()], ["another", undefined]);
      const path = `${dir}/${SCORING_CHECKPOINT}`;
      const bytes = await Deno.readFile(path);
      bytes[bytes.length - 9]! ^= 1;
      await Deno.writeFile(path, bytes);
      await assertRejects(() => another.state(), InputError, `${path}: damaged`);
    })
  ));

Deno.test(
  "scoreFiles: goes on if model, images and options are the same, else anew with a warning",
  withRun(async (options, dir) => {
    await run({ ...options, writers: ["model"] });
    const out = `${dir}/scored`;
    const images = [`${options.data}/test`];
    const told: string[] = [];
    const score = (more: Partial<ScoreOptions> = {}) =>
      scoreFiles({
        ...{ model: options.out, images, out, overwrite: false },
        onResume: (scored) => told.push(`${scored} scored`),
        onWarning: (warning) => told.push(warning),
        ...more,
      });
    const tell = () => told.splice(0);
    await score();
    const files = ["scores.csv", "regions.csv", "overview.png"];
    const read = () => Promise.all(files.map((name) => Deno.readFile(`${out}/${name}`)));
    const whole = await read();
    assertEquals(await exists(`${out}/${SCORING_CHECKPOINT}`), false);
    tell();

    // All images are scored, but the disk takes no picture.
    const interrupt = async () => {
      await Deno.remove(out, { recursive: true });
      await Deno.mkdir(out);
      await Deno.mkdir(`${out}/.daad`);
      const write = Deno.mkdir;
      Deno.mkdir = (path, options) =>
        String(path).includes("heatmaps")
          ? Promise.reject(new Error("full"))
          : write(path, options);
      try {
        await assertRejects(() => score(), Error, "full");
      } finally {
        Deno.mkdir = write;
      }
      assert(await exists(`${out}/scores.csv`));
      assert(await exists(`${out}/${SCORING_CHECKPOINT}`));
      tell();
    };
    await interrupt();
    await score();
    assertEquals(tell(), ["8 scored"]);
    assertEquals(await read(), whole);

    await interrupt();
    await assertRejects(
      () => score({ pixelThreshold: "0.5" }),
      InputError,
      "already holds scores.csv",
    );
    await score({ pixelThreshold: "0.5", overwrite: true });
    assertEquals(tell().filter((line) => !line.includes("pixel")), [
      `${out}: an interrupted scoring was of another model, other images or options; all images ` +
      "are scored anew",
    ]);
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
