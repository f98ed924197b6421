import { assert, assertEquals } from "@std/assert";
import { scoreImages } from "../../../lib/detector/scoring/scoring.ts";
import { findMethod } from "../../../lib/registry/registry.ts";
import { useSynchronousBackend } from "../../backends/present.ts";
import { noLeak } from "../../no_leak.ts";
import { testImages } from "../../test_images.ts";

await useSynchronousBackend();

const COUNT = 6;
const images = testImages({ count: COUNT, size: 16, channels: 1 });
const facts = { imageSize: 16, channels: 1, trainingImages: 8 } as const;
const SEARCHES = {
  anogan: { search: { steps: 6 } },
  adgan: { search: { seeds: 1, rounds: 2 } },
};

for (const [id, search] of Object.entries(SEARCHES)) {
  Deno.test(`scoreImages: ${id} says how far its search is, within the only batch`, () =>
    noLeak(async () => {
      const method = findMethod(id);
      const small = { latent: 4, baseWidth: 4, ...search };
      using detector = method.create(method.resolve(small, facts, "test"), 0);
      const heard: number[] = [];
      await scoreImages(detector, images, {
        onProgress: ({ done, total, phase }) => {
          assertEquals([phase, total], ["score", COUNT]);
          heard.push(done);
        },
      });
      assertEquals([heard[0], heard.at(-1)], [0, COUNT]);
      heard.slice(1).forEach((done, i) => assert(done >= heard[i]!, `${heard}`));
      // Every image but the last is reported before the batch is read; the last, when it is read.
      assertEquals([...new Set(heard)], [0, 1, 2, 3, 4, 5, 6]);
    }));
}
