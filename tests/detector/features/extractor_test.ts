import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { setGraphOptions } from "../../../lib/backend/settings/graph_options.ts";
import { toBatch } from "../../../lib/data/images/image_set.ts";
import {
  FeatureExtractor,
  type ImageFeatures,
  type ImageValues,
} from "../../../lib/detector/features/extractor.ts";
import { FeatureCache } from "../../../lib/detector/machine/feature_cache.ts";
import { type Backbone, loadBackbone } from "../../../lib/nn/backbones/mod.ts";
import { encodeSafetensors } from "../../../lib/nn/variables/safetensors.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { assertNear } from "../../close.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { testImages } from "../../test_images.ts";
import { TOLERANCE } from "../../tolerances.ts";
import { drawnTensors } from "../../weights.ts";

await useSynchronousBackend();

const SIZE = 32;
const set = testImages({ count: 19, size: SIZE, channels: 3 });
const gray = testImages({ count: 2, size: SIZE, channels: 1 });

async function images(indices: readonly number[], from = set): Promise<ImageValues> {
  const { height, width, channels } = from;
  return { values: await toBatch(from, indices), height, width, channels };
}

const all = await images(set.files.map((_, i) => i));
const MAPS = ["stage1", "stage2"];

/** Loads a small backbone with random weights, one of them changed by `change`. */
async function drawnBackbone(dir: string, change = 0): Promise<Backbone> {
  const tensors = drawnTensors("squeezenet1_1");
  Object.values(tensors)[0]!.values[0]! += change;
  await Deno.writeFile(`${dir}/squeezenet1.1.safetensors`, encodeSafetensors(tensors));
  return loadBackbone("squeezenet1_1", dir);
}

/** Runs `body` with a small backbone and a cache, both removed afterwards. */
function withBackbone(
  body: (backbone: Backbone, dir: string) => Promise<void> | void,
): () => Promise<void> {
  return () =>
    noLeak(() =>
      withTempDir(async (dir) => {
        using backbone = await drawnBackbone(dir);
        await body(backbone, `${dir}/cache`);
      })
    );
}

async function extract(
  backbone: Backbone,
  wanted: ImageValues,
  maps = MAPS,
  cache?: FeatureCache,
): Promise<ImageFeatures[]> {
  using extractor = new FeatureExtractor(backbone, maps, cache);
  return await extractor.extract(wanted);
}

Deno.test(
  "feature extractor: means and maps are the backbone's, stage after stage",
  withBackbone(async (backbone) => {
    using extractor = new FeatureExtractor(backbone, MAPS);
    const [first] = await extractor.extract(await images([3]));
    const names = Object.keys(backbone.stages);
    const channels = names.map((name) => backbone.stages[name]!.channels);
    assertEquals(extractor.stages.map(({ name }) => name), names);
    assertEquals(extractor.stages.map(({ from, to }) => to - from), channels);
    assertEquals(first!.means.length, channels.reduce((a, b) => a + b, 0));
    for (const name of MAPS) {
      const count = backbone.stages[name]!.channels;
      const { from } = extractor.stages.find((stage) => stage.name === name)!;
      const map = first!.maps[name]!;
      for (const channel of [0, count - 1]) {
        const values = map.filter((_, i) => i % count === channel);
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const bound = TOLERANCE.sums * Math.max(1, Math.abs(mean));
        assertNear(first!.means[from + channel]!, mean, bound);
      }
    }
    assertEquals(Object.keys(first!.maps), MAPS);
  }),
);

Deno.test(
  "feature extractor: an image's bits do not depend on its company, nor on which maps are wanted",
  withBackbone(async (backbone) => {
    const together = await extract(backbone, all);
    for (const [place, index] of [18, 0, 7].entries()) {
      assertEquals((await extract(backbone, await images([18, 0, 7])))[place], together[index]);
      assertEquals((await extract(backbone, await images([index])))[0], together[index]);
    }
    const without = await extract(backbone, all, []);
    assertEquals(without.map(({ means }) => means), together.map(({ means }) => means));
  }),
);

Deno.test(
  "feature extractor: with a cache everything is computed once, for all who ask, to the same bits",
  withBackbone(async (backbone, dir) => {
    const expected = await extract(backbone, all);
    const cache = new FeatureCache(dir);
    const counts = async (wanted: ImageValues, maps?: string[]) => {
      using extractor = new FeatureExtractor(backbone, maps ?? MAPS, cache);
      const features = await extractor.extract(wanted);
      if (wanted === all && !maps) assertEquals(features, expected);
      return extractor.counts;
    };
    assertEquals(await counts(await images([4, 5, 6, 7])), { computed: 4, cached: 0 });
    assertEquals(await counts(all), { computed: 15, cached: 4 });
    assertEquals(await counts(all), { computed: 0, cached: 19 });
    assertEquals(await counts(all, []), { computed: 0, cached: 19 }); // only the means
    assertEquals(await counts(all, ["stage3"]), { computed: 19, cached: 0 });
    assertEquals(await counts(await images([0], gray)), { computed: 1, cached: 0 });
  }),
);

Deno.test(
  "feature extractor: other weights and other arithmetic have entries of their own",
  withBackbone(async (backbone, dir) => {
    const cache = new FeatureCache(dir);
    await extract(backbone, all, MAPS, cache);
    using other = await drawnBackbone(dir, 1);
    using extractor = new FeatureExtractor(other, [], cache);
    await extractor.extract(all);
    assertEquals(extractor.counts.cached, 0);
    if (tf.getBackend() !== "tensorflow") return;
    setGraphOptions({ compiled: false });
    try {
      using single = new FeatureExtractor(backbone, [], cache);
      await single.extract(all);
      assertEquals(single.counts.cached, 0);
    } finally {
      setGraphOptions({ compiled: true });
    }
  }),
);

Deno.test(
  "feature extractor: a damaged entry is computed again, to the same bits",
  withBackbone(async (backbone, dir) => {
    const cache = new FeatureCache(dir);
    const expected = await extract(backbone, all, MAPS, cache);
    const [entries] = [...Deno.readDirSync(`${dir}/features-v1`)];
    const folder = `${dir}/features-v1/${entries!.name}`;
    const damaged = [...Deno.readDirSync(folder)].map(({ name }) => name).sort()[0]!;
    await Deno.truncate(`${folder}/${damaged}`, 40);
    using extractor = new FeatureExtractor(backbone, MAPS, cache);
    assertEquals(await extractor.extract(all), expected);
    assertEquals(extractor.counts, { computed: 1, cached: 18 });
  }),
);
