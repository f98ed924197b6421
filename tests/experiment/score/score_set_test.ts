import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/backend.ts";
import { memoryImages } from "../../../lib/data/images/memory_images.ts";
import type { Detector } from "../../../lib/detector/contract/detector.ts";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { regionsOf } from "../../../lib/experiment/output/regions_csv.ts";
import { scoreSet } from "../../../lib/experiment/score/score_set.ts";
import { statisticsAt } from "../../../lib/record/run/scores_csv.ts";
import { writeHeatmaps } from "../../../lib/report/pictures/heatmap.ts";
import { flatImage, writeImage } from "../../data/images.ts";
import { noLeak } from "../../no_leak.ts";
import { withTempDir } from "../../temp_dir.ts";
import { testImages } from "../../test_images.ts";

await useBackend();

/** A detector whose map is the image and which rebuilds it darker. */
const darker = {
  method: "darker",
  score: (images: tf.Tensor4D) => ({
    scores: tf.mean(images, [1, 2, 3]),
    maps: tf.clone(images),
    reconstructions: tf.mul(images, 0.5),
  }),
} as unknown as Detector;

const COUNT = 230;

Deno.test("scoreSet: keeps 200 of 230 maps, and gives the numbers and pictures of all", () =>
  noLeak(() =>
    withTempDir(async (dir) => {
      const path = `${dir}/a.png`;
      await writeImage(path, flatImage({ r: 9, g: 9, b: 9 }, 16));
      const images = testImages({ count: COUNT, size: 8, channels: 1 });
      const set = memoryImages({
        ...images,
        files: images.files.map((file) => ({ ...file, path })),
      });
      const regionsAbove = 0.3;
      const { seconds: _, ...all } = await scoreImages(darker, set);
      const some = await scoreSet(darker, set, { regionsAbove });
      assertEquals(some.maps!.length, 200 * 64);
      assertEquals(some.reconstructions!.length, 200 * 64);
      assertEquals([some.own, some.scores], [all.scores, all.scores]);
      assertEquals(some.statistics, set.files.map((_, i) => statisticsAt(all.statistics, i)));
      for (const i of set.files.keys()) {
        const map = all.maps!.subarray(i * 64, (i + 1) * 64);
        const expected = await regionsOf(path, map, { ...set, threshold: regionsAbove });
        assertEquals(some.regions![i], expected);
      }
      const pictures = async (
        name: string,
        results: { maps?: Float32Array; scores: Float32Array },
      ) => {
        const folder = `${dir}/${name}`;
        const replace = () => Promise.resolve();
        await writeHeatmaps({
          folder,
          replace,
          set,
          pixelThreshold: regionsAbove,
          ...results,
          maps: results.maps!,
        });
        const names = [...Deno.readDirSync(`${folder}/heatmaps`)].map(({ name }) =>
          `heatmaps/${name}`
        );
        return Object.fromEntries(
          await Promise.all(
            [...names.sort(), "overview.png"].map(async (name) =>
              [name, (await Deno.readFile(`${folder}/${name}`)).toHex()] as const
            ),
          ),
        );
      };
      const expected = await pictures("all", all);
      assertEquals(Object.keys(expected).length, 201);
      assertEquals(await pictures("some", some), expected);
    })
  ));
