import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { imagesTogether } from "../../../lib/backend/images_together.ts";
import { readAndDispose } from "../../../lib/backend/read.ts";
import { type ImageSet, toBatch } from "../../../lib/data/images/image_set.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import { calibrate } from "../../../lib/detector/calibration/calibrate.ts";
import { CONTROLS, createControls } from "../../../lib/detector/thresholds/controls.ts";
import { StoppedError } from "../../../lib/errors.ts";
import { measureControls } from "../../../lib/experiment/evaluate/controls.ts";
import { auroc } from "../../../lib/metrics/mod.ts";
import { bestControl } from "../../../lib/record/run/controls.ts";
import type { Progress } from "../../../lib/train/progress.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { scoredValues } from "../../scored_values.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const train = testImages({ count: 24, size: 16, channels: 3, seed: 1 });
const held = testImages({ count: 10, size: 16, channels: 3, seed: 2 });

/** Test images; the last half have a square of five pixels, brighter by `step`. */
function withSquares(step: number): ImageSet {
  return memoryImages({
    ...held,
    files: held.files.map((file, i) => ({ ...file, label: i < 5 ? 0 : 1 as const })),
    pixels: held.pixels.map((value, k) => {
      const [image, y, x] = [Math.floor(k / 768), Math.floor(k / 48) % 16, Math.floor(k / 3) % 16];
      const inside = image >= 5 && y > 4 && y < 10 && x > 4 && x < 10;
      return inside ? Math.min(255, value + step) : value;
    }),
  });
}

const test = withSquares(255);

Deno.test("controls: up to 32 pixels a score is the mean square of what the control leaves", () =>
  noLeak(async () => {
    const controls = await createControls(train);
    const [image] = [await toBatch(test, [7])];
    const all = await toBatch(train, train.files.map((_, i) => i));
    const mean = image!.map((_, k) => {
      let sum = 0;
      for (let i = 0; i < 24; i++) sum += all[i * 768 + k]!;
      return sum / 24;
    });
    const expected = image!.reduce((sum, x, k) => sum + (x - mean[k]!) ** 2, 0) / 768;
    const { scores } = await scoredValues(controls.meanImage, tf.tensor4d(image!, [1, 16, 16, 3]));
    assertClose(scores!, [expected], TOLERANCE.sums);
    const left = await scoredValues(controls.blur, tf.fill([1, 16, 16, 3], 0.25));
    assert(left.scores![0]! < 1e-12, `${left.scores![0]}`); // a blur leaves nothing of one colour
    for (const name of CONTROLS) controls[name][Symbol.dispose]();
  }));

Deno.test("measureControls: each one as it is and calibrated; twenty images are needed for that", () =>
  noLeak(async () => {
    const results = await measureControls({ train, test });
    assertEquals(Object.keys(results), [...CONTROLS]);
    for (const name of CONTROLS) {
      const { own, calibrated } = results[name]!;
      for (const { value, low, high } of [own, calibrated!]) {
        assert(low! <= value && value <= high! && value <= 1);
      }
    }
    assertEquals(results.blur!.own.value, 1); // nothing else has edges
    const few = memoryImages({
      ...train,
      files: train.files.slice(0, 19),
      pixels: train.pixels.slice(0, 19 * 768),
    });
    assertEquals((await measureControls({ train: few, test })).blur!.calibrated, undefined);
  }));

Deno.test("measureControls: the AUROC of each control's scores, and of its calibrated scores", () =>
  noLeak(async () => {
    const faint = withSquares(8); // not found by all scores, so that their AUROCs differ
    const results = await measureControls({ train, test: faint });
    const labels = faint.files.map(({ label }) => label);
    const images = tf.tensor4d(await toBatch(faint, faint.files.map((_, i) => i)), [10, 16, 16, 3]);
    const controls = await createControls(train);
    for (const name of CONTROLS) {
      using control = controls[name];
      const result = await calibrate(control, train);
      assert("calibration" in result);
      using calibration = result.calibration;
      const { scores, calibrated } = await readAndDispose(tf.tidy(() => {
        const scored = control.score(images);
        return { scores: scored.scores, calibrated: calibration.apply(images, scored).calibrated };
      }));
      assertEquals(results[name]!.own.value, auroc(scores, labels), name);
      assertEquals(results[name]!.calibrated!.value, auroc(calibrated, labels), name);
    }
    images.dispose();
  }));

Deno.test("measureControls: reads in batches, as far as images stream with progress, and stops", () =>
  noLeak(async () => {
    const reads: number[] = [];
    const streamed = (set: ImageSet): ImageSet => ({
      ...set,
      streamed: true,
      read: (indices) => {
        reads.push(indices.length);
        return set.read(indices);
      },
    });
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    const sets = { train: streamed(train), test: streamed(test) };
    assertEquals(
      await measureControls(sets, { onProgress }),
      await measureControls({ train, test }),
    );
    assertEquals(
      reads,
      [64, ...Array(4).fill(imagesTogether(64))].flatMap((size, pass) =>
        Array(Math.ceil((pass < 4 ? 24 : 10) / size)).fill(size)
      ),
    );
    assertEquals([seen[0]!.phase, seen[0]!.done, seen[0]!.total], ["controls", 24, 4 * 24 + 10]);
    assertEquals(seen.at(-1)!.done, seen.at(-1)!.total);
    assertEquals(
      seen.map(({ done }) => done),
      seen.map(({ done }) => done).toSorted((a, b) => a - b),
    );
    const told = seen.length;
    await measureControls({ train, test }, { onProgress });
    assertEquals(seen.length, told);
    for (const pass of [0, 1, 4]) { // moments, a calibration, the test images
      const controller = new AbortController();
      const stop = ({ done }: Progress) => done > pass * 24 - 24 && controller.abort();
      const options = { onProgress: stop, signal: controller.signal };
      if (pass === 0) controller.abort();
      await assertRejects(() => measureControls(sets, options), StoppedError);
    }
  }));

Deno.test("bestControl: compares within one kind of score", () => {
  const controls = {
    blur: { own: { value: 0.9 }, calibrated: { value: 0.6 } },
    pixelGaussian: { own: { value: 0.5 }, calibrated: { value: 0.7 } },
  };
  assertEquals(bestControl(controls, "own", 0.8), { name: "blur", value: 0.9, cleared: false });
  assertEquals(bestControl(controls, "calibrated", 0.8), {
    name: "pixelGaussian",
    value: 0.7,
    cleared: true,
  });
  assertEquals(bestControl(undefined, "own", 0.8), undefined);
});
