import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { evenly } from "../../../lib/data/images/evenly.ts";
import { subset } from "../../../lib/data/images/image_set.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import {
  calibrate,
  type Calibrated,
  collectErrors,
} from "../../../lib/detector/calibration/calibrate.ts";
import type { Calibration } from "../../../lib/detector/calibration/calibration.ts";
import { errorMaps, measuredErrors } from "../../../lib/detector/calibration/errors.ts";
import { calibrateErrors, fitCalibration } from "../../../lib/detector/calibration/fit.ts";
import type { Line } from "../../../lib/detector/calibration/line.ts";
import { positionMaps, PositionMoments } from "../../../lib/detector/calibration/moments.ts";
import {
  type CalibrationOptions,
  defaultCalibration,
  resolveCalibration,
} from "../../../lib/detector/calibration/options.ts";
import {
  CALIBRATION_NAME,
  loadCalibration,
  requireCalibration,
  saveCalibration,
} from "../../../lib/detector/calibration/storage.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../../lib/errors.ts";
import { Random } from "../../../lib/random.ts";
import { assertClose, assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const BOTH: CalibrationOptions = { ...defaultCalibration(128), share: 0.25 };

/** Errors of 4 × 4 pixels: each position has its own mean, each image its own factor. */
function errorsOf(count: number, seed = 1) {
  const random = new Random(seed);
  const maps = Float32Array.from(
    { length: count * 16 },
    (_, i) => (1 + i % 16) * random.uniform(0.5, 1.5),
  );
  const logGradients = Float32Array.from({ length: count }, () => random.uniform(-4, -2));
  const roughness = maps.map(() => random.uniform(0.5, 2));
  return { size: 4, maps, roughness, logGradients };
}

/** The definition in plain numbers. */
function expected(
  sample: ReturnType<typeof errorsOf>,
  { variant, error, floor, share }: CalibrationOptions,
) {
  const { logGradients } = sample;
  const errors = sample.maps.map((e, k) => error === "displacement" ? e / sample.roughness[k]! : e);
  const maps = errors.map((e) =>
    error === "root" ? Math.sqrt(e) : error === "log" ? Math.log(e + 1e-6) : e
  );
  const n = logGradients.length;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const sd = (values: readonly number[]) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const at = (i: number) => Array.from({ length: n }, (_, image) => maps[image * 16 + i]!);
  const overall = sd([...maps]);
  const place = Array.from({ length: 16 }, (_, i) => i);
  const centre = variant === "both"
    ? place.map((i) => mean(at(i)))
    : place.map(() => mean([...maps]));
  const spread = variant === "both" ? place.map((i) => sd(at(i))) : place.map(() => overall);
  const z = [...maps].map((e, k) => (e - centre[k % 16]!) / (spread[k % 16]! + floor * overall));
  const logs = Array.from({ length: n }, (_, image) => {
    const counted = (variant === "both" ? z.map((x) => Math.max(0, x)) : [...errors])
      .slice(image * 16, image * 16 + 16).sort((a, b) => b - a);
    return Math.log(mean(counted.slice(0, Math.round(16 * share))));
  });
  const [x, y] = [mean([...logGradients]), mean(logs)];
  const slope = variant === "none" ? 0 : mean(logs.map((t, i) => (logGradients[i]! - x) * t)) /
    mean([...logGradients].map((u) => (u - x) ** 2));
  const left = logs.map((t, i) => t - y - slope * (logGradients[i]! - x));
  return { slope, scores: left.map((value) => value / sd(left)), maps: z };
}

for (
  const [name, change] of Object.entries<Partial<CalibrationOptions>>({
    both: { variant: "both" },
    roughness: { variant: "roughness" },
    none: { variant: "none" },
    displacement: { error: "displacement" },
    root: { error: "root" },
    log: { error: "log" },
    "log without position": { variant: "roughness", error: "log" },
  })
) {
  Deno.test(`calibration: ${name} is what its formula says`, () =>
    noLeak(async () => {
      const sample = errorsOf(30);
      const options: CalibrationOptions = { ...BOTH, error: "square", ...change };
      using calibration = await fitCalibration(sample, { options, of: "pixels" });
      const found = await calibrateErrors(calibration, sample);
      const { slope, scores, maps } = expected(sample, options);
      assertNear(calibration.facts.line.slope, slope, TOLERANCE.sums, "slope");
      assertClose(found.scores, scores, TOLERANCE.sums, "scores");
      assertClose(found.maps, maps, TOLERANCE.sums, "maps");
    }));
}

Deno.test("calibration: what is rough everywhere, and what varies at its place, no longer counts", () =>
  noLeak(async () => {
    const random = new Random(3);
    const factor = Float32Array.from({ length: 40 }, () => random.uniform(0.1, 10));
    const maps = Float32Array.from(
      { length: 40 * 16 },
      (_, k) => factor[Math.floor(k / 16)]! * random.uniform(0.9, 1.1),
    );
    const roughness = maps.map(() => 1);
    const sample = { size: 4, maps, roughness, logGradients: factor.map(Math.log) };
    const options = { ...BOTH, variant: "roughness", share: 1 } as const;
    using calibration = await fitCalibration(sample, { options, of: "pixels" });
    assertNear(calibration.facts.line.slope, 1, 0.05, "slope");
    const odd = Float32Array.from({ length: 16 }, () => 1); // as image of factor 1 …
    const test = {
      size: 4,
      maps: new Float32Array([...odd, ...odd]),
      roughness: new Float32Array(32).fill(1),
      logGradients: new Float32Array([0, Math.log(0.1)]), // … and one that is ten times as smooth
    };
    const { scores } = await calibrateErrors(calibration, test);
    assert(Math.abs(scores[0]!) < 3 && scores[1]! > 20, `${scores}`);
  }));

Deno.test("positionMaps: smoothed over the whole image, all positions are one", () =>
  noLeak(async () => {
    const { maps } = errorsOf(25);
    const moments = new PositionMoments(16);
    for (let i = 0; i < 25; i++) moments.add(maps.subarray(i * 16, i * 16 + 16));
    const whole = await positionMaps(moments, { smoothing: "whole", floor: 0 }, 4);
    const mean = maps.reduce((a, b) => a + b, 0) / maps.length;
    const sd = Math.sqrt(maps.reduce((sum, e) => sum + (e - mean) ** 2, 0) / maps.length);
    assertClose(whole.mean, whole.mean.map(() => mean), TOLERANCE.sums);
    assertClose(whole.deviation, whole.mean.map(() => sd), TOLERANCE.sums);
    // A Gaussian much wider than the image, mirrored, gives the same result.
    const wide = await positionMaps(moments, { smoothing: 256, floor: 0 }, 4);
    assertClose(wide.deviation, whole.deviation, 0.2);
    const none = await positionMaps(moments, { smoothing: 0, floor: 0.3 }, 4);
    assertClose(none.mean, moments.mean, TOLERANCE.rounding);
    const variance = moments.variance();
    assertClose(none.deviation, variance.map((v) => Math.sqrt(v) + 0.3 * sd), TOLERANCE.sums);
  }));

/** A detector that rebuilds each image at half its values. */
const HALF: Calibrated & Pick<Parameters<typeof scoreImages>[0], "score"> = {
  score: (images) => ({
    scores: tf.tidy(() => tf.mean(tf.square(images), [1, 2, 3]) as tf.Tensor1D),
    reconstructions: tf.tidy(() => tf.mul(images, 0.5)),
  }),
};

const images = testImages({ count: 24, size: 16, channels: 3, seed: 5 });

async function calibrated(together?: number): Promise<Calibration> {
  const result = await calibrate({ ...HALF, scoredTogether: together }, images);
  if (!("calibration" in result)) throw new Error(result.reason);
  return result.calibration;
}

Deno.test("calibrate: how many images are scored together changes the kernels' rounding only", () =>
  noLeak(async () => {
    using one = await calibrated(1);
    using again = await calibrated(1);
    assertEquals(again.facts, one.facts);
    for (const together of [5, 24, 64]) {
      using other = await calibrated(together);
      assertClose(other.positions.mean, one.positions.mean, TOLERANCE.rounding);
      assertClose(other.positions.deviation, one.positions.deviation, TOLERANCE.rounding);
      const numbers = ({ slope, offset, spread }: Line) => [slope, offset, spread];
      assertClose(numbers(other.facts.line), numbers(one.facts.line), TOLERANCE.sums);
    }
  }));

Deno.test("calibrate: fewer than twenty images say so, and nothing is calibrated", async () => {
  const few = subset(images, Array.from({ length: 19 }, (_, i) => i));
  const result = await calibrate(HALF, few);
  assert("reason" in result);
  assertEquals(
    result.reason,
    "19 training images; it needs 20, fewer do not tell how errors vary",
  );
});

Deno.test("collectErrors: of large images as many are kept as a calibration needs, spread evenly", () =>
  noLeak(async () => {
    const [count, size] = [25, 960]; // 64 MB hold the maps of 18, and a calibration needs 20
    const steps = Array.from({ length: count }, (_, i) => 10 * (i + 1));
    const pixels = new Uint8Array(count * size * size); // columns of 0 and of the image's step in turn
    for (let k = 1; k < pixels.length; k += 2) pixels[k] = steps[Math.floor(k / size ** 2)]!;
    const files = steps.map((step) => ({ path: `${step}.png`, label: 0, type: "good" } as const));
    const large = memoryImages({ files, height: size, width: size, channels: 1, pixels });
    const { sample, moments } = (await collectErrors(HALF, large, { error: "square" }))!;
    assertEquals(moments.count, count);
    const kept = evenly(count, 20).map((index) => steps[index]! / 127.5);
    assertClose(sample.logGradients, kept.map((step) => Math.log(step ** 2)), TOLERANCE.sums);
    const middle = (size + 1) * size / 2;
    const centres = kept.map((_, place) => sample.maps[place * size ** 2 + middle]!);
    // Half of each value is left: of -1 in one column, of step - 1 in the next.
    assertClose(centres, kept.map((step) => (1 + (step - 1) ** 2) / 8), TOLERANCE.sums);
  }));

Deno.test("calibrate: a method without reconstructions has none", () =>
  noLeak(async () => {
    const score = (batch: tf.Tensor4D) => ({ scores: tf.zeros([batch.shape[0]]) as tf.Tensor1D });
    const result = await calibrate({ score }, images);
    assert("reason" in result && result.reason === "the method does not rebuild images");
  }));

Deno.test(
  "loadCalibration: the same bits as before it was saved; other sizes and damage are named",
  () =>
    withTempDir((dir) =>
      noLeak(async () => {
        const of = (imageSize: number) => ({ config: { imageSize, channels: 3 } as const });
        assertEquals(await loadCalibration(dir, of(16)), undefined);
        const missing = await assertRejects(() => requireCalibration(dir, of(16)), InputError);
        assert(missing.message.includes("train again"), missing.message);
        using calibration = await calibrated();
        await saveCalibration(dir, calibration);
        using loaded = await requireCalibration(dir, of(16));
        assertEquals(loaded.facts, calibration.facts);
        assertEquals(loaded.positions, calibration.positions);
        const detector = HALF as Parameters<typeof scoreImages>[0];
        const score = async (by: Calibration) =>
          (await scoreImages(detector, images, { calibration: by })).calibratedMaps!;
        assertEquals(await score(loaded), await score(calibration));
        const error = await assertRejects(() => loadCalibration(dir, of(32)), InputError);
        assert(error.message.startsWith(`${dir}/${CALIBRATION_NAME}: `), error.message);
        await Deno.writeTextFile(`${dir}/${CALIBRATION_NAME}`, "no such file");
        await assertRejects(() => loadCalibration(dir, of(16)), InputError, CALIBRATION_NAME);
      })
    ),
);

Deno.test("calibration: errors that were kept give what scoring gives, whatever they are measured by", () =>
  noLeak(async () => {
    const detector = HALF as Parameters<typeof scoreImages>[0];
    for (const error of ["square", "root", "log", "displacement"] as const) {
      const options: CalibrationOptions = { ...BOTH, error };
      const result = await calibrate(HALF, images, { options });
      if (!("calibration" in result)) throw new Error(result.reason);
      using calibration = result.calibration;
      const found = await scoreImages(detector, images, { calibration, keepErrors: true });
      const kept = await calibrateErrors(calibration, found.errors!);
      assertClose(kept.scores, found.statistics!.calibrated!, TOLERANCE.sums, error);
      assertClose(kept.maps, found.calibratedMaps!, TOLERANCE.sums, error);
    }
  }));

Deno.test("roughnessMaps: the squared error of a small shift, divided by them, is its square in pixels", () =>
  noLeak(() => {
    const wave = (shift: number) =>
      tf.tidy(() => {
        const x = tf.mul(tf.add(tf.range(0, 128), shift), 2 * Math.PI / 32);
        return tf.tile(tf.sin(x).reshape([1, 1, 128, 1]), [1, 128, 1, 1]) as tf.Tensor4D;
      });
    const SHIFT = 0.25;
    const [original, moved] = [wave(0), wave(SHIFT)];
    const errors = errorMaps(original, { reconstructions: moved }, "pixels");
    const displacements = measuredErrors(errors, original, "displacement");
    const mean = tf.tidy(() => tf.mean(displacements).dataSync()[0]!);
    // The floor adds the mean gradient once more to the local one, so that half of it is left.
    assertNear(mean, SHIFT ** 2 / 2, 0.1 * SHIFT ** 2, "squared displacement");
    tf.dispose([original, moved, errors, displacements]);
  }));

Deno.test("scoreImages: calibrated scores depend neither on order nor on company", () =>
  noLeak(async () => {
    using calibration = await calibrated();
    const detector = HALF as Parameters<typeof scoreImages>[0];
    const found = await scoreImages(detector, images, { calibration });
    const all = { scores: found.statistics!.calibrated!, maps: found.calibratedMaps! };
    const order = [23, 4, 11];
    const some = await scoreImages(detector, subset(images, order), { calibration });
    assertEquals([...some.statistics!.calibrated!], order.map((i) => all.scores[i]));
    assertEquals(some.calibratedMaps!.subarray(0, 256), all.maps.subarray(23 * 256));
    // Over the training images, calibrated scores have mean 0 and standard deviation 1.
    const mean = all.scores.reduce((a, b) => a + b, 0) / 24;
    const square = all.scores.reduce((a, b) => a + b * b, 0) / 24;
    assertNear(mean, 0, 1e-3, "mean");
    assertNear(square, 1, 1e-2, "mean square");
  }));

Deno.test("resolveCalibration: completes what is given and names what is wrong", async () => {
  assertEquals(resolveCalibration({ smoothing: "whole" }, 64, "x"), {
    ...defaultCalibration(64),
    smoothing: "whole",
  });
  await assertRejects(
    // deno-lint-ignore require-await -- asserts what is thrown
    async () => resolveCalibration({ share: 2 }, 64, "--calibration"),
    InputError,
    "--calibration: share: ",
  );
});

Deno.test("calibrate: an error that is not finite names its image instead of making everything NaN", () =>
  noLeak(async () => {
    const broken: Calibrated = {
      ...HALF,
      score: (images) => {
        const { scores, reconstructions } = HALF.score(images) as ReturnType<typeof HALF.score> & {
          scores: tf.Tensor1D;
          reconstructions: tf.Tensor4D;
        };
        const wrong = tf.tidy(() => tf.div(reconstructions, 0) as tf.Tensor4D);
        reconstructions.dispose();
        return { scores, reconstructions: wrong };
      },
    };
    const result = await calibrate(broken, images);
    assert("reason" in result);
    assertEquals(result.reason, `${images.files[0]!.path}: its error is not finite`);
  }));
