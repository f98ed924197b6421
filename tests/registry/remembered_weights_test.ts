import { assertEquals, assertRejects } from "@std/assert";
import type { Detector } from "../../lib/detector/contract/detector.ts";
import { scoreImages } from "../../lib/detector/scoring/scoring.ts";
import { InputError } from "../../lib/errors.ts";
import { spadeConfig } from "../../lib/methods/spade/config.ts";
import { SPADE } from "../../lib/methods/spade/detector.ts";
import { ARCHITECTURES } from "../../lib/nn/backbones/architectures.ts";
import { loadDetector, saveDetector } from "../../lib/registry/storage.ts";
import { useSynchronousBackend } from "../backends/present.ts";
import { noLeak } from "../no_leak.ts";
import { withTempDir } from "../temp_dir.ts";
import { testImages } from "../test_images.ts";
import { seeWeightsFolder, useDrawnWeightsIn } from "../weights.ts";

await useSynchronousBackend();

const ID = "squeezenet1_1";
const SIZE = 40;

Deno.test("loadDetector: finds the weights of its backbone where they were, or names them", () =>
  noLeak(() =>
    withTempDir(async (dir) => {
      const images = testImages({ count: 4, size: SIZE, channels: 3, seed: 1 });
      const facts = { imageSize: SIZE, channels: 3, trainingImages: 4 } as const;
      const config = spadeConfig.resolve({ backbone: ID, neighbours: 2 }, facts, "test");
      const scores = async (load: () => Promise<Detector>) => {
        using detector = await load();
        return [...(await scoreImages(detector, images)).scores];
      };
      useDrawnWeightsIn(`${dir}/weights`, [ID]);
      let expected: number[];
      try {
        using detector = SPADE.create(config, 0);
        await detector.fit(images, { seed: 0 });
        await saveDetector(detector, `${dir}/model`);
        expected = [...(await scoreImages(detector, images)).scores];
      } finally {
        seeWeightsFolder(undefined);
      }
      const load = () => loadDetector(`${dir}/model`);
      assertEquals(await scores(load), expected);
      await Deno.rename(`${dir}/model`, `${dir}/elsewhere`); // a model that was moved
      const moved = () => loadDetector(`${dir}/elsewhere`);
      assertEquals(await scores(moved), expected);

      await Deno.rename(`${dir}/weights`, `${dir}/others`);
      const { file } = ARCHITECTURES[ID];
      await assertRejects(
        moved,
        InputError,
        `${dir}/weights/${file}: the weights of ${ID} are not there; get them with: npx -y deno@2 ` +
          `task download weights ${ID}, or name their folder with --weights DIR`,
      );
      const named = { weights: [`${dir}/others`] };
      const again = () => loadDetector(`${dir}/elsewhere`, named);
      assertEquals(await scores(again), expected);
    })
  ));
