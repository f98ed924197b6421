import { assert, assertEquals } from "@std/assert";
import { useBackend } from "../../../lib/backend/backend.ts";
import { DEFECT_KINDS } from "../../../lib/data/augment/mod.ts";
import { type ImageSet, subset } from "../../../lib/data/images/image_set.ts";
import { calibrate } from "../../../lib/detector/calibration/calibrate.ts";
import { calibrateErrors } from "../../../lib/detector/calibration/fit.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { damageImages } from "../../../lib/experiment/tune/damaged_sets.ts";
import { measureKinds } from "../../../lib/experiment/tune/measure.ts";
import { calibrationVariants, fitVariants } from "../../../lib/experiment/tune/variants.ts";
import { auroc, pixelAuroc, rankPixels } from "../../../lib/metrics/mod.ts";
import { findMethod } from "../../../lib/registry/registry.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 40;

const trained = testImages({ count: 20, size: SIZE, channels: 1, seed: 1 });
const held = testImages({ count: 6, size: SIZE, channels: 1, seed: 2 });

function detector() {
  const { create, resolve } = findMethod("ae");
  const facts = { imageSize: SIZE, channels: 1, trainingImages: 20 } as const;
  return create(resolve({ levels: 2, baseWidth: 2 }, facts, "test"), 0);
}

function imageAuroc(normal: ArrayLike<number>, damaged: ArrayLike<number>): number {
  const scores = [...Array.from(normal), ...Array.from(damaged)];
  return auroc(scores, scores.map((_, i) => i < normal.length ? 0 : 1));
}

function aurocOfMaps(normal: Float32Array, damaged: Float32Array, inside: Uint8Array): number {
  const maps = Float32Array.from([...normal, ...damaged]);
  const masks = Uint8Array.from([...normal.map(() => 0), ...inside]);
  return pixelAuroc(rankPixels({ maps, masks, height: SIZE, width: SIZE }));
}

Deno.test("calibrationVariants: each differs from the default in one field", () => {
  const [usual, ...others] = Object.values(calibrationVariants(128));
  assertEquals(usual!.variant, "both");
  for (const other of others) {
    const fields = Object.keys(usual!) as (keyof typeof other)[];
    assertEquals(fields.filter((name) => other[name] !== usual![name]).length, 1);
  }
});

Deno.test("measureKinds: variants are measured on the same scored images as calibrated runs are", () =>
  noLeak(async () => {
    using ae = detector();
    const damaged = await damageImages(held, { kinds: DEFECT_KINDS, seed: 0, fold: 0 });
    const variants = await fitVariants(ae, trained);
    assertEquals([...variants.keys()], Object.keys(calibrationVariants(SIZE)));
    const measures = await measureKinds(ae, held, damaged, { variants });
    for (const calibration of variants.values()) calibration[Symbol.dispose]();
    const result = await calibrate(ae, trained);
    assert("calibration" in result);
    using calibration = result.calibration;
    const score = async (
      set: typeof held | (typeof damaged)[number]["set"],
    ) => [...(await scoreImages(ae, set, { calibration })).statistics!.calibrated!];
    const normal = await score(held);
    for (const [k, { kind, image, variants }] of measures.entries()) {
      const expected = imageAuroc(normal, await score(damaged[k]!.set));
      // One pair that differs only in last bits may swap.
      assertNear(image.calibrated!, expected, 1 / (normal.length * damaged[k]!.set.files.length));
      assertEquals(variants!.both!.image, image.calibrated, kind);
      assert(variants!.position!.pixel! > 0);
    }
  }));

Deno.test("measureKinds: each number is the AUROC of the scores or maps that it is named after", () =>
  noLeak(async () => {
    using ae = detector();
    const damaged = await damageImages(held, { kinds: DEFECT_KINDS, seed: 0, fold: 0 });
    const variants = await fitVariants(ae, trained);
    const measures = await measureKinds(ae, held, damaged, { variants });
    assertEquals(measures.map(({ kind }) => kind), damaged.map(({ kind }) => kind));
    const score = (set: ImageSet) => scoreImages(ae, set, { keepErrors: true });
    const normal = await score(held);
    const scored = await Array.fromAsync(damaged, ({ set }) => score(set));
    for (const [k, { kind, image, pixel }] of measures.entries()) {
      for (const name of ["mse", "top", "max"] as const) {
        const expected = imageAuroc(normal.statistics![name], scored[k]!.statistics![name]);
        assertNear(image[name]!, expected, TOLERANCE.metric, `${kind}, ${name}`);
      }
      const expected = aurocOfMaps(normal.maps!, scored[k]!.maps!, damaged[k]!.masks!);
      assertNear(pixel!, expected, TOLERANCE.metric, kind);
    }
    for (const [name, calibration] of variants) {
      const below = await calibrateErrors(calibration, normal.errors!);
      for (const [k, { kind, variants }] of measures.entries()) {
        const above = await calibrateErrors(calibration, scored[k]!.errors!);
        const { image, pixel } = variants![name]!;
        const expected = aurocOfMaps(below.maps, above.maps, damaged[k]!.masks!);
        assertNear(pixel!, expected, TOLERANCE.metric, `${kind}, ${name}`);
        assertNear(image, imageAuroc(below.scores, above.scores), TOLERANCE.metric, kind);
      }
      calibration[Symbol.dispose]();
    }
  }));

Deno.test("fitVariants: fewer than twenty images have none, and nothing is measured", () =>
  noLeak(async () => {
    using ae = detector();
    const few = subset(trained, Array.from({ length: 19 }, (_, i) => i));
    const variants = await fitVariants(ae, few);
    assertEquals(variants.size, 0);
    const [measure] = await measureKinds(
      ae,
      held,
      await damageImages(held, { kinds: DEFECT_KINDS, seed: 0, fold: 0 }),
      {
        variants,
      },
    );
    assertEquals([measure!.image.calibrated, measure!.variants], [undefined, undefined]);
  }));
