/** One trained model scores the same on every backend: a printed table, and the tolerance. */
// deno-lint-ignore-file no-console
import { assertEquals } from "@std/assert";
import { PROJECT_ROOT, useBackend } from "../../lib/backend/backend.ts";
import { subset } from "../../lib/data/images/image_set.ts";
import { decodeImages, type ImageFile, type ImageSet, loadCategory } from "../../lib/data/mod.ts";
import type { Method } from "../../lib/detector/contract/detector.ts";
import { type ScoredImages, scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { METHODS } from "../../lib/registry/registry.ts";
import { loadDetector, saveDetector } from "../../lib/registry/storage.ts";
import { withOtherLastBits } from "../amplification.ts";
import { assertAtMost, relativeError } from "../close.ts";
import { trains } from "../methods/trains.ts";
import { noLeak } from "../no_leak.ts";
import { skipBecause } from "../skip.ts";
import { TOLERANCE } from "../tolerances.ts";
import { useDrawnWeights } from "../weights.ts";
import { presentBackends } from "./present.ts";

const SAMPLE = `${PROJECT_ROOT}/data/sample/bottle`;
const SIZE = 32;
/** With seed 0 the terms of CAVGA-R's attention almost cancel, and mostly rounding remains. */
const SEED = 1;
/** Small enough for plain JavaScript. */
const SMALL: Record<string, Record<string, unknown>> = {
  daad: { baseWidth: 8, items: 16 },
  daad_plus: { baseWidth: 8, items: 16 },
  ae: { baseWidth: 8 },
  vae: { baseWidth: 4, hidden: 16, codeSize: 8, score: "elbo", samples: 2 },
  memae: { widths: [8, 16, 32], items: 16 },
  aesc: { baseWidth: 4, levels: 3 },
  ganomaly: { baseWidth: 4, latent: 8 },
  skip_ganomaly: { baseWidth: 4, features: 8 },
  anogan: { baseWidth: 4, latent: 8, search: { steps: 3 } },
  adgan: { baseWidth: 4, latent: 8, search: { seeds: 1, rounds: 1 } },
  ocgan: { baseWidth: 4, discriminatorWidth: 4 },
  favae: { backbone: "squeezenet1_1", baseWidth: 8, latent: 8 },
  cavga: { backbone: "squeezenet1_1", latent: 8, discriminatorWidth: 4 },
  spade: { backbone: "efficientnet_lite0" },
  maha: { backbone: "efficientnet_lite0" },
  geotrans: { imageSize: 8, depth: 10, widen: 1, batchSize: 144 },
  arnet: { levels: 3, baseWidth: 4 },
};

const present = await presentBackends("parity test");
useDrawnWeights("squeezenet1_1", "efficientnet_lite0");
const ignore = skipBecause("parity test", present.length < 2 ? "only one backend here" : undefined);

/** Every n-th file, so that all kinds are represented. */
function spread(files: readonly ImageFile[], count: number): ImageFile[] {
  return Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)]!);
}

async function sampleImages(size: number): Promise<{ training: ImageSet; test: ImageSet }> {
  const { root, train, test } = await loadCategory(SAMPLE);
  const options = { size, channels: 3 } as const;
  return {
    training: await decodeImages(root, spread(train, 16), options),
    test: await decodeImages(root, spread(test, 4), options),
  };
}

/** The largest `|a − b| / |b|` of single scores. */
function largestDifference(actual: Float32Array, expected: Float32Array): number {
  return Math.max(...actual.map((a, i) => Math.abs(a - expected[i]!) / Math.abs(expected[i]!)));
}

/**
 * The largest difference allowed for scores and maps. Those of SPADE and MAHA are distances between
 * features that a network of random weights makes nearly the same everywhere, so how much the scores
 * amplify last bits is measured.
 */
async function boundOf(
  method: Method,
  folder: string,
  test: ImageSet,
): Promise<{ scores: number; maps: number }> {
  if (trains(method)) return { scores: TOLERANCE.parity, maps: TOLERANCE.parity };
  using detector = await loadDetector(folder);
  const { scores } = await scoreImages(detector, test);
  const state = await detector.state.export();
  let amplified = 0;
  for (const seed of [1, 2, 3]) {
    detector.state.import(withOtherLastBits(state, seed), "test");
    const disturbed = await scoreImages(detector, test);
    amplified = Math.max(amplified, largestDifference(disturbed.scores, scores));
  }
  return { scores: TOLERANCE.amplified * amplified, maps: TOLERANCE.parityDistances };
}

for (const method of METHODS) {
  Deno.test({
    name: `parity: one ${method.id} scores the same on every backend`,
    ignore,
    fn: () =>
      noLeak(async () => {
        const [trainedOn] = present;
        const folder = await Deno.makeTempDir();
        await useBackend({ force: trainedOn });
        const steps = trains(method) ? { batchSize: 4, epochs: 2 } : {};
        const facts = { imageSize: SIZE, channels: 3, trainingImages: 16 } as const;
        const config = method.resolve({ ...steps, ...SMALL[method.id] }, facts, "test");
        const { training, test } = await sampleImages(config.imageSize);
        {
          using detector = method.create(config, SEED);
          await detector.fit(training, { seed: SEED });
          await saveDetector(detector, folder);
        }
        const bound = await boundOf(method, folder, test);
        const results: ScoredImages[] = [];
        for (const id of present) {
          await useBackend({ force: id });
          using detector = await loadDetector(folder);
          results.push(await scoreImages(detector, test));
          const again = await scoreImages(detector, subset(test, [2, 1]));
          const [, first, second] = results.at(-1)!.scores;
          assertEquals([...again.scores], [second, first], `${id} does not repeat its scores`);
        }
        await Deno.remove(folder, { recursive: true });

        const reference = results[0]!;
        const rows = results.map(({ scores, maps }, i) => ({
          backend: present[i]!,
          scores: largestDifference(scores, reference.scores),
          maps: maps ? relativeError(maps, reference.maps!) : 0,
        }));
        console.log(
          `${method.id} trained on ${trainedOn}: largest relative difference ` +
            `(allowed ${bound.scores.toExponential(1)}, maps ${bound.maps.toExponential(1)})`,
        );
        for (const { backend, scores, maps } of rows) {
          console.log(
            `  ${backend.padEnd(12)} scores ${scores.toExponential(1)}  maps ${
              maps.toExponential(1)
            }`,
          );
          assertAtMost(scores, bound.scores, `${backend}: scores differ by`);
          assertAtMost(maps, bound.maps, `${backend}: maps differ by`);
        }
      }),
  });
}
