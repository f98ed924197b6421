/** The contract of all methods, checked for each method of the registry. */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendId, useBackend } from "../../lib/backend/backend.ts";
import { liveHandles } from "../../lib/backend/tensorflow/register.ts";
import { type ImageSet, subset, toBatch } from "../../lib/data/images/image_set.ts";
import { type MemoryImages, memoryImages } from "../../lib/data/images/memory_images.ts";
import { calibrate } from "../../lib/detector/calibration/calibrate.ts";
import { requireCalibration, saveCalibration } from "../../lib/detector/calibration/storage.ts";
import type { Detector, Method } from "../../lib/detector/contract/detector.ts";
import { FeatureCache } from "../../lib/detector/machine/feature_cache.ts";
import type { RunContext } from "../../lib/detector/machine/run_context.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { StoppedError } from "../../lib/errors.ts";
import { auroc } from "../../lib/metrics/mod.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { loadDetector, saveDetector } from "../../lib/registry/storage.ts";
import { CheckpointFile } from "../../lib/train/checkpoint.ts";
import { testOn } from "../backends/present.ts";
import { assertAtLeast } from "../close.ts";
import { noLeak } from "../no_leak.ts";
import { scoredValues } from "../scored_values.ts";
import { testImages } from "../test_images.ts";
import { useDrawnWeights } from "../weights.ts";
import { trains } from "./trains.ts";

/** The fastest backend here. */
export const FASTEST: BackendId = (await useBackend()).id;

useDrawnWeights("squeezenet1_1", "efficientnet_lite0");

/** Height and width of the images; GeoTrans shows each 72 times. */
const sizeFor = (method: string): number => method === "geotrans" ? 8 : 16;

/** Small enough to train in a moment; `toyAuroc` needs enough steps to learn the toy images. */
export const SMALL: Record<string, Record<string, unknown>> = {
  daad: { levels: 2, baseWidth: 4, items: 8, batchSize: 4, epochs: 2 },
  daad_plus: { levels: 2, baseWidth: 4, items: 8, batchSize: 4, epochs: 2 },
  ae: { levels: 2, baseWidth: 4, batchSize: 4, epochs: 2 },
  vae: {
    ...{ baseWidth: 4, hidden: 16, codeSize: 4, beta: 0.1, learningRate: 3e-3 },
    ...{ score: "map", map: { statistic: "top", topFraction: 0.05, sigmaAt256: 0 } },
    ...{ batchSize: 4, epochs: 2 },
  },
  memae: { widths: [4, 8], items: 8, learningRate: 0.01, decayFactor: 1, batchSize: 4, epochs: 2 },
  favae: {
    ...{ backbone: "squeezenet1_1", latent: 8, baseWidth: 8, learningRate: 1e-3 },
    ...{ batchSize: 4, epochs: 2 },
  },
  aesc: { levels: 2, baseWidth: 4, batchSize: 4, epochs: 2 },
  ganomaly: { latent: 8, baseWidth: 4, batchSize: 4, epochs: 2, resetBelow: 0 },
  skip_ganomaly: { features: 8, baseWidth: 4, batchSize: 4, epochs: 2, noise: 0.1 },
  anogan: {
    ...{ latent: 2, baseWidth: 8, learningRate: 2e-3, search: { steps: 30 } },
    ...{ batchSize: 4, epochs: 2 },
  },
  ocgan: { baseWidth: 4, discriminatorWidth: 4, batchSize: 4, epochs: 2 },
  cavga: {
    ...{ backbone: "squeezenet1_1", latent: 8, discriminatorWidth: 4, learningRate: 3e-3 },
    ...{ batchSize: 4, epochs: 2 },
  },
  adgan: {
    ...{ latent: 2, baseWidth: 4, learningRate: 3e-3, beta1: 0.5, search: { seeds: 1, rounds: 2 } },
    ...{ batchSize: 4, epochs: 2 },
  },
  spade: { backbone: "efficientnet_lite0", neighbours: 2, crop: 16, sigmaAt224: 0 },
  maha: { backbone: "efficientnet_lite0", levels: ["stem", "stage1", "stage2", "stage3"] },
  geotrans: { widen: 1, batchSize: 288, epochs: 2 },
  arnet: { levels: 2, baseWidth: 4, learningRate: 0.5, batchSize: 4, epochs: 2 },
};

/** Changes for the longer training, which has to learn. */
const LONG: Record<string, Record<string, unknown>> = {
  adgan: { baseWidth: 8, search: { seeds: 2, rounds: 8 } },
  geotrans: { epochs: 17, batchSize: 144 },
};

/** Results that a method does not return beside its scores. */
export const LACKS: Record<string, readonly ("maps" | "reconstructions")[]> = {
  spade: ["reconstructions"],
  maha: ["maps", "reconstructions"],
  geotrans: ["maps", "reconstructions"],
};

/** Methods whose last layer is linear: their reconstructions may leave the range of images. */
const LINEAR = ["memae", "arnet"];

/** Least AUROC on the toy defects if a few steps do not make a perfect detector; others reach 1. */
const TOY_AUROC: Record<string, number> = {
  skip_ganomaly: 0.95,
  memae: 0.9, // its hard threshold lets rounding decide which items a defect reads
  // Searching in untrained networks reaches 0.66 and 0.72.
  anogan: 0.85,
  adgan: 0.85,
  ocgan: 0.8,
  // With random weights, compared with twelve images.
  spade: 0.9,
  maha: 0.9,
  geotrans: 0.9,
  arnet: 0.9,
};

/** Methods of which rounding alone decides what few steps reach; their own tests show that they learn. */
const UNSTEADY = ["cavga"];

/** The images with a dark square of a third of their width, as anomalies. */
function withDefects(set: MemoryImages): ImageSet {
  const pixels = set.pixels.slice();
  const side = Math.round(set.width / 3);
  for (let image = 0; image < set.files.length; image++) {
    for (let y = side; y < 2 * side; y++) {
      const start = ((image * set.height + y) * set.width + side + 1) * set.channels;
      pixels.fill(0, start, start + side * set.channels);
    }
  }
  return memoryImages({ ...set, pixels });
}

/** These take minutes on WebAssembly; `tests/backends/parity_test.ts` compares their scores there. */
const TOO_SLOW_ON_WASM = ["geotrans"];

/** Methods whose tests take longest, in separate files so that cores share the work. */
const FAMILIES = {
  autoencoders: ["daad", "daad_plus", "ae", "vae", "memae", "aesc", "arnet"],
  adversarial: ["ganomaly", "skip_ganomaly", "anogan", "adgan", "ocgan"],
} as const satisfies Record<string, readonly string[]>;

/** A family of methods; `others` are all that no other family contains. */
export type Family = keyof typeof FAMILIES | "others";

/** The tests of all methods on a backend, or of one family. */
export function testContracts(id: BackendId, family?: Family): void {
  const familyOf = (method: string): Family =>
    (Object.keys(FAMILIES) as (keyof typeof FAMILIES)[])
      .find((name) => (FAMILIES[name] as readonly string[]).includes(method)) ?? "others";
  for (const method of METHODS) {
    if (family !== undefined && familyOf(method.id) !== family) continue;
    if (id === "wasm" && FASTEST !== "wasm" && TOO_SLOW_ON_WASM.includes(method.id)) continue;
    contractTests(method, id);
  }
}

function contractTests(method: Method, id: BackendId): void {
  const size = sizeFor(method.id);
  const training = testImages({ count: 12, size, channels: 3, seed: 1 });
  const many = testImages({ count: 20, size, channels: 3, seed: 3 });
  const held = testImages({ count: 11, size, channels: 3, seed: 2 });
  const hasEpochs = trains(method);
  const create = (
    { epochs, ...overrides }: { epochs?: number } = {},
    seed = 0,
    context?: RunContext,
  ): Detector =>
    method.create(
      method.resolve(
        { ...SMALL[method.id], ...overrides, ...(hasEpochs && epochs !== undefined && { epochs }) },
        { imageSize: size, channels: 3, trainingImages: training.files.length },
        "test",
      ),
      seed,
      context,
    );
  const contract = (name: string, body: () => void | Promise<void>) =>
    testOn(id, `${method.id}: ${name}`, () => noLeak(body));

  /** One short training, whose results several tests inspect: values, not tensors. */
  const trained = once(async () => {
    using detector = create();
    const before = await detector.state.export();
    const { history } = await detector.fit(training, { seed: 0 });
    const state = await detector.state.export();
    return { before, history, state, scored: await scoreImages(detector, held) };
  });
  /** A detector in the state in which that training left it. */
  const createTrained = async (): Promise<Detector> => {
    const detector = create({}, 1);
    detector.state.import((await trained()).state, "test");
    return detector;
  };
  /** What is alive after each batch of a method that looks at every image once. */
  const lookAtMany = async (): Promise<string[]> => {
    using detector = create();
    const alive: string[] = [];
    await detector.fit(subset(training, Array.from({ length: 8 * 102 }, (_, i) => i % 12)), {
      seed: 0,
      onProgress: ({ done }) => alive.push(aliveAfter(done)),
    });
    return alive;
  };
  /** One longer training: what was alive after each step, and whether it learnt. */
  const longTrained = once(async () => {
    using detector = create({ epochs: 60, ...LONG[method.id] });
    const alive: string[] = [];
    await detector.fit(training, {
      seed: 0,
      onProgress: ({ done }) => alive.push(aliveAfter(done)),
    });
    const normal = await scoreImages(detector, held);
    const defect = await scoreImages(detector, withDefects(held));
    return { alive, normal: normal.scores, defect: defect.scores };
  });

  contract("scores are finite, maps and reconstructions have the input's size", async () => {
    const { scores, maps, reconstructions } = (await trained()).scored;
    assertEquals(scores.length, 11);
    assert(scores.every(Number.isFinite));
    const lacks = LACKS[method.id] ?? [];
    assertEquals([!maps, !reconstructions], [
      lacks.includes("maps"),
      lacks.includes("reconstructions"),
    ]);
    if (maps) {
      assert(maps.every((value) => value >= 0));
      assertEquals(maps.length, 11 * size * size);
    }
    if (reconstructions) {
      if (!LINEAR.includes(method.id)) {
        assert(reconstructions.every((value) => value >= -1 && value <= 1));
      }
      assertEquals(reconstructions.length, 11 * size * size * 3);
    }
  });

  if (!UNSTEADY.includes(method.id)) {
    contract("tells defects from normal images after a short training", async () => {
      const { normal, defect } = await longTrained();
      const scores = [...normal, ...defect];
      const value = auroc(scores, scores.map((_, i) => i < normal.length ? 0 : 1));
      const floor = TOY_AUROC[method.id] ?? 1;
      assertAtLeast(value, floor, "AUROC");
    });
  }

  const others = hasEpochs ? "others" : "the same, for nothing is drawn";
  contract(`the same seed gives the same bits, another seed ${others}`, async () => {
    const train = async (seed: number) => {
      using detector = create({}, seed);
      await detector.fit(training, { seed });
      return (await scoreImages(detector, held)).scores;
    };
    const first = (await trained()).scored.scores;
    assertEquals(await train(0), first);
    assertEquals((await train(4)).every((score, i) => score === first[i]), !hasEpochs);
  });

  contract("a score depends neither on the order nor on the other images", async () => {
    using detector = await createTrained();
    const { scores } = (await trained()).scored;
    const order = [10, 3, 7, 0, 1, 9, 8, 2, 4, 6, 5];
    const reordered = await scoreImages(detector, subset(held, order));
    assertEquals([...reordered.scores], order.map((i) => scores[i]));
    const alone = await scoreImages(detector, subset(held, [6]));
    assertEquals(alone.scores[0], scores[6]);
  });

  contract("scoring changes nothing", async () => {
    using detector = await createTrained();
    const before = await detector.state.export();
    await scoreImages(detector, held);
    assertEquals(await detector.state.export(), before);
  });

  contract("a saved and loaded detector gives the same bits", async () => {
    const folder = await Deno.makeTempDir();
    using detector = await createTrained();
    await saveDetector(detector, folder);
    using loaded = await loadDetector(folder);
    assertEquals(loaded.config, detector.config);
    assertEquals((await scoreImages(loaded, held)).scores, (await trained()).scored.scores);
    await Deno.remove(folder, { recursive: true });
  });

  contract("is calibrated to the same bits as it is, saved and loaded", async () => {
    const folder = await Deno.makeTempDir();
    using detector = await createTrained();
    await saveDetector(detector, folder);
    using loaded = await loadDetector(folder);
    const first = await calibrate(detector, many);
    if ((LACKS[method.id] ?? []).includes("reconstructions")) {
      return assertEquals("reason" in first && first.reason, "the method does not rebuild images");
    }
    assert("calibration" in first);
    using calibration = first.calibration;
    const second = await calibrate(loaded, many);
    assert("calibration" in second);
    using again = second.calibration;
    assertEquals([again.facts, again.positions], [calibration.facts, calibration.positions]);
    await saveCalibration(folder, calibration);
    using stored = await requireCalibration(folder, loaded);
    const own = await scoreImages(detector, held, { calibration });
    const reloaded = await scoreImages(loaded, held, { calibration: stored });
    assert(own.statistics!.calibrated!.every(Number.isFinite));
    assertEquals(reloaded.statistics!.calibrated, own.statistics!.calibrated);
    assertEquals(reloaded.calibratedMaps, own.calibratedMaps);
    const alone = await scoreImages(detector, subset(held, [6]), { calibration });
    assertEquals(alone.statistics!.calibrated![0], own.statistics!.calibrated![6]);
    await Deno.remove(folder, { recursive: true });
  });

  contract("training moves every trained variable, or brings all values", async () => {
    const { before, state } = await trained();
    if (!hasEpochs) return assertNotEquals(state, before);
    for (const [name, { values }] of Object.entries(state)) {
      if (name.startsWith("weights/")) continue; // of a frozen backbone: its hash
      assert(values.some((value, i) => value !== before[name]!.values[i]), `${name} did not move`);
    }
  });

  contract("tensors and native handles stay flat over 100 steps", async () => {
    const alive = hasEpochs ? (await longTrained()).alive : await lookAtMany();
    assert(alive.length > 100, `${alive.length} steps`);
    // The first step records, and after the last there is no next batch.
    assertEquals(new Set(alive.slice(1, -1)).size, 1);
  });

  contract("a stopped training leaves nothing behind", async () => {
    using detector = create();
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await assertRejects(
      () => detector.fit(training, { seed: 0, signal: controller.signal, onProgress }),
      StoppedError,
    );
  });

  if (!hasEpochs) {
    contract("what stops goes on with the features in the cache, to the same bits", async () => {
      const whole = await trained();
      const folder = await Deno.makeTempDir();
      try {
        using detector = create({}, 0, { cache: new FeatureCache(folder) });
        const controller = new AbortController();
        const options = { seed: 0, signal: controller.signal };
        await assertRejects(
          () => detector.fit(training, { ...options, onProgress: () => controller.abort() }),
          StoppedError,
          "they are in the feature cache",
        );
        const { diagnostics } = await detector.fit(training, { seed: 0 });
        const { cached, computed } = diagnostics.features as Record<string, number>;
        assertEquals([cached, computed], [8, 4]);
        assertEquals(await detector.state.export(), whole.state);
        assertEquals((await scoreImages(detector, held)).scores, whole.scored.scores);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  } else {
    contract("a stopped training goes on to the same bits", async () => {
      const { history: expected, state } = await trained();
      // Within an epoch, between two, and after the last step.
      for (const stopAfter of [2, 3, expected.steps]) {
        const folder = await Deno.makeTempDir();
        const file = () => new CheckpointFile(`${folder}/checkpoint`, { seed: 0 });
        {
          using first = create();
          const controller = new AbortController();
          const onProgress = ({ done }: { done: number }) => {
            if (done === stopAfter) controller.abort();
          };
          const options = { seed: 0, onProgress, signal: controller.signal, checkpoints: file() };
          await first.fit(training, options).catch((error) => {
            if (!(error instanceof StoppedError)) throw error;
          });
        }
        using second = create({}, 1); // other initial values: all must come from the checkpoint
        const { history } = await second.fit(training, { seed: 0, checkpoints: file() });
        assertEquals(await second.state.export(), state);
        assertEquals(history.losses, expected.losses);
        assertEquals(history.steps, expected.steps);
        await Deno.remove(folder, { recursive: true });
      }
    });
  }

  contract("one image of any values has a finite score", async () => {
    using detector = hasEpochs ? create() : await createTrained();
    for (const value of [-1, 0, 1]) {
      const { scores } = await scoredValues(detector, tf.fill([1, size, size, 3], value));
      assert(Number.isFinite(scores![0]));
    }
    const values = await toBatch(held, [0]);
    const { scores } = await scoredValues(detector, tf.tensor4d(values, [1, size, size, 3]));
    assertEquals(scores!.length, 1);
  });
}

/** Tensors and handles that live after a step; the first one records. */
function aliveAfter(done: number): string {
  return `${done > 1}: ${tf.memory().numTensors}, ${liveHandles()}`;
}

/** Computes a value on the first call and keeps it. */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => value ??= compute();
}
