import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { subset } from "../../../lib/data/images/image_set.ts";
import { ERROR_STATISTICS } from "../../../lib/detector/contract/error_facts.ts";
import { errorStatistics, statisticOf } from "../../../lib/detector/define/error_statistics.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { findMethod } from "../../../lib/registry/registry.ts";
import { assertClose } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";

await useBackend();

const SIZE = 16;
const set = testImages({ count: 11, size: SIZE, channels: 3 });

function detector(id: string, overrides: Record<string, unknown>) {
  const method = findMethod(id);
  const facts = { imageSize: SIZE, channels: 3, trainingImages: 12 } as const;
  return method.create(method.resolve(overrides, facts, "test"), 0);
}

Deno.test("errorStatistics: as defined, computed in float64", () =>
  noLeak(() => {
    const [h, w, c] = [10, 10, 2];
    const values = (shift: number) =>
      Float32Array.from({ length: 2 * h * w * c }, (_, i) => Math.sin(i * i + shift));
    const [x, y] = [values(0), values(1)];
    const found = tf.tidy(() => {
      const statistics = errorStatistics(
        tf.tensor4d(x, [2, h, w, c]),
        tf.tensor4d(y, [2, h, w, c]),
        0,
      );
      return Object.fromEntries(
        Object.entries(statistics).map(([name, of]) => [name, of.dataSync()]),
      );
    });
    for (const image of [0, 1]) {
      const map = Array.from({ length: h * w }, (_, pixel) => {
        const start = (image * h * w + pixel) * c;
        return ((x[start]! - y[start]!) ** 2 + (x[start + 1]! - y[start + 1]!) ** 2) / c;
      });
      const highest = Math.max(...map); // 1 % of 100 pixels is one
      const expected = {
        mse: map.reduce((a, b) => a + b) / map.length,
        top: highest,
        max: highest,
      };
      for (const [name, value] of Object.entries(expected)) {
        assertClose([found[name]![image]!], [value], TOLERANCE.sums, name);
      }
    }
  }));

for (
  const [statistic, own] of [["top", "top"], ["max", "max"], ["mean", "mse"]] as const
) {
  Deno.test(`ae: the score ${statistic} is the statistic ${own}`, () =>
    noLeak(async () => {
      const score = { statistic, topFraction: 0.01, sigmaAt256: 16 };
      using ae = detector("ae", { levels: 2, baseWidth: 4, score });
      assertEquals(ae.errors, { sigma: 1, own });
      const { scores, statistics } = await scoreImages(ae, set);
      assertClose(statistics![own], scores, TOLERANCE.sums);
    }));
}

Deno.test("memae, ocgan, vae: the score is, but for a factor, the statistic that they name", () =>
  noLeak(async () => {
    for (
      const [id, overrides] of [
        ["memae", { widths: [4, 8], items: 8, queries: "whole" }],
        ["ocgan", { baseWidth: 4, discriminatorWidth: 4 }],
        ["vae", { baseWidth: 4, hidden: 16, codeSize: 4, score: "mse" }],
      ] as const
    ) {
      using method = detector(id, overrides);
      assertEquals(method.errors?.own, "mse", id);
      const { scores, statistics } = await scoreImages(method, set);
      const factor = scores[0]! / statistics!.mse[0]!;
      assertClose(Array.from(statistics!.mse, (x) => x * factor), scores, TOLERANCE.sums, id);
    }
  }));

Deno.test("aesc: only the norm of gray residuals is one of the statistics", () => {
  const method = findMethod("aesc");
  const own = (channels: 1 | 3, norm: string) => {
    const facts = { imageSize: SIZE, channels, trainingImages: 12 };
    const { score } = method.resolve({}, facts, "test") as unknown as { score: object };
    using made = method.create(
      method.resolve({ levels: 2, baseWidth: 4, score: { ...score, norm } }, facts, "test"),
      0,
    );
    return made.errors?.own;
  };
  assertEquals([own(1, "l2"), own(1, "linf"), own(1, "l1"), own(3, "l2")], [
    "l2",
    "max",
    undefined,
    undefined,
  ]);
});

Deno.test("statisticOf: another share of pixels than 1 % is none", () => {
  assertEquals(statisticOf({ statistic: "top", topFraction: 0.05, sigmaAt256: 0 }), undefined);
});

Deno.test("scoreImages: the statistics of an image are the same bits in any order and company", () =>
  noLeak(async () => {
    using ae = detector("ae", { levels: 2, baseWidth: 4 });
    const { statistics: all } = await scoreImages(ae, set);
    for (const indices of [[7], [10, 3, 7, 0], set.files.map((_, i) => 10 - i)]) {
      const { statistics } = await scoreImages(ae, subset(set, indices));
      for (const name of ERROR_STATISTICS) {
        assertEquals([...statistics![name]], indices.map((i) => all![name][i]!), name);
      }
    }
    assert(all!.l2.every((norm, i) => norm === Math.sqrt(SIZE * SIZE * 3 * all!.mse[i]!)));
  }));

Deno.test("scoreImages: a method without reconstructions has no statistics", () =>
  noLeak(async () => {
    using geotrans = detector("geotrans", { widen: 1 });
    assertEquals((await scoreImages(geotrans, subset(set, [0]))).statistics, undefined);
  }));
