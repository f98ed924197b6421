import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { blockMemory } from "../../lib/daad/block_memory.ts";
import { daadConfig } from "../../lib/daad/config.ts";
import { DAAD } from "../../lib/daad/detector.ts";
import { type MemoryReport, memoryWarnings, reportMemories } from "../../lib/daad/memory_report.ts";
import { Parameters } from "../../lib/nn/variables/parameters.ts";
import { Random } from "../../lib/random.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { assertAtLeast, assertAtMost, assertNear } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { testImages } from "../test_images.ts";
import { TOLERANCE } from "../tolerances.ts";

await useSynchronousBackend();

/**
 * The report of one memory that reads single positions: `queries` of two values, `items` of two.
 */
async function reportOf(
  { queries, items, temperature }: {
    queries: number[][];
    items: number[][];
    temperature: number;
  },
): Promise<MemoryReport> {
  using parameters = new Parameters();
  const width = queries.length;
  const memory = blockMemory({ parameters, random: new Random(0) }, {
    shape: { height: 1, width, channels: 2 },
    division: { height: 1, width, channels: 1 },
    items: items.length,
    temperature,
  });
  tf.tidy(() => parameters.get("items").assign(tf.tensor2d(items)));
  const generator = {
    encode: () => [tf.tensor4d(queries.flat(), [1, 1, width, 2])],
    memories: [memory],
  };
  const images = tf.zeros([1, 1, 1, 1]) as tf.Tensor4D;
  const [report] = await reportMemories(generator, images);
  images.dispose();
  return report!;
}

const AXES = [[1, 0], [0, 1], [-1, 0], [0, -1]];

Deno.test("memory report: one item a block has no entropy, and what is read varies", () =>
  noLeak(async () => {
    const queries = [[3, 0], [0, 2], [3, 0], [0, 5]];
    const report = await reportOf({ queries, items: AXES, temperature: 0.01 });
    assertNear(report.entropy, 0, TOLERANCE.rounding);
    assertEquals([report.level, report.items, report.itemsInUse], [0, 4, 2]);
    // The memory reads (1, 0), (0, 1), (1, 0), (0, 1); their mean (½, ½) has half of the energy.
    assertNear(report.varyingShare, 0.5, TOLERANCE.sums);
    assertEquals(memoryWarnings([report]), []);
  }));

Deno.test("memory report: equal items are read alike, which is warned of", () =>
  noLeak(async () => {
    const items = [[1, 1], [2, 2], [0.5, 0.5]];
    const report = await reportOf({ queries: [[3, 0], [0, 2]], items, temperature: 0.01 });
    assertNear(report.entropy, 1, TOLERANCE.rounding);
    assertNear(report.varyingShare, 0, TOLERANCE.rounding);
    const [warning, ...others] = memoryWarnings([report]);
    assertEquals(others, []);
    assert(warning!.startsWith("memory of level 0: addressing is almost uniform (entropy 1.0000"));
  }));

Deno.test("memory report: the entropy is that of the weights, as a share of log N", () =>
  noLeak(async () => {
    // Cosines 1, 0, −1, 0 at T = ½ for each of the queries.
    const report = await reportOf({ queries: [[2, 0], [0, 7]], items: AXES, temperature: 0.5 });
    const weights = [2, 0, -2, 0].map(Math.exp);
    const sum = weights.reduce((total, w) => total + w);
    const entropy = weights.reduce((total, w) => total - (w / sum) * Math.log(w / sum), 0);
    assertNear(report.entropy, entropy / Math.log(4), TOLERANCE.sums);
    assertEquals(report.itemsInUse, 2);
  }));

Deno.test("memory report: a memory of one item has nothing to choose, and no warning", () =>
  noLeak(async () => {
    const report = await reportOf({ queries: [[1, 0]], items: [[0, 1]], temperature: 1 });
    assertEquals([report.entropy, report.itemsInUse], [0, 1]);
    assertEquals(memoryWarnings([report]), []);
  }));

Deno.test("memory report: warnings name their levels, above 0.99 only", () => {
  const level = (level: number, entropy: number): MemoryReport => ({
    ...{ level, entropy, itemsInUse: 3, items: 9, varyingShare: 0.1 },
  });
  const warnings = memoryWarnings([level(0, 0.9901), level(1, 0.99), level(2, 0.9999)]);
  assertEquals(warnings.map((line) => line.split(":")[0]), [
    "memory of level 0",
    "memory of level 2",
  ]);
});

Deno.test("memory report: with the paper's T = 1 DAAD addresses uniformly and says so, with 0.03 not", () =>
  noLeak(async () => {
    const facts = { imageSize: 16, channels: 3, trainingImages: 8 } as const;
    const images = testImages({ count: 8, size: 16, channels: 3 });
    const trained = async (temperature: number) => {
      const small = { levels: 2, baseWidth: 4, items: 20, batchSize: 4, epochs: 10 };
      using daad = DAAD.create(daadConfig.resolve({ ...small, temperature }, facts, "t"), 0);
      const { diagnostics, warnings } = await daad.fit(images, { seed: 0 });
      return { levels: diagnostics.addressing as MemoryReport[], warnings };
    };
    const [paper, sharp] = [await trained(1), await trained(0.03)];
    assertEquals(paper.levels.map(({ level }) => level), [0, 1]);
    assertAtLeast(paper.levels[0]!.entropy, 0.99, "entropy at T = 1");
    assert(paper.warnings[0]!.startsWith("memory of level 0: addressing is almost uniform"));
    for (const { entropy, level } of sharp.levels) {
      assertAtMost(entropy, paper.levels[level]!.entropy, `entropy of level ${level} at T = 0.03`);
      assertAtMost(entropy, 0.99, `entropy of level ${level} at T = 0.03`);
    }
    assertEquals(sharp.warnings, []);
  }));
